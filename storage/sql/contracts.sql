-- name: pause(id)^
-- One pause of a client's plan.
SELECT * FROM pauses WHERE id = :id;

-- name: add(id, client, from_at, until_at, made_by, made_at, ended_by, ended_at)!
-- A client's plan is paused.
INSERT INTO pauses (id, client, from_at, until_at, made_by, made_at, ended_by, ended_at)
VALUES (:id, :client, :from_at, :until_at, :made_by, :made_at, :ended_by, :ended_at)
ON CONFLICT (id) DO NOTHING;

-- name: end(id, ended_by, ended_at)!
-- A pause ends sooner than was said, once.
UPDATE pauses SET ended_by = :ended_by, ended_at = :ended_at WHERE id = :id AND ended_at IS NULL;
