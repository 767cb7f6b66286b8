-- Instants are microseconds since 1970 UTC; lists and mappings are JSON text; choices are their words.

-- What Slack asked of us, written down before it is acked.
CREATE TABLE inbox (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    message TEXT UNIQUE,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    leased_by TEXT,
    leased_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    done_at BIGINT,
    parked_at BIGINT,
    error TEXT
);
CREATE INDEX inbox_open ON inbox (received_at, key) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX inbox_open_of_lane ON inbox (lane, received_at) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX inbox_parked ON inbox (received_at, key) WHERE parked_at IS NOT NULL AND done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

-- What we tell Slack, in the order of its ids.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    key TEXT NOT NULL,
    act TEXT NOT NULL,
    words TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread_ts TEXT,
    parent TEXT,
    ticket BIGINT,
    facts TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    attempted_at BIGINT,
    done_at BIGINT,
    parked_at BIGINT,
    -- While its files are being made, until when it holds up nothing else in its channel.
    aside_until BIGINT,
    error TEXT
);
-- A key is posted once. An edit that nobody has tried to send yet stands for every later one: it is worded at sending.
CREATE UNIQUE INDEX outbox_posts ON outbox (key) WHERE act = 'post';
CREATE UNIQUE INDEX outbox_reactions ON outbox (key) WHERE act = 'react';
CREATE UNIQUE INDEX outbox_unsent_edits ON outbox (key)
    WHERE act = 'edit' AND done_at IS NULL AND attempted_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_open ON outbox (channel, id) WHERE done_at IS NULL AND parked_at IS NULL;
-- What can be let go of in time: not the keys, which are kept for ever.
CREATE INDEX outbox_edits_done ON outbox (done_at) WHERE act = 'edit' AND done_at IS NOT NULL;
CREATE INDEX outbox_facts_told ON outbox (done_at) WHERE facts <> '{}' AND done_at IS NOT NULL;
CREATE INDEX outbox_aside ON outbox (aside_until) WHERE aside_until IS NOT NULL;
CREATE INDEX outbox_parked ON outbox (id) WHERE parked_at IS NOT NULL;

-- Where our messages are.
CREATE TABLE posts (
    key TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    posted_at BIGINT NOT NULL
);
CREATE INDEX posts_of_channel ON posts (channel, ts);

-- Who sends to a channel now.
CREATE TABLE lanes (
    channel TEXT PRIMARY KEY,
    leased_by TEXT NOT NULL,
    leased_until BIGINT NOT NULL
);

-- Moments that people will notice.
CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ticket BIGINT,
    due_at BIGINT NOT NULL,
    facts TEXT NOT NULL,
    armed_at BIGINT NOT NULL,
    -- Not before this: the moment itself, unless its job failed and is to be tried again later.
    wake_at BIGINT NOT NULL,
    fired_at BIGINT
);
CREATE INDEX timers_armed ON timers (wake_at, due_at) WHERE fired_at IS NULL;
CREATE INDEX timers_held ON timers (due_at) WHERE kind = 'held';

CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    triage TEXT NOT NULL,
    account_manager TEXT,
    approvers TEXT NOT NULL,
    addons TEXT NOT NULL,
    contract_from TEXT,
    contract_to TEXT,
    -- For hourly work for which the plan names no rate.
    rate_cents BIGINT,
    rate_currency TEXT NOT NULL
);

-- When clients' plans are paused. `ended_at`: when it was resumed sooner, or called off before it began.
CREATE TABLE pauses (
    id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_by TEXT,
    ended_at BIGINT
);
CREATE INDEX pauses_of_client ON pauses (client, from_at);

-- What plans said in each version that was ever in force: a ticket keeps the one that it was opened under.
CREATE TABLE plan_versions (
    plan TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (plan, version)
);

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    client TEXT,
    intake TEXT NOT NULL,
    join_minutes BIGINT NOT NULL,
    state TEXT NOT NULL,
    invited_by TEXT,
    known_at BIGINT NOT NULL
);

-- Channels whose history is still to be read, as something may have been said there that we have not heard.
CREATE TABLE gaps (
    channel TEXT PRIMARY KEY,
    from_at BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    noted_at BIGINT NOT NULL
);

