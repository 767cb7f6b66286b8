
-- name: add(rows, leased_by, leased_until)
-- Write down requests from a JSON list; a key or message that we have is left out.
INSERT INTO inbox (key, kind, lane, message, body, received_at, leased_by, leased_until, attempts)
SELECT
    json_extract(value, '$.key'),
    json_extract(value, '$.kind'),
    json_extract(value, '$.lane'),
    json_extract(value, '$.message'),
    json_extract(value, '$.body'),
    json_extract(value, '$.received_at'),
    :leased_by,
    :leased_until,
    0
FROM json_each(:rows)
WHERE true
ON CONFLICT DO NOTHING
RETURNING key;

-- name: take_turn()^
-- The one writer of SQLite has its turn already.
SELECT 1;

-- name: claim(now, leased_by, leased_until, most)
-- Lease what nobody works on, oldest first, leaving out lanes in which something earlier is in hand.
UPDATE inbox SET leased_by = :leased_by, leased_until = :leased_until
WHERE key IN (
    SELECT mine.key FROM inbox AS mine
    WHERE mine.done_at IS NULL AND mine.parked_at IS NULL AND mine.leased_until <= :now
        AND NOT EXISTS (
            SELECT 1 FROM inbox AS earlier
            WHERE earlier.lane = mine.lane AND earlier.received_at < mine.received_at
                AND earlier.done_at IS NULL AND earlier.parked_at IS NULL AND earlier.leased_until > :now
        )
    ORDER BY mine.received_at, mine.key
    LIMIT :most
)
RETURNING *;

-- name: finish(keys, at)
-- Mark the rows of a JSON list of keys done, unless they are already. What people said in them goes; their keys still
-- guard against doing them twice.
UPDATE inbox SET done_at = :at, leased_by = NULL, parked_at = NULL, body = '{}', error = NULL
WHERE key IN (SELECT value FROM json_each(:keys)) AND done_at IS NULL
RETURNING key;

-- name: lock_free(keys)
-- Of a JSON list of keys, the rows that are open; SQLite has one writer, who needs no further lock.
SELECT key FROM inbox WHERE key IN (SELECT value FROM json_each(:keys)) AND done_at IS NULL;
