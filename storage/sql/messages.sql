-- name: put(channel, ts, thread_ts, author, side, text, said_at, keeping, ticket, files, edited_at, deleted_at)!
-- Write down a message, or what became of one we have: its words stay, and so does a ticket that it is part of.
INSERT INTO messages (
    channel, ts, thread_ts, author, side, text, said_at, keeping, ticket, files, edited_at, deleted_at
)
VALUES (
    :channel, :ts, :thread_ts, :author, :side, :text, :said_at, :keeping, :ticket, :files, :edited_at,
    :deleted_at
)
ON CONFLICT (channel, ts) DO UPDATE SET
    keeping = CASE
        WHEN messages.ticket IS NOT NULL AND excluded.ticket IS NULL THEN messages.keeping
        ELSE excluded.keeping
    END,
    ticket = COALESCE(excluded.ticket, messages.ticket);

-- name: put_all*!
-- Write down messages, leaving out those we have.
INSERT INTO messages (
    channel, ts, thread_ts, author, side, text, said_at, keeping, ticket, files, edited_at, deleted_at
)
VALUES (
    :channel, :ts, :thread_ts, :author, :side, :text, :said_at, :keeping, :ticket, :files, :edited_at,
    :deleted_at
)
ON CONFLICT DO NOTHING;

-- name: get(channel, ts)^
-- One message.
SELECT * FROM messages WHERE channel = :channel AND ts = :ts;

-- name: since(channel, ts)
-- What was said in a channel after a moment, replies too; a `ts` sorts like the time that it names.
SELECT * FROM messages WHERE channel = :channel AND ts > :ts ORDER BY ts;

-- name: of_ticket(ticket)
-- What was said to a ticket, in order.
SELECT * FROM messages WHERE ticket = :ticket ORDER BY said_at, ts;

-- name: assign(channel, ts, ticket, keeping)!
-- Say what became of a message.
UPDATE messages SET ticket = :ticket, keeping = :keeping WHERE channel = :channel AND ts = :ts;

-- name: reassign(from_ticket, to_ticket)!
-- Give all that was said to one ticket to another.
UPDATE messages SET ticket = :to_ticket WHERE ticket = :from_ticket;

-- name: kept(channel)
-- What was said before the channel was set up, oldest first.
SELECT * FROM messages WHERE channel = :channel AND keeping = 'kept' AND deleted_at IS NULL ORDER BY said_at, ts;

-- name: loose_replies(channel, thread_ts, after)
-- What was said in a thread after a moment and is part of no ticket, in order.
SELECT * FROM messages
WHERE channel = :channel AND thread_ts = :thread_ts AND said_at > :after
    AND ticket IS NULL AND deleted_at IS NULL
ORDER BY said_at, ts;

-- name: keep_former(channel, ts, at)!
-- Keep what a message said until now.
INSERT INTO message_edits (channel, ts, edited_at, text)
SELECT channel, ts, CAST(:at AS BIGINT), text FROM messages
WHERE channel = :channel AND ts = :ts AND deleted_at IS NULL
ON CONFLICT DO NOTHING;

-- name: edit(channel, ts, text, at)^
-- Change what a message says.
UPDATE messages SET text = :text, edited_at = :at
WHERE channel = :channel AND ts = :ts AND deleted_at IS NULL
RETURNING ts;

-- name: delete(channel, ts, at)^
-- Empty a message and leave its tombstone.
UPDATE messages SET text = '', files = '[]', deleted_at = :at
WHERE channel = :channel AND ts = :ts AND deleted_at IS NULL
RETURNING ts;

-- name: delete_former(channel, ts)!
-- Forget what a message said before its edits.
DELETE FROM message_edits WHERE channel = :channel AND ts = :ts;

-- name: last_top_level(channel, author)^
-- The newest message that somebody said outside threads and that is part of a ticket, or may become one.
SELECT * FROM messages
WHERE channel = :channel AND author = :author AND deleted_at IS NULL AND thread_ts IS NULL
    AND (ticket IS NOT NULL OR keeping IN ('asked', 'follows'))
ORDER BY said_at DESC, ts DESC LIMIT 1;

-- name: followers(channel, author, at)
-- What somebody said outside threads after a message that they were asked about, until the next such one.
SELECT * FROM messages
WHERE channel = :channel AND author = :author AND said_at > :at AND keeping = 'follows' AND deleted_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM messages AS asked
        WHERE asked.channel = :channel AND asked.author = :author AND asked.keeping = 'asked'
            AND asked.said_at > :at AND asked.said_at < messages.said_at
    )
ORDER BY said_at, ts;

-- name: staff_spoke_between(channel, thread_ts, after, before)^
-- Whether our own people said anything outside threads, or in one thread, between two moments.
SELECT ts FROM messages
WHERE channel = :channel AND thread_ts IS NULL AND side = 'staff' AND said_at > :after AND said_at < :before
UNION ALL
SELECT ts FROM messages
WHERE channel = :channel AND thread_ts = :thread_ts AND side = 'staff' AND said_at > :after
    AND said_at < :before
LIMIT 1;
