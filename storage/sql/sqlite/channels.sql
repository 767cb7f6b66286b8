
-- name: lock(id)^
-- One channel; SQLite has one writer, who needs no further lock.
SELECT * FROM channels WHERE id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :id), :id);

-- name: lock_free(ids)
-- The channels of a JSON list of today's ids; SQLite has one writer, who needs no further lock.
SELECT * FROM channels WHERE id IN (SELECT value FROM json_each(:ids));
