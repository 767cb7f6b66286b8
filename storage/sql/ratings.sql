-- name: ask(ticket, asked, client, person, asked_at, score, comment, rated_at)!
-- Somebody was asked how they found our help.
INSERT INTO ratings (ticket, asked, client, person, asked_at, score, comment, rated_at)
VALUES (:ticket, :asked, :client, :person, :asked_at, :score, :comment, :rated_at);

-- name: answer(ticket, asked, score, comment, rated_at)!
-- They answered; the last answer counts.
UPDATE ratings SET score = :score, comment = :comment, rated_at = :rated_at
WHERE ticket = :ticket AND asked = :asked;

-- name: of_ticket(ticket)
-- What was asked of a ticket, oldest first.
SELECT * FROM ratings WHERE ticket = :ticket ORDER BY asked;

-- name: last_of(person)^
-- What somebody was asked last.
SELECT * FROM ratings WHERE person = :person ORDER BY asked_at DESC LIMIT 1;

-- name: asked_in(from_at, to_at)
-- What was asked in a period, in order.
SELECT * FROM ratings WHERE asked_at >= :from_at AND asked_at < :to_at ORDER BY asked_at, ticket;

-- name: asked_in_of(client, from_at, to_at)
-- The same of one client.
SELECT * FROM ratings
WHERE client = :client AND asked_at >= :from_at AND asked_at < :to_at ORDER BY asked_at, ticket;
