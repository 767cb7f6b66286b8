
-- name: add(rows, leased_by, leased_until)
-- Write down requests from a JSON list; a key or message that we have is left out.
INSERT INTO inbox (key, kind, lane, message, body, received_at, leased_by, leased_until, attempts)
SELECT key, kind, lane, message, body, received_at, CAST(:leased_by AS TEXT), CAST(:leased_until AS BIGINT), 0
FROM json_to_recordset(CAST(:rows AS JSON))
    AS given (key TEXT, kind TEXT, lane TEXT, message TEXT, body TEXT, received_at BIGINT)
ON CONFLICT DO NOTHING
RETURNING key;

-- name: take_turn()^
-- One process claims at a time: what the other has just leased must be seen, or a lane is worked out of order.
SELECT pg_advisory_xact_lock(7469724331);

-- name: claim(now, leased_by, leased_until, most)
-- Lease what nobody works on, oldest first, leaving out lanes in which something earlier is in hand.
WITH free AS (
    SELECT mine.key FROM inbox AS mine
    WHERE mine.done_at IS NULL AND mine.parked_at IS NULL AND mine.leased_until <= :now
        AND NOT EXISTS (
            SELECT 1 FROM inbox AS earlier
            WHERE earlier.lane = mine.lane AND earlier.received_at < mine.received_at
                AND earlier.done_at IS NULL AND earlier.parked_at IS NULL AND earlier.leased_until > :now
        )
    ORDER BY mine.received_at, mine.key
    LIMIT :most
    FOR UPDATE OF mine SKIP LOCKED
)
UPDATE inbox SET leased_by = :leased_by, leased_until = :leased_until
FROM free WHERE inbox.key = free.key
RETURNING inbox.*;

-- name: finish(keys, at)
-- Mark the rows of a JSON list of keys done, unless they are already. What people said in them goes; their keys still
-- guard against doing them twice.
UPDATE inbox SET done_at = :at, leased_by = NULL, parked_at = NULL, body = '{}', error = NULL
WHERE key = ANY(ARRAY(SELECT json_array_elements_text(CAST(:keys AS JSON)))) AND done_at IS NULL
RETURNING key;

-- name: lock_free(keys)
-- Of a JSON list of keys, the rows that are open and that nobody else holds; they are ours until this transaction ends.
SELECT key FROM inbox
WHERE key = ANY(ARRAY(SELECT json_array_elements_text(CAST(:keys AS JSON)))) AND done_at IS NULL
FOR UPDATE SKIP LOCKED;
