-- name: open()!
-- Note that the database is being filled for the first time.
INSERT INTO counters (name, value) VALUES ('beginning', 1) ON CONFLICT (name) DO NOTHING;

-- name: close()!
-- Note that this is over.
DELETE FROM counters WHERE name = 'beginning';

-- name: under_way()^
-- Whether it was being filled when it was last written.
SELECT count(*) AS found FROM counters WHERE name = 'beginning';
