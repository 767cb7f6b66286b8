-- name: next_number(many)^
-- Take the next numbers; the answer is the last of them.
INSERT INTO counters (name, value) VALUES ('ticket', :many)
ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
RETURNING value;

-- name: get(number)^
-- One ticket.
SELECT * FROM tickets WHERE number = :number;

-- name: survivor(number)^
-- The ticket that one was merged into, however many times over; itself where it was not.
WITH RECURSIVE chain (number, merged_into) AS (
    SELECT number, merged_into FROM tickets WHERE number = :number
    UNION
    SELECT tickets.number, tickets.merged_into FROM chain JOIN tickets ON tickets.number = chain.merged_into
)
SELECT number FROM chain WHERE merged_into IS NULL;

-- name: numbers_in(channel)
-- The tickets of a channel, and those with cards in it.
SELECT number FROM tickets WHERE channel = :channel OR triage = :channel ORDER BY number;

-- name: carded_in(triage)^
-- How many tickets have their cards in a channel.
SELECT count(*) AS tickets FROM tickets WHERE triage = :triage;

-- name: events(number)
-- All that happened to a ticket, in order.
SELECT * FROM ticket_events WHERE ticket = :number ORDER BY seq;

-- name: by_thread(channel, thread_ts)^
-- The newest ticket whose thread this is, else that of the message at its head.
SELECT found.ticket FROM (
    SELECT number AS ticket, 1 AS place FROM tickets WHERE channel = :channel AND thread_ts = :thread_ts
    UNION ALL
    SELECT ticket, 2 FROM messages WHERE channel = :channel AND ts = :thread_ts AND ticket IS NOT NULL
) AS found
ORDER BY found.place, found.ticket DESC LIMIT 1;

-- name: open_of_channel(channel)
-- Tickets of a channel that still need work, oldest first.
SELECT * FROM tickets
WHERE channel = :channel AND status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
ORDER BY number;

-- name: threads(channel, ended_after)
-- The threads of a channel's tickets that are open, or ended after a moment, and those below messages that joined them.
WITH alive AS (
    SELECT number, thread_ts FROM tickets
    WHERE channel = :channel AND (status NOT IN ('closed', 'cancelled') OR status_since > :ended_after)
)
SELECT thread_ts FROM alive WHERE thread_ts IS NOT NULL
UNION
SELECT messages.ts AS thread_ts FROM alive JOIN messages ON messages.ticket = alive.number
WHERE messages.channel = :channel AND messages.thread_ts IS NULL AND messages.deleted_at IS NULL
ORDER BY thread_ts;

-- name: estimated(client)
-- Tickets of a client that still need work and have an estimate, oldest first.
SELECT * FROM tickets
WHERE client = :client AND estimate IS NOT NULL
    AND status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
ORDER BY number;

-- name: active(client, assignee, unassigned, most)
-- Tickets that still need work, for a list: the worst first, then the oldest.
SELECT * FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND (CAST(:client AS TEXT) IS NULL OR client = CAST(:client AS TEXT))
    AND (CAST(:assignee AS TEXT) IS NULL OR assignee = CAST(:assignee AS TEXT))
    AND (NOT CAST(:unassigned AS BOOLEAN) OR assignee IS NULL)
ORDER BY
    CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, number
LIMIT :most;

-- name: at_work(client, severity, assignee, unassigned, waiting, most, skip)
-- Tickets that still need work, a page of them: the worst first, then the oldest; or the longest wait.
SELECT * FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND (CAST(:client AS TEXT) IS NULL OR client = CAST(:client AS TEXT))
    AND (CAST(:severity AS TEXT) IS NULL OR severity = CAST(:severity AS TEXT))
    AND (CAST(:assignee AS TEXT) IS NULL OR assignee = CAST(:assignee AS TEXT))
    AND (NOT CAST(:unassigned AS BOOLEAN) OR assignee IS NULL)
    AND (NOT CAST(:waiting AS BOOLEAN) OR status = 'waiting_on_client')
ORDER BY
    CASE WHEN CAST(:waiting AS BOOLEAN) THEN status_since ELSE 0 END,
    CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, number
LIMIT :most OFFSET :skip;

-- name: how_many_at_work(client, severity, assignee, unassigned, waiting)^
-- How many those are, on all pages.
SELECT count(*) AS tickets FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND (CAST(:client AS TEXT) IS NULL OR client = CAST(:client AS TEXT))
    AND (CAST(:severity AS TEXT) IS NULL OR severity = CAST(:severity AS TEXT))
    AND (CAST(:assignee AS TEXT) IS NULL OR assignee = CAST(:assignee AS TEXT))
    AND (NOT CAST(:unassigned AS BOOLEAN) OR assignee IS NULL)
    AND (NOT CAST(:waiting AS BOOLEAN) OR status = 'waiting_on_client');

-- name: at_work_by_client()
-- How many tickets of each client need work.
SELECT client, count(*) AS tickets FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
GROUP BY client;

-- name: nearing(client, severity, until, most)
-- Tickets at work that something comes to by a moment (bot/watch.py names their timers), or of which a promise was
-- broken and is still owed.
SELECT tickets.* FROM tickets
LEFT JOIN timers ON timers.key = 'watch:' || tickets.number AND timers.fired_at IS NULL
WHERE tickets.status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND tickets.frozen_until IS NULL
    AND (CAST(:client AS TEXT) IS NULL OR tickets.client = CAST(:client AS TEXT))
    AND (CAST(:severity AS TEXT) IS NULL OR tickets.severity = CAST(:severity AS TEXT))
    AND (
        timers.due_at <= :until
        OR EXISTS (
            SELECT 1 FROM outcomes
            WHERE outcomes.ticket = tickets.number AND outcomes.breached_at IS NOT NULL AND outcomes.stopped_at IS NULL
        )
    )
