-- name: keep*!
-- Keep the texts of plans, each version once.
INSERT INTO plan_versions (plan, version, text, kept_at) VALUES (:plan, :version, :text, :kept_at)
ON CONFLICT DO NOTHING;

-- name: text(plan, version)^
-- What a plan said in one version.
SELECT text FROM plan_versions WHERE plan = :plan AND version = :version;

-- name: version_at(plan, at)^
-- The version of a plan that was the latest at a moment.
SELECT version FROM plan_versions WHERE plan = :plan AND kept_at <= :at ORDER BY kept_at DESC, version LIMIT 1;