-- Ids that channels had before; each leads straight to the id of today.
CREATE TABLE channel_moves (
    old_id TEXT PRIMARY KEY,
    new_id TEXT NOT NULL
);
CREATE INDEX channel_moves_to ON channel_moves (new_id);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    team TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    is_bot BOOLEAN NOT NULL,
    is_guest BOOLEAN NOT NULL,
    is_owner BOOLEAN NOT NULL,
    is_deactivated BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    role TEXT,
    seen_at BIGINT
);
CREATE INDEX people_by_name ON people (folded);

CREATE TABLE members (
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (channel, person)
);
CREATE INDEX members_by_person ON members (person);

-- Who takes turns at being on call. Days are ISO dates, hours ISO times.
CREATE TABLE rotations (
    name TEXT PRIMARY KEY,
    members TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    handover_weekday BIGINT,
    handover_at TEXT NOT NULL,
    starts_on TEXT NOT NULL
);

-- Somebody on call for a while, by whom and when that was said, and taken back. Nothing is ever deleted.
CREATE TABLE overrides (
    id TEXT PRIMARY KEY,
    rotation TEXT NOT NULL,
    person TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_by TEXT,
    ended_at BIGINT
);
CREATE INDEX overrides_to ON overrides (to_at);

-- Holidays of people. `back_on`: the last day away, where they came back sooner.
CREATE TABLE absences (
    person TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    back_on TEXT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (person, from_on)
);
CREATE INDEX absences_to ON absences (to_on);

