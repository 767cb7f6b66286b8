-- name: said(client, first, last)
-- What was said of a client's metrics for days of a time, in the order in which it was said.
SELECT * FROM measurements
WHERE client = :client AND first >= :first AND last <= :last ORDER BY id;

-- name: all_said(client)
-- All that was ever said of a client's metrics, in that order.
SELECT * FROM measurements WHERE client = :client ORDER BY id;

-- name: add*!
-- Write down what was measured.
INSERT INTO measurements (id, client, metric, first, last, amount, currency, given_by, given_at)
VALUES (:id, :client, :metric, :first, :last, :amount, :currency, :given_by, :given_at);

-- name: notes(client, first, last)
-- The notes for a client's reports on days of a time, as they were written.
SELECT * FROM report_notes
WHERE client = :client AND first >= :first AND last <= :last ORDER BY first, last, number;

-- name: all_notes(client)
-- All notes for a client's reports.
SELECT * FROM report_notes WHERE client = :client ORDER BY first, last, number;

-- name: put_note(client, first, last, number, kind, text, made_by, made_at, removed_by, removed_at)!
-- Write a note down, or that it is removed.
INSERT INTO report_notes (client, first, last, number, kind, text, made_by, made_at, removed_by, removed_at)
VALUES (:client, :first, :last, :number, :kind, :text, :made_by, :made_at, :removed_by, :removed_at)
ON CONFLICT (client, first, last, number) DO UPDATE SET
    removed_by = excluded.removed_by, removed_at = excluded.removed_at;
