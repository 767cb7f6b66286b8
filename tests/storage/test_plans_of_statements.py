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
    ("outbox", "channels_waiting"),
    ("outbox", "next_due"),
    ("outbox", "next_rows"),
    ("outbox", "supersede"),
    ("outbox", "parked"),
    ("timers", "due"),
    ("timers", "claim"),
    ("timers", "next_due"),
    ("tickets", "active"),
    ("tickets", "by_thread"),
    ("tickets", "open_of_channel"),
    ("tickets", "events"),
    ("tickets", "survivor"),
    ("tickets", "lock_all"),
    ("tickets", "headed_by"),
    ("messages", "of_ticket"),
    ("messages", "kept"),
    ("messages", "loose_replies"),
    ("messages", "last_top_level"),
    ("messages", "followers"),
    ("messages", "staff_spoke_between"),
    ("messages", "since"),
    ("tickets", "threads"),
    ("gaps", "note"),
    ("people", "is_triage_member"),
    ("people", "by_name"),
]
WHOLE_TABLE = re.compile(r"SCAN (inbox|mine|outbox|posts|timers|tickets|messages|people|members)\b(?! USING)")


@pytest.fixture(scope="module")
def tables() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for script in read_scripts(MIGRATIONS).values():
        for statement in each_statement(script):
            connection.execute(statement)
    yield connection
    connection.close()


def plan(tables: sqlite3.Connection, subject: str, name: str) -> list[str]:
    statement = load(Dialect.SQLITE)[subject][name]
    nothing = [None] * len(statement.order)
    return [str(row[3]) for row in tables.execute(f"EXPLAIN QUERY PLAN {statement.sql}", nothing)]


@pytest.mark.parametrize(("subject", "name"), OFTEN)
def test_it_reads_no_whole_table(tables: sqlite3.Connection, subject: str, name: str) -> None:
    assert [step for step in plan(tables, subject, name) if WHOLE_TABLE.search(step)] == []


def test_a_statement_that_reads_a_whole_table_would_be_seen(tables: sqlite3.Connection) -> None:
    assert [step for step in plan(tables, "tickets", "of_any_status") if WHOLE_TABLE.search(step)]
