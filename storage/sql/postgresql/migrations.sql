
-- name: tables()
-- Our tables: by name, and what refers to another table has a name before its.
SELECT tablename AS name FROM pg_tables
WHERE schemaname = current_schema() AND tablename <> 'migrations' ORDER BY tablename;

-- name: has_table()^
-- Whether we have noted here which migrations there are.
SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations';