-- The own hours of people, as they are written.
CREATE TABLE staff_hours (
    person TEXT PRIMARY KEY,
    hours TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- The projection of ticket_events.
CREATE TABLE tickets (
    number BIGINT PRIMARY KEY,
    client TEXT NOT NULL,
    channel TEXT NOT NULL,
    triage TEXT NOT NULL,
    thread_ts TEXT,
    title TEXT NOT NULL,
    requester TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    status_since BIGINT NOT NULL,
    severity TEXT NOT NULL,
    plan TEXT NOT NULL,
    plan_version TEXT NOT NULL,
    origin TEXT NOT NULL,
    head_ts TEXT,
    severity_by TEXT NOT NULL,
    suggested TEXT,
    wanted TEXT,
    kind TEXT,
    details TEXT NOT NULL,
    assignee TEXT,
    first_reply_at BIGINT,
    last_client_at BIGINT,
    last_staff_at BIGINT,
    last_asked_at BIGINT,
    last_spoke_at BIGINT,
    last_spoke_by TEXT NOT NULL,
    messages BIGINT NOT NULL,
    resolved_at BIGINT,
    summary TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    reopened BIGINT NOT NULL,
    follows BIGINT,
    merged_into BIGINT,
    worked_minutes BIGINT NOT NULL,
    status_before TEXT NOT NULL,
    frozen_until BIGINT,
    estimate BIGINT,
    -- When what was said to it was removed; NULL: it was not, or something was said since.
    text_removed_at BIGINT,
    seq BIGINT NOT NULL,
    -- As of which event its words can be found; those of others are put down later, and at the latest when
    -- somebody looks for words.
    words_seq BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tickets_by_status ON tickets (status);
CREATE INDEX tickets_by_opening ON tickets (opened_at);
CREATE INDEX tickets_active ON tickets (opened_at)
    WHERE status IN ('new', 'open', 'waiting_on_client', 'waiting_on_third_party');
CREATE INDEX tickets_of_channel ON tickets (channel, status);
CREATE INDEX tickets_by_thread ON tickets (channel, thread_ts);
CREATE INDEX tickets_with_text ON tickets (client, number)
    WHERE text_removed_at IS NULL AND status IN ('resolved', 'closed', 'cancelled');
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_by_head ON tickets (channel, head_ts);
-- In an order that no other index has: PostgreSQL would take almost all tickets for unworded, and read the table.
CREATE INDEX tickets_unworded ON tickets ((-number)) WHERE words_seq <> seq;

-- Which tickets were like a new one when its card was first told, as a JSON list of numbers.
CREATE TABLE likenesses (
    ticket BIGINT PRIMARY KEY,
    alike TEXT NOT NULL
);

-- The truth: who did what to a ticket, when, under which version of the plan. Append only, but for titles
-- that go with the deleted messages whose words they were, and for what was said once it is kept no longer.
CREATE TABLE ticket_events (
    ticket BIGINT NOT NULL REFERENCES tickets (number),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    plan_version TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (ticket, seq)
);

-- For how long the text of resolved tickets is kept, by client; '' for all others. `months` NULL: for ever.
CREATE TABLE retention (
    client TEXT PRIMARY KEY,
    months BIGINT,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

-- What was done that must be found again, in the order of its ids. Only ever added to.
CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    deed TEXT NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    client TEXT NOT NULL,
    months BIGINT,
    tickets BIGINT NOT NULL
);

-- What was measured for clients outside Hourglass, in the order of its ids. Days are ISO dates. Only ever added to:
-- the last word on a metric and its days stands; one without an amount takes back what was said.
CREATE TABLE measurements (
    id BIGINT PRIMARY KEY,
    client TEXT NOT NULL,
    metric TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    amount BIGINT,
    currency TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL
);
CREATE INDEX measurements_of_client ON measurements (client, first);

-- What people write into clients' reports. Nothing is ever deleted.
CREATE TABLE report_notes (
    client TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    removed_by TEXT,
    removed_at BIGINT,
    PRIMARY KEY (client, first, last, number)
);

-- What became of each promise: follows from the log, for reports. `decided_at`: when it was in breach, else stopped.
-- Times are microseconds of the clock's own calendar.
CREATE TABLE digest_schedules (
    -- `client:` and a client's id, or the id of a triage channel.
    place TEXT NOT NULL,
    cadence TEXT NOT NULL,
    is_off BOOLEAN NOT NULL,
    day BIGINT NOT NULL,
    at TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (place, cadence)
);

CREATE TABLE outcomes (
    ticket BIGINT NOT NULL REFERENCES tickets (number),
    clock TEXT NOT NULL,
    number BIGINT NOT NULL,
    client TEXT NOT NULL,
    severity TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    stopped_at BIGINT,
    breached_at BIGINT,
    due_at BIGINT,
    decided_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    used BIGINT NOT NULL,
    on_client BIGINT NOT NULL,
    on_third BIGINT NOT NULL,
    percent BIGINT,
    replies BIGINT NOT NULL,
    reopened_at BIGINT,
    PRIMARY KEY (ticket, clock, number)
);
CREATE INDEX outcomes_decided ON outcomes (decided_at);
CREATE INDEX outcomes_stopped_late ON outcomes (stopped_at) WHERE breached_at IS NOT NULL AND stopped_at IS NOT NULL;
CREATE INDEX outcomes_resolved ON outcomes (stopped_at) WHERE clock = 'resolution' AND stopped_at IS NOT NULL;
CREATE INDEX outcomes_reopened ON outcomes (reopened_at) WHERE reopened_at IS NOT NULL;

-- When clients are talked to, where that was agreed otherwise than by their plan: the talk that the plan has in the
-- month that begins on `month`. `at` is null where it does not take place.
CREATE TABLE check_in_dates (
    client TEXT NOT NULL,
    cadence TEXT NOT NULL,
    month TEXT NOT NULL,
    at BIGINT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (client, cadence, month)
);

-- Who of a client's people wants a wish fulfilled that waits for the next planning.
CREATE TABLE votes (
    ticket BIGINT NOT NULL REFERENCES tickets (number),
    person TEXT NOT NULL,
    voted_at BIGINT NOT NULL,
    stands BOOLEAN NOT NULL,
    PRIMARY KEY (ticket, person)
);

-- How requesters found our help, as ticket_events say. `asked`: the `seq` of the event that asked.
CREATE TABLE ratings (
    ticket BIGINT NOT NULL REFERENCES tickets (number),
    asked BIGINT NOT NULL,
    client TEXT NOT NULL,
    person TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    score BIGINT,
    comment TEXT NOT NULL,
    rated_at BIGINT,
    PRIMARY KEY (ticket, asked)
);
CREATE INDEX ratings_asked ON ratings (asked_at);
CREATE INDEX ratings_rated ON ratings (rated_at);
CREATE INDEX ratings_asked_of_client ON ratings (client, asked_at);
CREATE INDEX ratings_rated_of_client ON ratings (client, rated_at);
CREATE INDEX ratings_of_person ON ratings (person, asked_at);

-- Hours of clients, in minutes: only ever added to. `month` is the first day of the contract's month, `lot` of
-- the one that granted the hours; `days` and `of_days`: for how much of the month another plan's hours count.
CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    plan TEXT NOT NULL,
    plan_version TEXT NOT NULL,
    lot TEXT,
    changed_on TEXT,
    days BIGINT NOT NULL,
    of_days BIGINT NOT NULL,
    reverses TEXT UNIQUE REFERENCES ledger (id),
    reason TEXT NOT NULL,
    ticket BIGINT REFERENCES tickets (number),
    log TEXT NOT NULL,
    worked_by TEXT NOT NULL,
    worked_on TEXT,
    worked_at BIGINT,
    real_minutes BIGINT NOT NULL,
    accounted_minutes BIGINT NOT NULL,
    request_kind TEXT,
    cover TEXT,
    is_after_hours BOOLEAN NOT NULL,
    by_phone BOOLEAN NOT NULL,
    words TEXT NOT NULL,
    rate_cents BIGINT,
    currency TEXT NOT NULL
);
CREATE INDEX ledger_of_client ON ledger (client, month);
CREATE INDEX ledger_of_ticket ON ledger (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX ledger_of_log ON ledger (log) WHERE log <> '';

-- Invoice drafts; `made_at`: when one was marked as billed. What was told stays as it was told.
CREATE TABLE billings (
    id TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    month TEXT NOT NULL,
    ends_before TEXT NOT NULL,
    drafted_at BIGINT NOT NULL,
    places TEXT NOT NULL,
    made_by TEXT,
    made_at BIGINT,
    -- What the statement of the month came to when it was last told.
    told TEXT NOT NULL
);
CREATE INDEX billings_of_client ON billings (client, month);

-- Their lines, in order. `item`: an entry of the ledger or a flat fee; at an odd `turn` it is credited.
CREATE TABLE billing_lines (
    billing TEXT NOT NULL REFERENCES billings (id),
    place BIGINT NOT NULL,
    item TEXT NOT NULL,
    turn BIGINT NOT NULL,
    ticket BIGINT,
    day TEXT,
    words TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    rate_cents BIGINT,
    cents BIGINT,
    currency TEXT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    unapproved_minutes BIGINT NOT NULL,
    is_billed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (billing, place)
);
-- Nothing is billed twice, nor credited twice.
CREATE UNIQUE INDEX billing_lines_billed ON billing_lines (item, turn) WHERE is_billed;

-- Work whose time is running, one at a time for each person.
CREATE TABLE stopwatches (
    person TEXT PRIMARY KEY,
    ticket BIGINT NOT NULL REFERENCES tickets (number),
    started_at BIGINT NOT NULL
);

CREATE TABLE messages (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    thread_ts TEXT,
    author TEXT NOT NULL,
    side TEXT NOT NULL,
    text TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    keeping TEXT NOT NULL,
    ticket BIGINT,
    files TEXT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (channel, ts)
);
CREATE INDEX messages_of_ticket ON messages (ticket, said_at);
CREATE INDEX messages_of_author ON messages (channel, author, said_at);
CREATE INDEX messages_of_thread ON messages (channel, thread_ts, said_at);
CREATE INDEX messages_loose ON messages (channel, said_at)
    WHERE ticket IS NULL AND keeping <> 'kept' AND (text <> '' OR files <> '[]');
CREATE INDEX messages_kept ON messages (channel, said_at) WHERE keeping = 'kept';

-- What a message said before it was edited.
CREATE TABLE message_edits (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    edited_at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (channel, ts, edited_at),
    FOREIGN KEY (channel, ts) REFERENCES messages (channel, ts) ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
