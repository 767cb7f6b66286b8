-- name: last_months(asked)
-- The last month that has begun by a date and has entries, for each client of a JSON object of such dates.
SELECT asked.key AS client, (
    SELECT max(ledger.month) FROM ledger WHERE ledger.client = asked.key AND ledger.month <= asked.value
) AS month
FROM json_each_text(CAST(:asked AS JSON)) AS asked;

-- name: since_all(asked)
-- The entries that count in a month or a later one, for each client of a JSON object of such months.
SELECT ledger.* FROM json_each_text(CAST(:asked AS JSON)) AS asked
CROSS JOIN ledger
WHERE ledger.client = asked.key AND ledger.month >= asked.value
ORDER BY ledger.made_at, ledger.id;

-- name: of_months(asked)
-- The entries that count in one month, for each client of a JSON object of such months.
SELECT ledger.* FROM json_each_text(CAST(:asked AS JSON)) AS asked
CROSS JOIN ledger
WHERE ledger.client = asked.key AND ledger.month = asked.value
ORDER BY ledger.made_at, ledger.id;

-- name: of_tickets(numbers)
-- The entries of each ticket of a JSON list, its `survivor`, and of those that were merged into it.
WITH RECURSIVE parts (survivor, number) AS (
    SELECT tickets.number, tickets.number FROM tickets
    WHERE tickets.number IN (SELECT CAST(json_array_elements_text(CAST(:numbers AS JSON)) AS BIGINT))
    UNION
    SELECT parts.survivor, tickets.number FROM parts JOIN tickets ON tickets.merged_into = parts.number
)
SELECT parts.survivor, ledger.* FROM parts JOIN ledger ON ledger.ticket = parts.number
ORDER BY ledger.made_at, ledger.id;
