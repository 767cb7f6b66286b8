-- name: keep*!
-- Keep the texts of plans, each version once.
INSERT INTO plan_versions (plan, version, text, kept_at) VALUES (:plan, :version, :text, :kept_at)
ON CONFLICT DO NOTHING;

-- name: text(plan, version)^
-- What a plan said in one version.
SELECT text FROM plan_versions WHERE plan = :plan AND version = :version;
