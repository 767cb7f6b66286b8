
-- name: lock(number)^
-- One ticket, which nobody else changes until this transaction ends.
SELECT * FROM tickets WHERE number = :number FOR UPDATE;

-- name: lock_all(numbers)
-- The tickets of a JSON list, which nobody else changes until this transaction ends: always by rising number.
SELECT number FROM tickets
WHERE number IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT))
ORDER BY number FOR UPDATE;

-- name: get_all(numbers)
-- The tickets of a JSON list.
SELECT * FROM tickets
WHERE number IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT));

-- name: get_all_in(numbers, statuses)
-- The tickets of a JSON list that have a status of another.
SELECT * FROM tickets
WHERE number IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT))
    AND status = ANY(ARRAY(SELECT json_array_elements_text(CAST(:statuses AS JSON))));

-- name: logs(numbers)
-- All that happened to the tickets of a JSON list, in order.
SELECT * FROM ticket_events
WHERE ticket IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT))
ORDER BY ticket, seq;

-- name: estimated_of(clients)
-- Tickets of the clients of a JSON list that still need work and have an estimate, oldest first.
SELECT * FROM tickets
WHERE client IN (SELECT json_array_elements_text(CAST(:clients AS JSON))) AND estimate IS NOT NULL
    AND status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
ORDER BY number;
