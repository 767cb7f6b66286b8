"""What is asked often is found by an index, so that its cost grows with the answer and not with the years."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from storage.migrating import MIGRATIONS, each_statement, read_scripts
from storage.statements import Dialect, load

OFTEN = [
    ("inbox", "add"),
    ("inbox", "finish"),
    ("inbox", "claim"),
    ("inbox", "parked"),
    ("inbox", "next_due"),
    ("inbox", "renew"),
    ("inbox", "release"),
    ("inbox", "release_all"),
    ("inbox", "failed"),
    ("inbox", "park"),
    ("inbox", "withdraw"),
    ("inbox", "forget"),
    ("outbox", "channels_waiting"),
    ("outbox", "next_due"),
    ("outbox", "next_rows"),
    ("outbox", "supersede"),
    ("outbox", "parked"),
    ("outbox", "tell"),
    ("outbox", "tell_edit"),
    ("outbox", "attempt"),
    ("outbox", "done"),
    ("outbox", "delay"),
    ("outbox", "park"),
    ("outbox", "unpark"),
    ("outbox", "coming"),
    ("outbox", "again"),
    ("outbox", "told"),
    ("outbox", "posted"),
    ("outbox", "post_of"),
    ("outbox", "lease_lane"),
    ("outbox", "release_lane"),
    ("outbox", "drop_channel"),
    ("outbox", "forget_edits"),
    ("outbox", "forget_facts"),
    ("timers", "due"),
    ("timers", "claim"),
    ("timers", "next_due"),
    ("timers", "arm"),
    ("timers", "armed"),
    ("timers", "armed_of"),
    ("timers", "disarm"),
    ("timers", "put_off"),
    ("timers", "coming_of"),
    ("tickets", "active"),
    ("tickets", "by_thread"),
    ("tickets", "open_of_channel"),
    ("tickets", "events"),
    ("tickets", "logs"),
    ("tickets", "active_after"),
    ("contracts", "pauses_of"),
    ("contracts", "pause"),
    ("tickets", "active_for"),
    ("ledger", "billable"),
    ("ledger", "of_ticket"),
    ("billings", "told_since"),
    ("billings", "draft"),
    ("billings", "get"),
    ("billings", "lines"),
    ("billings", "billed"),
    ("billings", "billed_turns"),
    ("billings", "make"),
    ("billings", "bill_lines"),
    ("ratings", "of_ticket"),
    ("ratings", "last_of"),
    ("ratings", "asked_in"),
    ("ratings", "asked_in_of"),
    ("ratings", "answer"),
    ("tickets", "how_many_for"),
    ("tickets", "survivor"),
    ("tickets", "lock_all"),
    ("tickets", "headed_by"),
    ("tickets", "any_unworded"),
    ("tickets", "alike"),
    ("words", "unworded"),
    ("words", "spoken"),
    ("words", "worded"),
    ("tickets", "next_number"),
    ("tickets", "get"),
    ("tickets", "get_all"),
    ("tickets", "get_all_in"),
    ("tickets", "lock"),
    ("tickets", "save"),
    ("tickets", "add_events"),
    ("tickets", "rewrite"),
    ("channels", "get"),
    ("channels", "lock"),
    ("channels", "lock_free"),
    ("inbox", "lock_free"),
    ("channels", "now"),
    ("clients", "get"),
    ("clients", "get_all"),
    ("people", "get_all"),
    ("messages", "standing_alone"),
    ("messages", "put"),
    ("messages", "put_all"),
    ("messages", "get"),
    ("messages", "keep_former"),
    ("messages", "edit"),
    ("messages", "delete"),
    ("messages", "of_ticket"),
    ("messages", "kept"),
    ("messages", "loose_replies"),
    ("messages", "last_top_level"),
    ("messages", "followers"),
    ("messages", "staff_spoke_between"),
    ("messages", "since"),
    ("tickets", "threads"),
    ("gaps", "note"),
    ("gaps", "filled"),
    ("gaps", "replies"),
    ("gaps", "unheard"),
    ("people", "author"),
    ("people", "get"),
    ("people", "put"),
    ("health", "inbox"),
    ("health", "outbox"),
    ("health", "timers"),
    ("health", "open_tickets"),
    ("people", "is_triage_member"),
    ("people", "by_name"),
    ("rota", "overrides"),
    ("rota", "absences"),
    ("rota", "hours"),
    ("rota", "add_override"),
    ("rota", "end_override"),
    ("ledger", "last_month"),
    ("ledger", "of_month"),
    ("ledger", "since"),
]
OPEN = (
    *("inbox_open", "inbox_open_of_lane", "inbox_parked", "outbox_open", "outbox_parked"),
    "tickets_unworded",
)
"""Indexes of what is not done yet, as short as that is; to read any other whole is to read its table."""
SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
GROWING = frozenset(
    {
        *("inbox", "mine", "earlier", "outbox", "newer", "head", "later", "posts", "timers", "tickets"),
        *("ticket_events", "messages", "message_edits", "asked", "people", "members", "counters"),
        *("overrides", "absences", "staff_hours", "ledger", "billings", "billing_lines", "other"),
    }
)
"""Tables that grow with the years, by all names that they have in statements."""


@pytest.fixture(scope="module")
def tables() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for script in read_scripts(MIGRATIONS, Dialect.SQLITE).values():
        for statement in each_statement(script):
            connection.execute(statement)
    yield connection
    connection.close()


def plan(tables: sqlite3.Connection, subject: str, name: str) -> list[str]:
    statement = load(Dialect.SQLITE, subject)[name]
    nothing = [None] * len(statement.order)
    return [str(row[3]) for row in tables.execute(f"EXPLAIN QUERY PLAN {statement.sql}", nothing)]


def whole_tables(steps: list[str]) -> list[str]:
    found = [each for each in map(SCAN.match, steps) if each is not None]
    return [each[0] for each in found if each[1] in GROWING and each[2] not in OPEN]


@pytest.mark.parametrize(("subject", "name"), OFTEN)
def test_it_reads_no_whole_table(tables: sqlite3.Connection, subject: str, name: str) -> None:
    assert whole_tables(plan(tables, subject, name)) == []


def test_a_statement_that_reads_a_whole_table_would_be_seen(tables: sqlite3.Connection) -> None:
    assert whole_tables(plan(tables, "tickets", "of_any_status")) == ["SCAN tickets"]
    assert whole_tables(["SCAN tickets USING COVERING INDEX tickets_by_status"])


@pytest.mark.parametrize(
    ("name", "index"), [("forget_edits", "outbox_edits_done"), ("forget_facts", "outbox_facts_told")]
)
def test_what_is_kept_for_ever_costs_housekeeping_nothing(
    tables: sqlite3.Connection, name: str, index: str
) -> None:
    assert [step for step in plan(tables, "outbox", name) if index in step]
