
-- name: lock(id)^
-- One channel, which nobody else changes until this transaction ends.
SELECT * FROM channels WHERE id = :id FOR UPDATE;
