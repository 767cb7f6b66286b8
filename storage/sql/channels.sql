-- name: get(id)^
-- One channel, by its id of today or by one that it had.
SELECT * FROM channels WHERE id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :id), :id);

-- name: now(id)^
-- The id that a channel has today, if that is another one.
SELECT new_id FROM channel_moves WHERE old_id = :id;

-- name: all()
-- Every channel, by name.
SELECT * FROM channels ORDER BY name, id;

-- name: triage()
-- Triage channels, by name.
SELECT * FROM channels WHERE purpose = 'triage' ORDER BY name, id;

-- name: put*!
-- Write down channels as they are now; when we came to know one stays as it was.
INSERT INTO channels (id, name, purpose, client, intake, join_minutes, state, invited_by, known_at)
VALUES (:id, :name, :purpose, :client, :intake, :join_minutes, :state, :invited_by, :known_at)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    purpose = excluded.purpose,
    client = excluded.client,
    intake = excluded.intake,
    join_minutes = excluded.join_minutes,
    state = excluded.state,
    invited_by = excluded.invited_by;

-- name: move_noted(old_id, new_id)!
-- Drop what we noted of a channel under its new id before we knew that it had an old one.
DELETE FROM channels WHERE id = :new_id AND EXISTS (SELECT 1 FROM channels AS old WHERE old.id = :old_id);

-- name: move_channel(old_id, new_id)!
-- Give a channel its new id.
UPDATE channels SET id = :new_id WHERE id = :old_id;

-- name: move_clients(old_id, new_id)!
-- A triage channel's new id.
UPDATE clients SET triage = :new_id WHERE triage = :old_id;

-- name: move_schedules(old_id, new_id)!
-- When digests come to a triage channel.
UPDATE digest_schedules SET place = :new_id WHERE place = :old_id;

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

-- name: move_said_twice(old_id, new_id)!
-- What came under both ids is one message: what it was under the old one stands.
DELETE FROM messages WHERE channel = :new_id AND EXISTS (
    SELECT 1 FROM messages AS old WHERE old.channel = :old_id AND old.ts = messages.ts
);

-- name: move_messages(old_id, new_id)!
-- What was said in the channel.
UPDATE messages SET channel = :new_id WHERE channel = :old_id;

-- name: move_outbox(old_id, new_id)!
-- What is still to be told there.
UPDATE outbox SET channel = :new_id WHERE channel = :old_id;

-- name: move_posts(old_id, new_id)!
-- What we posted there.
UPDATE posts SET channel = :new_id WHERE channel = :old_id;

-- name: move_post_keys(old_id, new_id)!
-- Our names of posts hold the channel.
UPDATE posts SET
    key = trim(
        replace(
            ':' || key || ':', ':' || CAST(:old_id AS TEXT) || ':', ':' || CAST(:new_id AS TEXT) || ':'
        ),
        ':'
    )
WHERE ':' || key || ':' LIKE '%:' || CAST(:old_id AS TEXT) || ':%';

-- name: move_outbox_keys(old_id, new_id)!
-- So do those of posts and edits that are still to be sent.
UPDATE outbox SET
    key = trim(
        replace(
            ':' || key || ':', ':' || CAST(:old_id AS TEXT) || ':', ':' || CAST(:new_id AS TEXT) || ':'
        ),
        ':'
    )
WHERE ':' || key || ':' LIKE '%:' || CAST(:old_id AS TEXT) || ':%';

-- name: move_parents(old_id, new_id)!
-- And those of their threads.
UPDATE outbox SET
    parent = trim(
        replace(
            ':' || parent || ':', ':' || CAST(:old_id AS TEXT) || ':', ':' || CAST(:new_id AS TEXT) || ':'
        ),
        ':'
    )
WHERE ':' || parent || ':' LIKE '%:' || CAST(:old_id AS TEXT) || ':%';

-- name: move_moves(old_id, new_id)!
-- Ids that led to the old one lead to the new one.
UPDATE channel_moves SET new_id = :new_id WHERE new_id = :old_id;

-- name: move_back(new_id)!
-- The id of today leads nowhere else.
DELETE FROM channel_moves WHERE old_id = :new_id;

-- name: move_from(old_id, new_id)!
-- The old id leads to the new one.
INSERT INTO channel_moves (old_id, new_id) VALUES (:old_id, :new_id)
ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id;
