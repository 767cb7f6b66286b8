
-- name: hours(people)
-- The own hours of the people of a JSON list of ids.
SELECT person, hours FROM staff_hours WHERE person IN (SELECT value FROM json_each(:people));
