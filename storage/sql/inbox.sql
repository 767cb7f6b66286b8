-- name: get(key)^
-- One row, in whatever state.
SELECT * FROM inbox WHERE key = :key;

-- name: failed(key, error, again_at)!
-- Note why it failed and when it may be tried again.
UPDATE inbox SET leased_by = NULL, leased_until = :again_at, error = :error, attempts = attempts + 1
WHERE key = :key AND done_at IS NULL;

-- name: park(key, error, at)!
-- Lay a row aside for staff to look at.
UPDATE inbox SET leased_by = NULL, parked_at = :at, error = :error
WHERE key = :key AND done_at IS NULL;

-- name: release*!
-- Give up our leases, so that any process may take the rows at once.
UPDATE inbox SET leased_by = NULL, leased_until = 0
WHERE key = :key AND leased_by = :leased_by AND done_at IS NULL;

-- name: release_all(leased_by)!
-- Give up every lease of one process, or of all.
UPDATE inbox SET leased_by = NULL, leased_until = 0
WHERE leased_by = COALESCE(CAST(:leased_by AS TEXT), leased_by) AND done_at IS NULL AND parked_at IS NULL;

-- name: renew*!
-- Keep our leases longer.
UPDATE inbox SET leased_until = :leased_until
WHERE key = :key AND leased_by = :leased_by AND done_at IS NULL;

-- name: parked()
-- Rows laid aside, oldest first.
SELECT * FROM inbox WHERE parked_at IS NOT NULL AND done_at IS NULL ORDER BY received_at, key;

-- name: unpark(key)^
-- Let a row be tried again from the start.
UPDATE inbox SET parked_at = NULL, leased_until = 0, attempts = 0
WHERE key = :key AND parked_at IS NOT NULL AND done_at IS NULL
RETURNING key;

-- name: next_due()^
-- When the first lease ends, or the first row may be tried again; those behind others in their lane wait for them.
SELECT min(mine.leased_until) AS due_at FROM inbox AS mine
WHERE mine.done_at IS NULL AND mine.parked_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM inbox AS earlier
    WHERE earlier.lane = mine.lane AND earlier.received_at < mine.received_at
        AND earlier.done_at IS NULL AND earlier.parked_at IS NULL
);

-- name: withdraw(key)^
-- Let go of a request of which nothing came, so that the same may be asked again.
DELETE FROM inbox WHERE key = :key AND done_at IS NULL
RETURNING key;

-- name: forget(before, most)
-- Let go of some requests that were done before a moment.
DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE done_at < :before LIMIT :most)
RETURNING key;
