
-- name: get_all(ids)
-- The people of a JSON list of ids.
SELECT * FROM people WHERE id IN (SELECT value FROM json_each(:ids));
