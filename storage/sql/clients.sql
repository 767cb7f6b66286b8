-- name: get(id)^
-- One client.
SELECT * FROM clients WHERE id = :id;

-- name: all()
-- Every client, by name.
SELECT * FROM clients ORDER BY name, id;

-- name: add(id, name, plan, time_zone, language, triage, account_manager, approvers, addons, contract_from, contract_to, rate_cents, rate_currency)^
-- Write down a new client, unless another has that id.
INSERT INTO clients (id, name, plan, time_zone, language, triage, account_manager, approvers, addons,
    contract_from, contract_to, rate_cents, rate_currency)
VALUES (:id, :name, :plan, :time_zone, :language, :triage, :account_manager, :approvers, :addons,
    :contract_from, :contract_to, :rate_cents, :rate_currency)
ON CONFLICT (id) DO NOTHING
RETURNING id;

-- name: put*!
-- Write down clients as they are now.
INSERT INTO clients (id, name, plan, time_zone, language, triage, account_manager, approvers, addons,
    contract_from, contract_to, rate_cents, rate_currency)
VALUES (:id, :name, :plan, :time_zone, :language, :triage, :account_manager, :approvers, :addons,
    :contract_from, :contract_to, :rate_cents, :rate_currency)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    plan = excluded.plan,
    time_zone = excluded.time_zone,
    language = excluded.language,
    triage = excluded.triage,
    account_manager = excluded.account_manager,
    approvers = excluded.approvers,
    addons = excluded.addons,
    contract_from = excluded.contract_from,
    contract_to = excluded.contract_to,
    rate_cents = excluded.rate_cents,
    rate_currency = excluded.rate_currency;
