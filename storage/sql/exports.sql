-- name: tickets(client)
-- All tickets of a client, by number.
SELECT * FROM tickets WHERE client = :client ORDER BY number;

-- name: ratings(client)
-- What a client's people were asked of our help, by ticket and in that order, with what they answered.
SELECT * FROM ratings WHERE client = :client ORDER BY ticket, asked;

-- name: with_files(client)
-- What was said with files in a client's channels, and is not deleted, in the order in which it was said.
SELECT messages.* FROM messages JOIN channels ON channels.id = messages.channel
WHERE channels.client = :client AND messages.files <> '[]' AND messages.deleted_at IS NULL
ORDER BY messages.said_at, messages.ts;

-- name: entries(client)
-- The whole ledger of a client, in the order in which it was made.
SELECT * FROM ledger WHERE client = :client ORDER BY made_at, id;

-- name: clients_with_entries()
-- The clients that have a ledger.
SELECT DISTINCT client FROM ledger ORDER BY client;
