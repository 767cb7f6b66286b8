
-- name: unworded(ended, most)
-- The newest tickets, or of those that are over, whose words are to be put down, by rising number.
SELECT * FROM tickets
WHERE number IN (
    SELECT number FROM tickets
    WHERE words_seq <> seq AND (NOT :ended OR status IN ('resolved', 'closed'))
    ORDER BY -number LIMIT :most
)
ORDER BY number;

-- name: spoken(numbers)
-- All that was said to the tickets of a JSON list, in order: messages, and as JSON notes and replies in our name.
SELECT ticket, text AS words, 'message' AS kind, said_at AS at FROM messages
WHERE ticket IN (SELECT value FROM json_each(:numbers)) AND deleted_at IS NULL
UNION ALL
SELECT ticket, facts, kind, happened_at FROM ticket_events
WHERE ticket IN (SELECT value FROM json_each(:numbers)) AND kind IN ('noted', 'replied')
ORDER BY 1, 4;

-- name: put*!
-- Put down the words of tickets, in place of what they were.
INSERT OR REPLACE INTO ticket_words (rowid, words) VALUES (:number, :words);

-- name: prepare()
-- SQLite looks at each query by itself.
SELECT 1;

-- name: find(query, most)
-- The tickets that have the words, the newest first.
SELECT rowid AS number FROM ticket_words WHERE ticket_words MATCH :query ORDER BY rowid DESC LIMIT :most;
