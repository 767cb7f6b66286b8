-- name: draft(id, client, month, ends_before, drafted_at, places, made_by, made_at, told)^
-- Write an invoice draft down, unless it is there already.
INSERT INTO billings (id, client, month, ends_before, drafted_at, places, made_by, made_at, told)
VALUES (:id, :client, :month, :ends_before, :drafted_at, :places, :made_by, :made_at, :told)
ON CONFLICT (id) DO NOTHING
RETURNING id;

-- name: add_lines*!
-- Write down the lines of a draft.
INSERT INTO billing_lines (
    billing, place, item, turn, ticket, day, words, minutes, rate_cents, cents, currency, approved_by, approved_at,
    unapproved_minutes
)
VALUES (
    :billing, :place, :item, :turn, :ticket, :day, :words, :minutes, :rate_cents, :cents, :currency, :approved_by,
    :approved_at, :unapproved_minutes
);

-- name: get(id)^
-- A draft.
SELECT * FROM billings WHERE id = :id;

-- name: lines(id)
-- The lines of a draft, in order.
SELECT * FROM billing_lines WHERE billing = :id ORDER BY place;

-- name: billed(client)
-- All lines that were ever billed to a client.
SELECT billing_lines.* FROM billings JOIN billing_lines ON billing_lines.billing = billings.id
WHERE billings.client = :client AND billing_lines.is_billed;

-- name: billed_turns(item)
-- How often an item was billed or credited.
SELECT turn FROM billing_lines WHERE item = :item AND is_billed;

-- name: make(id, made_by, made_at)^
-- Mark a draft as billed, once.
UPDATE billings SET made_by = :made_by, made_at = :made_at WHERE id = :id AND made_at IS NULL RETURNING *;

-- name: bill_lines(id)
-- Bill those lines of a draft that were not billed with another.
UPDATE billing_lines SET is_billed = TRUE
WHERE billing = :id AND NOT EXISTS (
    SELECT 1 FROM billing_lines AS other
    WHERE other.item = billing_lines.item AND other.turn = billing_lines.turn AND other.is_billed
)
RETURNING *;

-- name: elsewhere(id, client)
-- The lines of a draft that stand on others of the client too, which billed them or may still.
SELECT other.item, other.turn, other.billing, other.is_billed
FROM billings
JOIN billing_lines AS other ON other.billing = billings.id
JOIN billing_lines AS own ON own.item = other.item AND own.turn = other.turn
WHERE billings.client = :client AND own.billing = :id AND other.billing <> :id
AND (other.is_billed OR billings.made_at IS NULL)
ORDER BY other.billing;

-- name: told_since(client, month)
-- The months of a client, from one on, whose statements were told.
SELECT * FROM billings WHERE client = :client AND month >= :month AND told <> '' ORDER BY month, id;

-- name: retell(id, told)!
-- The statement of a month was told again.
UPDATE billings SET told = :told WHERE id = :id;
