-- name: count(ticket)^
-- How many people want a wish.
SELECT count(*) AS votes FROM votes WHERE ticket = :ticket AND stands;

-- name: counts(client)
-- The same for the tickets of a client, or of all, that still need work.
SELECT votes.ticket, count(*) AS votes FROM votes JOIN tickets ON tickets.number = votes.ticket
WHERE votes.stands AND tickets.status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND (CAST(:client AS TEXT) IS NULL OR tickets.client = CAST(:client AS TEXT))
GROUP BY votes.ticket ORDER BY votes.ticket;

-- name: get(ticket, person)^
-- Somebody's vote, be it taken back.
SELECT * FROM votes WHERE ticket = :ticket AND person = :person;

-- name: put(ticket, person, voted_at, stands)!
-- Vote for a wish, or take the vote back.
INSERT INTO votes (ticket, person, voted_at, stands) VALUES (:ticket, :person, :voted_at, :stands)
ON CONFLICT (ticket, person) DO UPDATE SET voted_at = excluded.voted_at, stands = excluded.stands;

-- name: copy(from_ticket, to_ticket)!
-- Let whoever wants one wish want another too, that they have not voted for yet.
INSERT INTO votes (ticket, person, voted_at, stands)
SELECT CAST(:to_ticket AS BIGINT), person, voted_at, stands FROM votes WHERE ticket = :from_ticket AND stands
ON CONFLICT (ticket, person) DO UPDATE SET stands = TRUE;

-- name: of_client(client)
-- All votes of a client's people that stand, by ticket and as they were given.
SELECT votes.* FROM votes JOIN tickets ON tickets.number = votes.ticket
WHERE tickets.client = :client AND votes.stands ORDER BY votes.ticket, votes.voted_at, votes.person;
