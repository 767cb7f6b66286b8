-- name: inbox(now)^
-- What waits in the inbox, since when the oldest row, since when one that could be handled at once, and what was put
-- aside. Of the rows that could be handled a few of the oldest are enough: the others came later. A `hold` is nothing that
-- Slack told us: it keeps a lane until its history is read.
SELECT
    count(*) AS rows,
    min(received_at) AS oldest_at,
    (
        SELECT min(ready.at) FROM (
            SELECT CASE WHEN leased_until > received_at THEN leased_until ELSE received_at END AS at
            FROM inbox AS mine
            WHERE done_at IS NULL AND parked_at IS NULL AND leased_until <= :now AND NOT EXISTS (
                SELECT 1 FROM inbox AS earlier
                WHERE earlier.lane = mine.lane AND earlier.received_at < mine.received_at
                    AND earlier.done_at IS NULL AND earlier.parked_at IS NULL
            )
            ORDER BY received_at, key LIMIT 20
        ) AS ready
    ) AS ready_at,
    (SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL AND done_at IS NULL) AS parked
FROM inbox WHERE done_at IS NULL AND parked_at IS NULL AND kind <> 'hold';

-- name: outbox()^
-- What waits in the outbox and since when, but for channels that we keep silent in, and what was put aside.
SELECT
    count(*) AS rows,
    min(created_at) AS oldest_at,
    (SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL) AS parked
FROM outbox
WHERE done_at IS NULL AND parked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM channels WHERE channels.id = outbox.channel AND channels.state = 'exposed');

-- name: timers(now, late)^
-- Timers whose moment has come and that have not fired, and those among them that are late.
SELECT count(*) AS due, count(CASE WHEN wake_at <= :late THEN 1 END) AS late
FROM timers WHERE fired_at IS NULL AND wake_at <= :now;

-- name: open_tickets()
-- How many tickets are open, by client and severity.
SELECT client, severity, count(*) AS tickets FROM tickets
WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party')
GROUP BY client, severity ORDER BY client, severity;

-- name: touch()!
-- Change nothing, which only a database that can be written to lets us do.
UPDATE counters SET value = value WHERE name = '';
