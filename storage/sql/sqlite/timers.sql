
-- name: claim_due(now, most)
-- Claim the timers that are due, for this process.
UPDATE timers SET fired_at = :now
WHERE key IN (
    SELECT key FROM timers WHERE fired_at IS NULL AND wake_at <= :now ORDER BY wake_at, due_at LIMIT :most
)
RETURNING *;
