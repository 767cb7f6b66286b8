
-- name: get_all(ids)
-- The people of a JSON list of ids.
SELECT * FROM people WHERE id = ANY(ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))));
