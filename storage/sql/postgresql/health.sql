
-- name: server()^
-- Its version, its clock, and how many other connections of Hourglass there are.
SELECT
    current_setting('server_version') AS version,
    CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS now_at,
    (
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'hourglass' AND pid <> pg_backend_pid()
    ) AS others;
