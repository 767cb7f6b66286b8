
-- name: lock(number)^
-- One ticket; SQLite has one writer, who needs no further lock.
SELECT * FROM tickets WHERE number = :number;

-- name: lock_all(numbers)
-- SQLite has one writer, who needs no further lock.
SELECT :numbers;
