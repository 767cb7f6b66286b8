-- name: pauses_of(ids)
-- Every pause of the clients of a JSON list, the earliest first.
SELECT * FROM pauses WHERE client IN (SELECT value FROM json_each(:ids)) ORDER BY from_at, id;
