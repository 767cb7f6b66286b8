
-- name: lock(id)^
-- One channel, which nobody else changes until this transaction ends.
SELECT * FROM channels WHERE id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :id), :id) FOR UPDATE;

-- name: lock_free(ids)
-- Of a JSON list of today's ids, the channels that nobody else holds; they are ours until this transaction ends.
SELECT * FROM channels WHERE id = ANY(ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))))
FOR UPDATE SKIP LOCKED;
