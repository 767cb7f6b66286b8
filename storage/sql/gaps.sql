-- name: note(at, since, known_before, overlap)!
-- Note where something may be missing: since a given moment, or since the newest message that we have. Always in one
-- order, or two processes that start together would wait for each other.
INSERT INTO gaps (channel, from_at, since_at, noted_at)
SELECT
    heard.id,
    CASE
        WHEN heard.since_at - CAST(:overlap AS BIGINT) > heard.known_at
            THEN heard.since_at - CAST(:overlap AS BIGINT)
        ELSE heard.known_at
    END,
    heard.since_at,
    CAST(:at AS BIGINT)
FROM (
    SELECT
        id,
        known_at,
        COALESCE(
            CAST(:since AS BIGINT),
            (SELECT said_at FROM messages WHERE messages.channel = channels.id ORDER BY ts DESC LIMIT 1),
            known_at
        ) AS since_at
    FROM channels
    WHERE state = 'active' AND purpose <> 'triage' AND known_at < :known_before
) AS heard
WHERE true
ORDER BY heard.id
ON CONFLICT (channel) DO UPDATE SET
    from_at = CASE WHEN excluded.from_at < gaps.from_at THEN excluded.from_at ELSE gaps.from_at END,
    since_at = CASE WHEN excluded.since_at < gaps.since_at THEN excluded.since_at ELSE gaps.since_at END,
    noted_at = excluded.noted_at;

-- name: all()
-- Every gap; where something was said last, first.
SELECT * FROM gaps ORDER BY since_at DESC, channel;

-- name: count()^
-- How many gaps there are.
SELECT count(*) AS rows FROM gaps;

-- name: replies(channel, since_ts)
-- Replies that we have, but for deleted ones: what people said, and what we posted, whose rows name the thread or the
-- post that they answer.
SELECT messages.thread_ts, messages.ts FROM messages
WHERE messages.channel = :channel AND messages.ts > :since_ts
    AND messages.thread_ts IS NOT NULL AND messages.deleted_at IS NULL
UNION
SELECT COALESCE(heads.ts, outbox.thread_ts) AS thread_ts, posts.ts FROM posts
JOIN outbox ON outbox.key = posts.key AND outbox.act = 'post'
LEFT JOIN posts AS heads ON heads.key = outbox.parent
WHERE posts.channel = :channel AND posts.ts > :since_ts
    AND (heads.ts IS NOT NULL OR outbox.thread_ts IS NOT NULL);

-- name: filled(channel, noted_at)!
-- Forget a gap as it was noted then.
DELETE FROM gaps WHERE channel = :channel AND noted_at = :noted_at;

-- name: unheard(channel, noted_after)^
-- Whether something that was said in a channel waits to be handled, or may have been said and is being looked for.
SELECT
    EXISTS (
        SELECT 1 FROM inbox
        WHERE lane = :channel AND attempts = 0 AND done_at IS NULL AND parked_at IS NULL
    ) OR EXISTS (
        SELECT 1 FROM gaps WHERE channel = :channel AND noted_at > :noted_after
    ) AS is_unheard;
