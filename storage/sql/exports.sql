-- name: tickets(client)
-- All tickets of a client, by number.
SELECT * FROM tickets WHERE client = :client ORDER BY number;

-- name: with_files(client)
-- What was said with files in a client's channels, and is not deleted, in the order in which it was said.
SELECT messages.* FROM messages JOIN channels ON channels.id = messages.channel
WHERE channels.client = :client AND messages.files <> '[]' AND messages.deleted_at IS NULL
ORDER BY messages.said_at, messages.ts;
