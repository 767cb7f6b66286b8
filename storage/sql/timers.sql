-- name: arm*!
-- Arm timers. A key armed again moves; what has fired fires again only where the moment is another.
INSERT INTO timers (key, kind, ticket, due_at, facts, armed_at, wake_at)
VALUES (:key, :kind, :ticket, :due_at, :facts, :armed_at, :due_at)
ON CONFLICT (key) DO UPDATE SET
    kind = excluded.kind,
    ticket = excluded.ticket,
    due_at = excluded.due_at,
    facts = excluded.facts,
    armed_at = excluded.armed_at,
    wake_at = excluded.wake_at,
    fired_at = CASE WHEN timers.due_at = excluded.due_at THEN timers.fired_at END;

-- name: armed(key)^
-- A timer that has not fired.
SELECT * FROM timers WHERE key = :key AND fired_at IS NULL;

-- name: disarm*!
-- Take back timers that have not fired; the fired ones stay, so that they never fire twice.
DELETE FROM timers WHERE key = :key AND fired_at IS NULL;

-- name: put_off(key, due_at, until)!
-- Try an armed timer again later; where it was moved or taken back meanwhile, let that stand.
UPDATE timers SET wake_at = :until WHERE key = :key AND due_at = :due_at AND fired_at IS NULL;

-- name: due(now, most)
-- The timers that are due, the earliest first, with what is to be locked for them.
SELECT key, ticket, facts FROM timers WHERE fired_at IS NULL AND wake_at <= :now ORDER BY wake_at, due_at LIMIT :most;

-- name: coming_of(kind, until)
-- The timers of a kind that go off by a moment.
SELECT * FROM timers WHERE fired_at IS NULL AND wake_at <= :until AND kind = :kind ORDER BY wake_at;

-- name: next_due()^
-- When the next timer is due.
SELECT min(wake_at) AS due_at FROM timers WHERE fired_at IS NULL;

-- name: held_until(due_at)
-- What was kept until a moment for people whose day begins then, fired or not.
SELECT * FROM timers WHERE kind = 'held' AND due_at = :due_at ORDER BY key;
