
-- name: get_all(ids)
-- The clients of a JSON list of ids.
SELECT * FROM clients WHERE id IN (SELECT value FROM json_each(:ids));

-- name: lock(id)^
-- One client; who writes is alone here anyway.
SELECT * FROM clients WHERE id = :id;
