-- name: tell*!
-- Add what is to be told; a key told before is left out.
INSERT INTO outbox (id, key, act, words, channel, thread_ts, parent, ticket, facts, created_at, due_at)
VALUES (:id, :key, :act, :words, :channel, :thread_ts, :parent, :ticket, :facts, :created_at, :created_at)
ON CONFLICT DO NOTHING;

-- name: tell_edit*!
-- Add an edit, or put what it says in place of one that is not yet sent.
INSERT INTO outbox (id, key, act, words, channel, thread_ts, parent, ticket, facts, created_at, due_at)
VALUES (:id, :key, :act, :words, :channel, :thread_ts, :parent, :ticket, :facts, :created_at, :created_at)
ON CONFLICT (key) WHERE act = 'edit' AND done_at IS NULL AND attempted_at IS NULL AND parked_at IS NULL
DO UPDATE SET words = excluded.words, facts = excluded.facts;

-- name: channels_waiting(now, leased_by)
-- Channels whose next row is due and that no other process sends to: one look into the index a channel.
-- Rows that are laid aside are passed over.
WITH RECURSIVE waiting (channel) AS (
    SELECT min(channel) FROM outbox WHERE done_at IS NULL AND parked_at IS NULL
    UNION ALL
    SELECT (
        SELECT min(later.channel) FROM outbox AS later
        WHERE later.done_at IS NULL AND later.parked_at IS NULL AND later.channel > waiting.channel
    )
    FROM waiting WHERE waiting.channel IS NOT NULL
)
SELECT waiting.channel FROM waiting
WHERE waiting.channel IS NOT NULL AND (
    SELECT head.due_at FROM outbox AS head
    WHERE head.channel = waiting.channel AND head.done_at IS NULL AND head.parked_at IS NULL
        AND (head.aside_until IS NULL OR head.aside_until <= :now)
    ORDER BY head.id LIMIT 1
) <= :now
    AND NOT EXISTS (
        SELECT 1 FROM lanes
        WHERE lanes.channel = waiting.channel AND lanes.leased_by <> :leased_by AND lanes.leased_until > :now
    )
    AND NOT EXISTS (SELECT 1 FROM channels WHERE channels.id = waiting.channel AND channels.state = 'exposed')
ORDER BY waiting.channel;

-- name: next_due(leased_by)^
-- When the first channel's next row is due, and no other process sends to that channel; or the first of the
-- rows that are laid aside comes back.
WITH RECURSIVE waiting (channel) AS (
    SELECT min(channel) FROM outbox WHERE done_at IS NULL AND parked_at IS NULL
    UNION ALL
    SELECT (
        SELECT min(later.channel) FROM outbox AS later
        WHERE later.done_at IS NULL AND later.parked_at IS NULL AND later.channel > waiting.channel
    )
    FROM waiting WHERE waiting.channel IS NOT NULL
)
SELECT min(due_at) AS due_at FROM (
    SELECT (
        SELECT CASE WHEN lanes.leased_until > head.due_at THEN lanes.leased_until ELSE head.due_at END
        FROM outbox AS head
        LEFT JOIN lanes ON lanes.channel = head.channel AND lanes.leased_by <> :leased_by
        WHERE head.channel = waiting.channel AND head.done_at IS NULL AND head.parked_at IS NULL
            AND head.aside_until IS NULL
        ORDER BY head.id LIMIT 1
    ) AS due_at
    FROM waiting
    WHERE NOT EXISTS (
        SELECT 1 FROM channels WHERE channels.id = waiting.channel AND channels.state = 'exposed'
    )
    UNION ALL
    SELECT min(aside_until) AS due_at FROM outbox
    WHERE aside_until IS NOT NULL AND done_at IS NULL AND parked_at IS NULL
) AS found;

-- name: lease_lane(channel, leased_by, now, leased_until)^
-- Become a channel's sender, unless somebody else is.
INSERT INTO lanes (channel, leased_by, leased_until) VALUES (:channel, :leased_by, :leased_until)
ON CONFLICT (channel) DO UPDATE SET leased_by = excluded.leased_by, leased_until = excluded.leased_until
WHERE lanes.leased_by = excluded.leased_by OR lanes.leased_until <= :now
RETURNING channel;

-- name: release_lane(channel, leased_by)!
-- Stop being a channel's sender.
DELETE FROM lanes WHERE channel = :channel AND leased_by = :leased_by;

-- name: release_lanes()!
-- Give up everybody's lanes.
DELETE FROM lanes;

-- name: next_rows(channel, now, most)
-- What is to be told in a channel next, in order.
SELECT * FROM outbox
WHERE channel = :channel AND done_at IS NULL AND parked_at IS NULL
    AND (aside_until IS NULL OR CAST(:now AS BIGINT) IS NULL OR aside_until <= CAST(:now AS BIGINT))
    AND NOT EXISTS (SELECT 1 FROM channels WHERE channels.id = outbox.channel AND channels.state = 'exposed')
ORDER BY id LIMIT :most;

