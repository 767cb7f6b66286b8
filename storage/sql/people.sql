-- name: get(id)^
-- One person.
SELECT * FROM people WHERE id = :id;

-- name: author(person, channel)^
-- Somebody in a channel: with the channel's id of today, its client, and that client's language.
SELECT people.*, channels.id AS place, channels.client, clients.language AS spoken
FROM people
LEFT JOIN channels
    ON channels.id = COALESCE((SELECT new_id FROM channel_moves WHERE old_id = :channel), :channel)
LEFT JOIN clients ON clients.id = channels.client
WHERE people.id = :person;

-- name: by_name(folded)
-- People of that name, whatever its case.
SELECT * FROM people WHERE folded = :folded ORDER BY id;

-- name: put*!
-- Write down people as Slack describes them now; the role that we gave them stays.
INSERT INTO people (
    id, team, name, folded, is_bot, is_guest, is_owner, is_deactivated, language, time_zone, seen_at
)
VALUES (
    :id, :team, :name, :folded, :is_bot, :is_guest, :is_owner, :is_deactivated, :language, :time_zone, :seen_at
)
ON CONFLICT (id) DO UPDATE SET
    team = excluded.team,
    name = excluded.name,
    folded = excluded.folded,
    is_bot = excluded.is_bot,
    is_guest = excluded.is_guest,
    is_owner = excluded.is_owner,
    is_deactivated = excluded.is_deactivated,
    language = excluded.language,
    time_zone = excluded.time_zone,
    seen_at = excluded.seen_at;

-- name: set_role(id, role)^
-- Give somebody a role, or take it away.
UPDATE people SET role = :role WHERE id = :id
RETURNING *;

-- name: admins(team)
-- A workspace's full members who were named admin, or are its primary owner.
SELECT * FROM people
WHERE team = :team AND (role = 'admin' OR is_owner) AND NOT is_guest AND NOT is_bot AND NOT is_deactivated
ORDER BY folded, id;

-- name: members(channel)
-- Who is in a channel.
SELECT person FROM members WHERE channel = :channel;

-- name: add_member*!
-- Somebody came into a channel.
INSERT INTO members (channel, person) VALUES (:channel, :person) ON CONFLICT DO NOTHING;

-- name: remove_member*!
-- Somebody left a channel.
DELETE FROM members WHERE channel = :channel AND person = :person;

-- name: is_triage_member(person)^
-- Whether somebody is in any triage channel.
SELECT members.channel FROM members
JOIN channels ON channels.id = members.channel
WHERE members.person = :person AND channels.purpose = 'triage'
LIMIT 1;
