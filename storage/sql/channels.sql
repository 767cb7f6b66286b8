-- name: get(id)^
-- One channel.
SELECT * FROM channels WHERE id = :id;

-- name: all()
-- Every channel, by name.
SELECT * FROM channels ORDER BY name, id;

-- name: of_client(client)
-- A client's channels, by name.
SELECT * FROM channels WHERE client = :client ORDER BY name, id;

-- name: triage()
-- Triage channels, by name.
SELECT * FROM channels WHERE purpose = 'triage' ORDER BY name, id;

-- name: put*!
-- Write down channels as they are now.
INSERT INTO channels (id, name, purpose, client, intake, join_minutes, state, invited_by)
VALUES (:id, :name, :purpose, :client, :intake, :join_minutes, :state, :invited_by)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    purpose = excluded.purpose,
    client = excluded.client,
    intake = excluded.intake,
    join_minutes = excluded.join_minutes,
    state = excluded.state,
    invited_by = excluded.invited_by;

-- name: make_way(new_id)!
-- Drop what we noted of a channel under its new id before we knew that it had an old one.
DELETE FROM channels WHERE id = :new_id;

-- name: move_channel(old_id, new_id)!
-- Give a channel its new id.
UPDATE channels SET id = :new_id WHERE id = :old_id;

-- name: move_clients(old_id, new_id)!
-- A triage channel's new id.
UPDATE clients SET triage = :new_id WHERE triage = :old_id;

-- name: of_author(author)^
-- A client's channel that somebody has spoken in.
SELECT * FROM channels
WHERE client IS NOT NULL
    AND EXISTS (SELECT 1 FROM messages WHERE messages.channel = channels.id AND messages.author = :author)
ORDER BY name LIMIT 1;

-- name: move_members(old_id, new_id)!
-- The members of a channel under its new id.
INSERT INTO members (channel, person)
SELECT :new_id, person FROM members WHERE channel = :old_id
ON CONFLICT DO NOTHING;

-- name: leave_members(old_id)!
-- Nobody is in the old channel any more.
DELETE FROM members WHERE channel = :old_id;

-- name: move_tickets(old_id, new_id)!
-- Tickets of the channel, and cards in it.
UPDATE tickets SET
    channel = CASE WHEN channel = :old_id THEN :new_id ELSE channel END,
    triage = CASE WHEN triage = :old_id THEN :new_id ELSE triage END
WHERE channel = :old_id OR triage = :old_id;

-- name: move_messages(old_id, new_id)!
-- What was said in the channel, leaving out what we have under the new id already.
UPDATE messages SET channel = :new_id
WHERE channel = :old_id
    AND NOT EXISTS (SELECT 1 FROM messages AS there WHERE there.channel = :new_id AND there.ts = messages.ts);

-- name: move_outbox(old_id, new_id)!
-- What is still to be told there.
UPDATE outbox SET channel = :new_id WHERE channel = :old_id;

-- name: move_posts(old_id, new_id)!
-- What we posted there.
UPDATE posts SET channel = :new_id WHERE channel = :old_id;
