
-- name: get_all(ids)
-- The clients of a JSON list of ids.
SELECT * FROM clients WHERE id IN (SELECT json_array_elements_text(CAST(:ids AS JSON)));
