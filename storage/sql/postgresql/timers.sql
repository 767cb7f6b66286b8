
-- name: claim_due(now, most)
-- Claim the timers that are due, for this process; what another process is claiming is passed over.
WITH due AS (
    SELECT key FROM timers WHERE fired_at IS NULL AND wake_at <= :now
    ORDER BY wake_at, due_at LIMIT :most
    FOR UPDATE SKIP LOCKED
)
UPDATE timers SET fired_at = :now FROM due WHERE timers.key = due.key
RETURNING timers.*;
