-- name: make_table()!
-- Where we note which migrations this database has.
CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);

-- name: applied()
-- Which migrations this database has.
SELECT name FROM migrations ORDER BY name;

-- name: note*!
-- Note that a migration was applied.
INSERT INTO migrations (name, applied_at) VALUES (:name, :applied_at);
