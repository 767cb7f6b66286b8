-- name: add*!
-- Add entries; one whose id is taken, or that takes back what another took back, is refused.
INSERT INTO ledger (
    id, client, month, kind, minutes, made_by, made_at, plan, plan_version, lot, changed_on, days, of_days,
    reverses, reason, ticket, log, worked_by, worked_on, worked_at, real_minutes, accounted_minutes,
    request_kind, cover, is_after_hours, by_phone, words, rate_cents, currency
)
VALUES (
    :id, :client, :month, :kind, :minutes, :made_by, :made_at, :plan, :plan_version, :lot, :changed_on, :days,
    :of_days, :reverses, :reason, :ticket, :log, :worked_by, :worked_on, :worked_at, :real_minutes,
    :accounted_minutes, :request_kind, :cover, :is_after_hours, :by_phone, :words, :rate_cents, :currency
);

-- name: since(client, month)
-- The entries of a client that count in a month or a later one, in the order in which they were made.
SELECT * FROM ledger WHERE client = :client AND month >= :month ORDER BY made_at, id;

-- name: of_month(client, month)
-- The entries of a client that count in one month, in the order in which they were made.
SELECT * FROM ledger WHERE client = :client AND month = :month ORDER BY made_at, id;

-- name: last_month(client, until)^
-- The last month of a client that has begun by a date and has entries.
SELECT max(month) AS month FROM ledger WHERE client = :client AND month <= :until;

-- name: plan_at(client, at)^
-- The plan that a client's hours went by at a moment.
SELECT plan, plan_version FROM ledger WHERE client = :client AND made_at <= :at AND plan_version <> ''
ORDER BY month DESC, made_at DESC, id DESC LIMIT 1;

-- name: months(client)
-- The months in which a client has entries.
SELECT DISTINCT month FROM ledger WHERE client = :client ORDER BY month;

-- name: of_ticket(ticket)
-- The entries of a ticket, and of those that were merged into it, in the order in which they were made.
WITH RECURSIVE parts (number) AS (
    SELECT number FROM tickets WHERE number = :ticket
    UNION
    SELECT tickets.number FROM parts JOIN tickets ON tickets.merged_into = parts.number
)
SELECT ledger.* FROM parts JOIN ledger ON ledger.ticket = parts.number ORDER BY ledger.made_at, ledger.id;

-- name: of_log(log)
-- The entries that were logged at once, and what takes them back.
SELECT * FROM ledger WHERE log = :log ORDER BY made_at, id;

-- name: stopwatch(person)^
-- What somebody's time runs for.
SELECT * FROM stopwatches WHERE person = :person;

-- name: start(person, ticket, started_at)^
-- Let somebody's time run, unless it runs already.
INSERT INTO stopwatches (person, ticket, started_at) VALUES (:person, :ticket, :started_at)
ON CONFLICT (person) DO NOTHING
RETURNING person;

-- name: stop(person)^
-- Let somebody's time run no more.
DELETE FROM stopwatches WHERE person = :person RETURNING *;

-- name: stop_run(person, started_at)^
-- Let somebody's time run no more where it began to run then.
DELETE FROM stopwatches WHERE person = :person AND started_at = :started_at RETURNING person;

-- name: billable(client, until)
-- The entries of a client's billable work and calls in months that begin by a date, and what takes them back.
SELECT * FROM ledger
WHERE client = :client AND month <= :until AND (cover = 'billable' OR by_phone)
ORDER BY made_at, id;
