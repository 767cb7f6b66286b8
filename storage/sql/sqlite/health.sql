
-- name: server()^
-- Its version, its clock (none of its own), and how many others are connected (nobody can say).
SELECT sqlite_version() AS version, CAST(NULL AS INTEGER) AS now_at, 0 AS others;
