
-- name: lock(number)^
-- One ticket, which nobody else changes until this transaction ends.
SELECT * FROM tickets WHERE number = :number FOR UPDATE;
