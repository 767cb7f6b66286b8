-- name: all()
-- What managers have set to come by itself, everywhere.
SELECT * FROM digest_schedules ORDER BY place, cadence;

-- name: of_place(place)
-- The same for one place.
SELECT * FROM digest_schedules WHERE place = :place ORDER BY cadence;

-- name: put*!
-- Write down what is to come, or that it is not to.
INSERT INTO digest_schedules (place, cadence, is_off, day, at, time_zone)
VALUES (:place, :cadence, :is_off, :day, :at, :time_zone)
ON CONFLICT (place, cadence) DO UPDATE SET
    is_off = excluded.is_off, day = excluded.day, at = excluded.at, time_zone = excluded.time_zone;

-- name: forget*!
-- Let what is promised stand again.
DELETE FROM digest_schedules WHERE place = :place AND cadence = :cadence;
