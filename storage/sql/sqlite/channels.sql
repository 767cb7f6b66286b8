
-- name: lock(id)^
-- One channel; SQLite has one writer, who needs no further lock.
SELECT * FROM channels WHERE id = :id;
