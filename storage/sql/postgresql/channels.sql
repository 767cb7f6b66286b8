
-- name: lock(id)^
-- One channel, which nobody else changes until this transaction ends.
SELECT * FROM channels WHERE id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :id), :id) FOR UPDATE;

-- name: lock_all(ids)
-- The channels of a JSON list of today's ids, which nobody else changes until this transaction ends: always in the order of their ids.
SELECT * FROM channels WHERE id IN (SELECT json_array_elements_text(CAST(:ids AS JSON))) ORDER BY id FOR UPDATE;
