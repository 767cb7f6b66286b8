
-- name: hours(people)
-- The own hours of the people of a JSON list of ids.
SELECT person, hours FROM staff_hours
WHERE person = ANY(ARRAY(SELECT json_array_elements_text(CAST(:people AS JSON))));
