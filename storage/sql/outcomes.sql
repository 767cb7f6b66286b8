-- name: put*!
-- Write down what became of a promise, or what became of it after all.
INSERT INTO outcomes (
    ticket, clock, number, client, severity, started_at, stopped_at, breached_at, due_at, decided_at, outcome, used,
    on_client, on_third, percent, replies, reopened_at
)
VALUES (
    :ticket, :clock, :number, :client, :severity, :started_at, :stopped_at, :breached_at, :due_at, :decided_at,
    :outcome, :used, :on_client, :on_third, :percent, :replies, :reopened_at
)
ON CONFLICT (ticket, clock, number) DO UPDATE SET
    client = excluded.client, severity = excluded.severity, started_at = excluded.started_at,
    stopped_at = excluded.stopped_at, breached_at = excluded.breached_at, due_at = excluded.due_at,
    decided_at = excluded.decided_at, outcome = excluded.outcome, used = excluded.used,
    on_client = excluded.on_client, on_third = excluded.on_third, percent = excluded.percent,
    replies = excluded.replies, reopened_at = excluded.reopened_at;

-- name: forget*!
-- What the log no longer says.
DELETE FROM outcomes WHERE ticket = :ticket AND clock = :clock AND number = :number;

-- name: decided(since, until, client)
-- What was decided, or stopped after its breach, from a moment on and before another; of one client, or of all.
SELECT
    ticket, clock, number, client, severity, started_at, stopped_at, breached_at, due_at, decided_at, outcome, used,
    on_client, on_third, percent, replies, reopened_at
FROM outcomes
WHERE decided_at >= :since AND decided_at < :until AND (CAST(:client AS TEXT) IS NULL OR client = :client)
UNION ALL
SELECT
    ticket, clock, number, client, severity, started_at, stopped_at, breached_at, due_at, decided_at, outcome, used,
    on_client, on_third, percent, replies, reopened_at
FROM outcomes
WHERE breached_at IS NOT NULL AND stopped_at >= :since AND stopped_at < :until
    AND decided_at < :since AND (CAST(:client AS TEXT) IS NULL OR client = :client);

-- name: opened(since, until, client)
-- Tickets that were opened from a moment on and before another, but for those that were none.
SELECT number, client, severity, COALESCE(kind, '') AS kind, opened_at, status
FROM tickets
WHERE opened_at >= :since AND opened_at < :until AND status <> 'cancelled'
    AND (CAST(:client AS TEXT) IS NULL OR client = :client)
ORDER BY number;

-- name: reopened(since, until, client)
-- Tickets that were opened again from a moment on and before another.
SELECT DISTINCT tickets.number AS ticket, tickets.client, tickets.severity
FROM outcomes JOIN tickets ON tickets.number = outcomes.ticket
WHERE reopened_at >= :since AND reopened_at < :until
    AND (CAST(:client AS TEXT) IS NULL OR tickets.client = :client)
ORDER BY 1;

-- name: open_at(at, client)
-- Tickets that were open when a moment came, each with when it was opened: those that are, and those resolved since.
SELECT number AS ticket, client, severity, opened_at FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND opened_at < :at AND (CAST(:client AS TEXT) IS NULL OR client = :client)
    AND NOT EXISTS (
        SELECT 1 FROM outcomes
        WHERE outcomes.ticket = tickets.number AND clock = 'resolution' AND stopped_at < :at AND reopened_at >= :at
    )
UNION
SELECT tickets.number, tickets.client, tickets.severity, tickets.opened_at
FROM outcomes JOIN tickets ON tickets.number = outcomes.ticket
WHERE outcomes.clock = 'resolution' AND outcomes.stopped_at >= :at AND outcomes.started_at < :at
    AND (CAST(:client AS TEXT) IS NULL OR tickets.client = :client)
ORDER BY 1;

-- name: counted(since, until, client)^
-- How much happened from a moment on and before another: the same columns as `opened` and `decided` read.
SELECT
    (
        SELECT COUNT(*) FROM tickets
        WHERE opened_at >= :since AND opened_at < :until AND status <> 'cancelled'
            AND (CAST(:client AS TEXT) IS NULL OR client = :client)
    ) AS opened,
    (
        SELECT COUNT(DISTINCT ticket) FROM outcomes
        WHERE clock = 'resolution' AND stopped_at IS NOT NULL AND stopped_at >= :since AND stopped_at < :until
            AND (CAST(:client AS TEXT) IS NULL OR client = :client)
    ) AS resolved,
    COALESCE(SUM(CASE WHEN outcome = 'met' THEN 1 ELSE 0 END), 0) AS met,
    COALESCE(SUM(CASE WHEN outcome = 'missed' THEN 1 ELSE 0 END), 0) AS missed
FROM outcomes
WHERE decided_at >= :since AND decided_at < :until AND (CAST(:client AS TEXT) IS NULL OR client = :client);
