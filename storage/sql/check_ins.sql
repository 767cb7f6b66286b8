-- name: of_client(client)
-- What was agreed with a client.
SELECT * FROM check_in_dates WHERE client = :client ORDER BY cadence, month;

-- name: put(client, cadence, month, at, made_by, made_at)!
-- Write down what was agreed for one talk.
INSERT INTO check_in_dates (client, cadence, month, at, made_by, made_at)
VALUES (:client, :cadence, :month, :at, :made_by, :made_at)
ON CONFLICT (client, cadence, month) DO UPDATE SET
    at = excluded.at, made_by = excluded.made_by, made_at = excluded.made_at;

-- name: forget(client, cadence, month)!
-- Let what the plan says stand again.
DELETE FROM check_in_dates WHERE client = :client AND cadence = :cadence AND month = :month;
