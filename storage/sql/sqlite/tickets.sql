
-- name: lock(number)^
-- One ticket; SQLite has one writer, who needs no further lock.
SELECT * FROM tickets WHERE number = :number;

-- name: lock_all(numbers)
-- SQLite has one writer, who needs no further lock.
SELECT :numbers;

-- name: get_all(numbers)
-- The tickets of a JSON list.
SELECT * FROM tickets WHERE number IN (SELECT value FROM json_each(:numbers));

-- name: get_all_in(numbers, statuses)
-- The tickets of a JSON list that have a status of another.
SELECT * FROM tickets
WHERE number IN (SELECT value FROM json_each(:numbers)) AND status IN (SELECT value FROM json_each(:statuses));

-- name: logs(numbers)
-- All that happened to the tickets of a JSON list, in order.
SELECT * FROM ticket_events WHERE ticket IN (SELECT value FROM json_each(:numbers)) ORDER BY ticket, seq;

-- name: estimated_of(clients)
-- Tickets of the clients of a JSON list that still need work and have an estimate, oldest first.
SELECT * FROM tickets
WHERE client IN (SELECT value FROM json_each(:clients)) AND estimate IS NOT NULL
    AND status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
ORDER BY number;
