-- name: rotations()
-- Every rotation, by name.
SELECT * FROM rotations ORDER BY name;

-- name: overrides(since)
-- The overrides that were in force since then or are to come, in the order in which they were made.
SELECT id, rotation, person, from_at, COALESCE(ended_at, to_at) AS to_at FROM overrides
WHERE to_at > :since AND (ended_at IS NULL OR ended_at > from_at)
ORDER BY made_at, id;

-- name: absences(since)
-- The holidays since that day, and those to come.
SELECT person, from_on, COALESCE(back_on, to_on) AS to_on FROM absences
WHERE to_on >= :since AND (back_on IS NULL OR back_on >= from_on)
ORDER BY from_on, person;

-- name: put_rotation(name, members, time_zone, handover_weekday, handover_at, starts_on)!
-- Write down a rotation as it is now.
INSERT INTO rotations (name, members, time_zone, handover_weekday, handover_at, starts_on)
VALUES (:name, :members, :time_zone, :handover_weekday, :handover_at, :starts_on)
ON CONFLICT (name) DO UPDATE SET
    members = excluded.members,
    time_zone = excluded.time_zone,
    handover_weekday = excluded.handover_weekday,
    handover_at = excluded.handover_at,
    starts_on = excluded.starts_on;

-- name: drop_rotation(name)^
-- Do away with a rotation.
DELETE FROM rotations WHERE name = :name
RETURNING name;

-- name: add_override*!
-- Somebody is on call for a while.
INSERT INTO overrides (id, rotation, person, from_at, to_at, made_by, made_at)
VALUES (:id, :rotation, :person, :from_at, :to_at, :made_by, :made_at)
ON CONFLICT (id) DO NOTHING;

-- name: end_override(id, ended_by, ended_at)!
-- Take an override back; for as long as it was in force, it stays.
UPDATE overrides SET ended_by = :ended_by, ended_at = :ended_at WHERE id = :id AND ended_at IS NULL;

-- name: put_absence(person, from_on, to_on, made_by, made_at)!
-- Somebody is away; one who came back sooner stays back until other days are named.
INSERT INTO absences (person, from_on, to_on, made_by, made_at)
VALUES (:person, :from_on, :to_on, :made_by, :made_at)
ON CONFLICT (person, from_on) DO UPDATE SET
    to_on = excluded.to_on,
    back_on = CASE WHEN absences.to_on = excluded.to_on THEN absences.back_on END,
    made_by = excluded.made_by,
    made_at = excluded.made_at;

-- name: renew_absence(person, from_on)!
-- Somebody is away after all, on days for which they had been said to be back.
UPDATE absences SET back_on = NULL WHERE person = :person AND from_on = :from_on;

-- name: end_absence(person, from_on, back_on)!
-- Somebody is back: the last day away was that one, which lies before the first where they never left.
UPDATE absences SET back_on = :back_on WHERE person = :person AND from_on = :from_on;

-- name: put_hours(person, hours, made_by, made_at)!
-- Write down somebody's own hours.
INSERT INTO staff_hours (person, hours, made_by, made_at) VALUES (:person, :hours, :made_by, :made_at)
ON CONFLICT (person) DO UPDATE SET
    hours = excluded.hours,
    made_by = excluded.made_by,
    made_at = excluded.made_at;

-- name: drop_hours(person)^
-- Somebody has no hours of their own any more.
DELETE FROM staff_hours WHERE person = :person
RETURNING person;
