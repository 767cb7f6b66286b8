
-- name: unworded(ended, most)
-- The newest tickets, or of those that are over, whose words are to be put down, by rising number; nobody changes them.
SELECT * FROM tickets
WHERE words_seq <> seq AND number IN (
    SELECT number FROM tickets
    WHERE words_seq <> seq AND (NOT CAST(:ended AS BOOLEAN) OR status IN ('resolved', 'closed'))
    ORDER BY -number LIMIT :most
)
ORDER BY number FOR UPDATE;

-- name: spoken(numbers)
-- All that was said to the tickets of a JSON list, in order: messages, and as JSON notes and replies in our name.
SELECT ticket, text AS words, 'message' AS kind, said_at AS at FROM messages
WHERE ticket IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT)) AND deleted_at IS NULL
UNION ALL
SELECT ticket, facts, kind, happened_at FROM ticket_events
WHERE ticket IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT))
    AND kind IN ('noted', 'replied')
ORDER BY 1, 4;

-- name: put*!
-- Put down the words of tickets, in place of what they were.
INSERT INTO ticket_words (number, words) VALUES (:number, CAST(CAST(:words AS TEXT) AS TSVECTOR))
ON CONFLICT (number) DO UPDATE SET words = excluded.words;

-- name: prepare()
-- Let each query be planned by its words: one plan for all would go through the whole table for rare ones.
SELECT set_config('plan_cache_mode', 'force_custom_plan', TRUE);

-- name: find(query, most)
-- The tickets that have the words, the newest first.
SELECT number FROM ticket_words
WHERE words @@ CAST(CAST(:query AS TEXT) AS TSQUERY)
ORDER BY number DESC LIMIT :most;
