-- name: all()
-- For how long text is kept, by client.
SELECT * FROM retention ORDER BY client;

-- name: put(client, months, set_by, set_at)!
-- Set for how long text is kept.
INSERT INTO retention (client, months, set_by, set_at) VALUES (:client, :months, :set_by, :set_at)
ON CONFLICT (client) DO UPDATE SET
    months = excluded.months, set_by = excluded.set_by, set_at = excluded.set_at;

-- name: forget(client)!
-- Let what is set for all clients hold.
DELETE FROM retention WHERE client = :client;

-- name: due(client, before, most)
-- Tickets of a client that ended before a moment and still have their text.
SELECT number FROM tickets
WHERE client = :client AND text_removed_at IS NULL AND status IN ('resolved', 'closed', 'cancelled')
    AND CASE status WHEN 'cancelled' THEN status_since ELSE COALESCE(resolved_at, status_since) END < :before
ORDER BY number LIMIT :most;

-- name: how_many(client, before)^
-- How many these are.
SELECT count(*) AS tickets FROM tickets
WHERE client = :client AND text_removed_at IS NULL AND status IN ('resolved', 'closed', 'cancelled')
    AND CASE status WHEN 'cancelled' THEN status_since ELSE COALESCE(resolved_at, status_since) END < :before;

-- name: forget_edits*!
-- Forget what messages to a ticket said before they were edited.
DELETE FROM message_edits WHERE (channel, ts) IN (SELECT channel, ts FROM messages WHERE ticket = :ticket);

-- name: empty_messages*!
-- Empty the messages of a ticket; who said when that something was said stays.
UPDATE messages SET text = '', files = '[]' WHERE ticket = :ticket AND (text <> '' OR files <> '[]');

-- name: forget_loose_edits(client, before)!
-- The same of messages that are part of no ticket.
DELETE FROM message_edits WHERE (channel, ts) IN (
    SELECT channel, ts FROM messages
    WHERE channel IN (SELECT id FROM channels WHERE client = :client) AND said_at < :before
        AND ticket IS NULL AND keeping <> 'kept' AND (text <> '' OR files <> '[]')
);

-- name: empty_loose(client, before)!
-- Empty the messages in a client's channels that are part of no ticket: thanks, and talk among us.
UPDATE messages SET text = '', files = '[]'
WHERE channel IN (SELECT id FROM channels WHERE client = :client) AND said_at < :before
    AND ticket IS NULL AND keeping <> 'kept' AND (text <> '' OR files <> '[]');

-- name: empty_ratings*!
-- Remove what was written beside faces; the faces stay.
UPDATE ratings SET comment = '' WHERE ticket = :ticket AND comment <> '';

-- name: empty_told*!
-- Forget the words of what was told about a ticket.
UPDATE outbox SET facts = '{}' WHERE ticket = :ticket AND facts <> '{}' AND done_at IS NOT NULL;

-- name: rewrite*!
-- Write other facts into events of the log, for words that must not be kept.
UPDATE ticket_events SET facts = :facts WHERE ticket = :ticket AND seq = :seq;

-- name: note(id, deed, at, made_by, client, months, tickets)!
-- Write down what was done.
INSERT INTO audit (id, deed, at, made_by, client, months, tickets)
VALUES (:id, :deed, :at, :made_by, :client, :months, :tickets);

-- name: noted(most)
-- What was done, the latest first.
SELECT * FROM audit ORDER BY id DESC LIMIT :most;
