
-- name: tables()
-- Our tables.
SELECT name FROM sqlite_master
WHERE type = 'table' AND name <> 'migrations' AND name NOT LIKE 'sqlite%' ORDER BY name;
