-- name: pauses_of(ids)
-- Every pause of the clients of a JSON list, the earliest first.
SELECT * FROM pauses
WHERE client = ANY(ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))))
ORDER BY from_at, id;
