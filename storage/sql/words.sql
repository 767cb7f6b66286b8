-- name: worded*!
-- Note as of which events the words of tickets can be found; what was changed since stays to be put down.
UPDATE tickets SET words_seq = :seq WHERE number = :number;

-- name: keep_alike(ticket, alike)!
-- Keep which tickets a new one is like, once for all.
INSERT INTO likenesses (ticket, alike) VALUES (:ticket, :alike) ON CONFLICT DO NOTHING;
