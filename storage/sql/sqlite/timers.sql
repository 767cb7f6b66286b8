
-- name: claim(keys, now)
-- Claim timers of a JSON list of keys, for this process: those that are still due.
UPDATE timers SET fired_at = :now
WHERE key IN (SELECT value FROM json_each(:keys)) AND fired_at IS NULL AND wake_at <= :now
RETURNING *;

-- name: armed_of(keys)
-- Those timers of a JSON list of keys that have not fired.
SELECT * FROM timers WHERE key IN (SELECT value FROM json_each(:keys)) AND fired_at IS NULL;
