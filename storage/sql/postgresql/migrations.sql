
-- name: tables()
-- Our tables.
SELECT tablename AS name FROM pg_tables
WHERE schemaname = current_schema() AND tablename <> 'migrations' ORDER BY tablename;
