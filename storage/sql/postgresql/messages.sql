
-- name: standing_alone(said)
-- Of a JSON list of messages, the channels of those that we do not have and nobody answered, and whose authors said
-- nothing outside threads from the moments on that stand beside them.
SELECT said.channel
FROM json_to_recordset(CAST(:said AS JSON)) AS said (channel TEXT, ts TEXT, author TEXT, since_at BIGINT)
WHERE NOT EXISTS (SELECT 1 FROM messages WHERE messages.channel = said.channel AND messages.ts = said.ts)
    AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.channel = said.channel AND messages.thread_ts = said.ts)
    AND NOT EXISTS (
        SELECT 1 FROM messages
        WHERE messages.channel = said.channel AND messages.author = said.author
            AND messages.said_at >= said.since_at AND messages.thread_ts IS NULL
    );
