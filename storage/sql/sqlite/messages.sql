
-- name: standing_alone(said)
-- Of a JSON list of messages, the channels of those that we do not have and nobody answered, and whose authors said
-- nothing outside threads from the moments on that stand beside them.
WITH said (channel, ts, author, since_at) AS (
    SELECT
        json_extract(value, '$.channel'),
        json_extract(value, '$.ts'),
        json_extract(value, '$.author'),
        json_extract(value, '$.since_at')
    FROM json_each(:said)
)
SELECT said.channel FROM said
WHERE NOT EXISTS (SELECT 1 FROM messages WHERE messages.channel = said.channel AND messages.ts = said.ts)
    AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.channel = said.channel AND messages.thread_ts = said.ts)
    AND NOT EXISTS (
        SELECT 1 FROM messages
        WHERE messages.channel = said.channel AND messages.author = said.author
            AND messages.said_at >= said.since_at AND messages.thread_ts IS NULL
    );
