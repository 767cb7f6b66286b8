
-- name: get_all(ids)
-- The clients of a JSON list of ids.
SELECT * FROM clients WHERE id = ANY(ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))));

-- name: lock(id)^
-- One client, whom nobody else changes until this transaction ends.
SELECT * FROM clients WHERE id = :id FOR UPDATE;
