
-- name: get_all(ids)
-- The people of a JSON list of ids.
SELECT * FROM people WHERE id IN (SELECT json_array_elements_text(CAST(:ids AS JSON)));
