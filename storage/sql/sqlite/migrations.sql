
-- name: tables()
-- Our tables, without those in which FTS5 keeps one: by name, and what refers to another table has a name before its.
SELECT name FROM sqlite_master
WHERE type = 'table' AND name <> 'migrations' AND name NOT LIKE 'sqlite%'
    AND name NOT GLOB 'ticket_words_*'
ORDER BY name;

-- name: has_table()^
-- Whether we have noted here which migrations there are.
SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = 'migrations';