-- name: lay_aside(id, until)!
-- Let a row hold up nothing until a moment.
UPDATE outbox SET aside_until = :until WHERE id = :id AND done_at IS NULL;

-- name: bring_back(id)!
-- Let a row that was laid aside be sent.
UPDATE outbox SET aside_until = NULL WHERE id = :id;

-- name: bring_all_back()!
-- Let whatever was laid aside be sent.
UPDATE outbox SET aside_until = NULL WHERE aside_until IS NOT NULL;

-- name: attempt(id, at)^
-- Note, before Slack is called, that it will be.
UPDATE outbox SET attempted_at = :at, attempts = attempts + 1
WHERE id = :id AND done_at IS NULL AND parked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM channels WHERE channels.id = outbox.channel AND channels.state = 'exposed')
RETURNING *;

-- name: done(id, at)!
-- Note that Slack has it.
UPDATE outbox SET done_at = :at, error = NULL WHERE id = :id AND done_at IS NULL;

-- name: supersede(id)^
-- An edit beside which a newer unsent one stands is not needed any more: that one shows what this one would.
UPDATE outbox SET done_at = due_at, parked_at = NULL
WHERE id = :id AND act = 'edit' AND done_at IS NULL AND EXISTS (
    SELECT 1 FROM outbox AS newer
    WHERE newer.key = outbox.key AND newer.id <> outbox.id AND newer.act = 'edit'
        AND newer.done_at IS NULL AND newer.attempted_at IS NULL AND newer.parked_at IS NULL
)
RETURNING id;

-- name: delay(id, due_at, error, unclear, tries)!
-- Try again later; what was surely not done counts as not attempted.
UPDATE outbox SET
    due_at = :due_at,
    error = :error,
    attempts = CASE WHEN attempts < CAST(:tries AS INTEGER) THEN CAST(:tries AS INTEGER) ELSE attempts END,
    attempted_at = CASE WHEN CAST(:unclear AS BOOLEAN) THEN attempted_at END
WHERE id = :id AND done_at IS NULL;

-- name: park(id, at, error)!
-- Lay a row aside for staff to look at; what comes after it goes on.
UPDATE outbox SET parked_at = :at, error = :error WHERE id = :id AND done_at IS NULL;

-- name: parked()
-- Rows laid aside, in order.
SELECT * FROM outbox WHERE parked_at IS NOT NULL ORDER BY id;

-- name: unpark(id)^
-- Send a row after all; a post that was attempted is looked for first.
UPDATE outbox SET
    attempted_at = CASE WHEN act = 'post' THEN attempted_at END,
    parked_at = NULL,
    attempts = 0,
    due_at = created_at,
    error = NULL
WHERE id = :id AND parked_at IS NOT NULL
RETURNING id;

-- name: drop(id)^
-- Never send a row that was laid aside; its key stays used.
UPDATE outbox SET done_at = parked_at, parked_at = NULL WHERE id = :id AND parked_at IS NOT NULL
RETURNING id;

-- name: drop_channel(channel, at)!
-- Never send what is still to be told in a channel.
UPDATE outbox SET done_at = :at, parked_at = NULL
WHERE id IN (
    SELECT id FROM outbox WHERE channel = :channel AND done_at IS NULL AND parked_at IS NULL
    UNION ALL
    SELECT id FROM outbox WHERE channel = :channel AND parked_at IS NOT NULL AND done_at IS NULL
);

-- name: forget_edits(before, most)
-- Let go of some edits that were done before a moment.
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE act = 'edit' AND done_at < :before LIMIT :most)
RETURNING id;

-- name: forget_facts(before, most)
-- Let go of what was told before a moment, of some rows; their keys stay, so that it is never told again.
UPDATE outbox SET facts = '{}', error = NULL
WHERE id IN (SELECT id FROM outbox WHERE facts <> '{}' AND done_at < :before LIMIT :most)
RETURNING id;

-- name: told(key)^
-- Whether a post of a key was ever to be told.
SELECT id FROM outbox WHERE key = :key AND act = 'post';

-- name: how_many_open(words)^
-- How many rows of a kind are still to be sent.
SELECT count(*) AS rows_open FROM outbox WHERE words = :words AND done_at IS NULL AND parked_at IS NULL;

-- name: coming(key)^
-- A post that is still to be sent.
SELECT * FROM outbox WHERE key = :key AND act = 'post' AND done_at IS NULL AND parked_at IS NULL;

-- name: lose(key)!
-- Forget where a post was.
DELETE FROM posts WHERE key = :key;

-- name: again(key, at)^
-- Make a post once more, as if it had never been tried.
UPDATE outbox SET done_at = NULL, attempted_at = NULL, due_at = :at
WHERE key = :key AND act = 'post' AND done_at IS NOT NULL
RETURNING id;

-- name: posted(key, channel, ts, at)!
-- Note where a post went.
INSERT INTO posts (key, channel, ts, posted_at) VALUES (:key, :channel, :ts, :at)
ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, ts = excluded.ts;

-- name: post_of(key)^
-- Where our message is.
SELECT channel, ts FROM posts WHERE key = :key;
