
-- name: lock(id)^
-- One channel, which nobody else changes until this transaction ends.
SELECT * FROM channels WHERE id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :id), :id) FOR UPDATE;