ORDER BY COALESCE(timers.due_at, 0), tickets.number
LIMIT :most;

-- name: active_after(client, after, most)
-- The numbers of a client's tickets that still need work and come after one, in order.
SELECT number FROM tickets
WHERE client = :client AND number > :after
    AND status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
ORDER BY number
LIMIT :most;

-- name: active_for(triage, claimed, most)
-- Tickets that need work now, of the clients whose cards go to a channel, claimed or not; the oldest first.
SELECT tickets.* FROM tickets
JOIN clients ON clients.id = tickets.client
WHERE clients.triage = :triage
    AND tickets.status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND tickets.frozen_until IS NULL
    AND (tickets.assignee IS NOT NULL) = CAST(:claimed AS BOOLEAN)
ORDER BY tickets.opened_at, tickets.number
LIMIT :most;

-- name: how_many_for(triage, claimed)^
-- How many those are.
SELECT count(*) AS tickets FROM tickets
JOIN clients ON clients.id = tickets.client
WHERE clients.triage = :triage
    AND tickets.status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
    AND tickets.frozen_until IS NULL
    AND (tickets.assignee IS NOT NULL) = CAST(:claimed AS BOOLEAN);

-- name: of_any_status(client, assignee, unassigned, most)
-- Tickets for a list, finished ones too: the worst first, then the oldest.
SELECT * FROM tickets
WHERE (CAST(:client AS TEXT) IS NULL OR client = CAST(:client AS TEXT))
    AND (CAST(:assignee AS TEXT) IS NULL OR assignee = CAST(:assignee AS TEXT))
    AND (NOT CAST(:unassigned AS BOOLEAN) OR assignee IS NULL)
ORDER BY
    CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, number
LIMIT :most;

-- name: headed_by(channel, head_ts)
-- The numbers of the tickets whose title is the words of a message, in order; one may have been merged into another.
SELECT number FROM tickets WHERE channel = :channel AND head_ts = :head_ts ORDER BY number;

-- name: any_unworded(ended)^
-- Whether a ticket, or one that is over, has words that are to be put down.
SELECT number FROM tickets
WHERE words_seq <> seq AND (NOT CAST(:ended AS BOOLEAN) OR status IN ('resolved', 'closed'))
ORDER BY -number LIMIT 1;

-- name: alike(ticket)^
-- Which tickets one was like when its card was first told.
SELECT alike FROM likenesses WHERE ticket = :ticket;

-- name: save*!
-- Write down tickets as they stand now.
INSERT INTO tickets (
    number, client, channel, triage, thread_ts, title, requester, opened_at, status, status_since, severity,
    plan, plan_version, origin, head_ts, severity_by, suggested, wanted, kind, details, assignee,
    first_reply_at, last_client_at, last_staff_at, last_asked_at, last_spoke_at, last_spoke_by, messages,
    resolved_at, summary, confirmed, reopened, follows, merged_into, worked_minutes, status_before, frozen_until,
    estimate, text_removed_at, seq
)
VALUES (
    :number, :client, :channel, :triage, :thread_ts, :title, :requester, :opened_at, :status, :status_since,
    :severity, :plan, :plan_version, :origin, :head_ts, :severity_by, :suggested, :wanted, :kind, :details,
    :assignee, :first_reply_at, :last_client_at, :last_staff_at, :last_asked_at, :last_spoke_at,
    :last_spoke_by, :messages, :resolved_at, :summary, :confirmed, :reopened, :follows, :merged_into,
    :worked_minutes, :status_before, :frozen_until, :estimate, :text_removed_at, :seq
)
ON CONFLICT (number) DO UPDATE SET
    client = excluded.client,
    channel = excluded.channel,
    triage = excluded.triage,
    thread_ts = excluded.thread_ts,
    title = excluded.title,
    requester = excluded.requester,
    opened_at = excluded.opened_at,
    status = excluded.status,
    status_since = excluded.status_since,
    severity = excluded.severity,
    plan = excluded.plan,
    plan_version = excluded.plan_version,
    origin = excluded.origin,
    head_ts = excluded.head_ts,
    severity_by = excluded.severity_by,
    suggested = excluded.suggested,
    wanted = excluded.wanted,
    kind = excluded.kind,
    details = excluded.details,
    assignee = excluded.assignee,
    first_reply_at = excluded.first_reply_at,
    last_client_at = excluded.last_client_at,
    last_staff_at = excluded.last_staff_at,
    last_asked_at = excluded.last_asked_at,
    last_spoke_at = excluded.last_spoke_at,
    last_spoke_by = excluded.last_spoke_by,
    messages = excluded.messages,
    resolved_at = excluded.resolved_at,
    summary = excluded.summary,
    confirmed = excluded.confirmed,
    reopened = excluded.reopened,
    follows = excluded.follows,
    merged_into = excluded.merged_into,
    worked_minutes = excluded.worked_minutes,
    status_before = excluded.status_before,
    frozen_until = excluded.frozen_until,
    estimate = excluded.estimate,
    text_removed_at = excluded.text_removed_at,
    seq = excluded.seq;

-- name: add_events*!
-- Append to the log; a number of a ticket's log that is taken refuses the whole transaction.
INSERT INTO ticket_events (ticket, seq, kind, happened_at, actor, role, plan_version, facts)
VALUES (:ticket, :seq, :kind, :happened_at, :actor, :role, :plan_version, :facts);

-- name: rewrite*!
-- Write other facts into events of the log, for words that must not be kept.
UPDATE ticket_events SET facts = :facts WHERE ticket = :ticket AND seq = :seq;
