
-- name: of_tickets(tickets)
-- What became of the promises on the tickets of a JSON list.
SELECT
    ticket, clock, number, client, severity, started_at, stopped_at, breached_at, due_at, decided_at, outcome, used,
    on_client, on_third, percent, replies, reopened_at
FROM outcomes
WHERE ticket IN (SELECT CAST(json_array_elements_text(CAST(:tickets AS JSON)) AS BIGINT));
