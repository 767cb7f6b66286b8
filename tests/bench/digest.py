"""A weekly digest of all clients: read, worked out and worded, beside the plain SQL that it needs.

A million tickets of 500 clients over four years, with ten million events and what became of their promises,
made by plain SQL, and with the ledgers of the clients' hours and what requesters said. The week that is over
and the week before it, in a process of its own (`digest_reader`).
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Template
from typing import Final

from bot.clock import SystemClock
from bot.domain.desks import Client
from bot.domain.entries import Entry, EntryKind
from bot.domain.terms import Cover
from storage import Database
from storage.postgresql import PostgresqlEngine
from storage.sqlite import SqliteEngine
from tests.bench.postgresql import postgresql
from tests.bench.programs import line_of, program
from tests.bench.table import Row, at_most

TICKETS: Final = 1_000_000
_EVENTS_EACH: Final = 10
_CLIENTS: Final = 500
_LONGEST_SECONDS: Final = 120
_MOST_MB: Final = 300
_NUMBERS: Final = {
    SqliteEngine: (
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    ),
    PostgresqlEngine: "WITH numbers (n) AS (SELECT generate_series(CAST(1 AS BIGINT), {count}))",
}
_ENDS_AT: Final = 1_782_864_000_000_000
"""1 July 2026; the last ticket was opened a minute before."""
_SPAN: Final = 4 * 365 * 24 * 60 * 60_000_000
_WORDS: Final = {
    "opened_at": f"({_ENDS_AT - _SPAN - 60_000_000} + n * {_SPAN // TICKETS})",
    "client": f"'client' || (n * 7919 % {_CLIENTS})",
    "severity": "CASE n % 10 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 THEN 'high' "
    "WHEN 8 THEN 'low' ELSE 'medium' END",
    "is_open": f"(n % 400 = 0 OR n > {TICKETS} - 1500)",
    "minute": "60000000",
    "places": " UNION ALL ".join(f"SELECT {seq} AS seq" for seq in range(1, _EVENTS_EACH + 1)),
}
"""Some tickets wait for ever, and what is new is still worked on."""
_TICKETS: Final = """
INSERT INTO tickets (
    number, client, channel, triage, title, requester, opened_at, status, status_since, severity, plan,
    plan_version, origin, severity_by, kind, details, last_spoke_by, messages, summary, confirmed, reopened,
    worked_minutes, status_before, seq
)
SELECT
    n, $client, 'C' || (n % 500), 'CT', 'Orders are stuck', 'U' || (n % 3000), $opened_at,
    CASE WHEN $is_open THEN 'open' WHEN n % 50 = 1 THEN 'cancelled' ELSE 'closed' END, $opened_at, $severity,
    'matai-growth', 'matai-growth@1', 'message', 'client', 'incident', '{}', '', 3, '', FALSE, 0, 0, 'new', 10
FROM numbers
"""
_EVENTS: Final = """
INSERT INTO ticket_events (ticket, seq, kind, happened_at, actor, role, plan_version, facts)
SELECT n, seq, 'messaged', $opened_at + seq * $minute, 'U1', 'client', 'matai-growth@1', '{}'
FROM numbers CROSS JOIN ($places) AS places
"""
_OUTCOMES: Final = """
INSERT INTO outcomes (
    ticket, clock, number, client, severity, started_at, stopped_at, breached_at, due_at, decided_at, outcome,
    used, on_client, on_third, percent, replies, reopened_at
)
SELECT
    n, '$clock', $number, $client, $severity, $opened_at, $opened_at + $used,
    CASE WHEN n % 11 = 0 THEN $opened_at + $minute END, $opened_at + $minute,
    CASE WHEN n % 11 = 0 THEN $opened_at + $minute ELSE $opened_at + $used END,
    CASE WHEN n % 11 = 0 THEN 'missed' ELSE 'met' END, $used, 0, 0,
    CASE WHEN n % 11 > 0 THEN n % 100 END, n % 4,
    CASE WHEN '$clock' = 'resolution' AND $number = 1 AND n % 30 = 2 THEN $opened_at + $used + $minute END
FROM numbers WHERE $among AND n % 50 <> 1 AND NOT $is_open
"""


def _outcomes(clock: str, minutes: str, number: int = 1, among: str = "1 = 1") -> str:
    """Return what writes down what became of a promise on each ticket; one in eleven was broken."""
    words = {"clock": clock, "number": number, "used": f"(({minutes}) * 60000000)", "among": among}
    return Template(_OUTCOMES).safe_substitute(words)


_RATINGS: Final = """
INSERT INTO ratings (ticket, asked, client, person, asked_at, score, comment, rated_at)
SELECT
    n, 1, $client, 'U' || (n % 3000), $opened_at + 6000000000,
    CASE WHEN n % 3 = 1 THEN 1 + n % 5 END, '', CASE WHEN n % 3 = 1 THEN $opened_at + 12000000000 END
FROM numbers WHERE n % 4 = 1
"""
_MONTHS: Final = tuple(date(2025 + (5 + each) // 12, (5 + each) % 12 + 1, 1) for each in range(13))
"""From June 2025 to June 2026: where the clients are, the digest is read on the evening before July."""
_LINES_EACH: Final = 20
"""Of each client and month."""
_FILLINGS: Final = (
    _TICKETS,
    _EVENTS,
    _outcomes("first_response", "1 + n * 31 % 480"),
    _outcomes("next_response", "1 + n * 37 % 600"),
    _outcomes("update", "1 + n * 41 % 900"),
    _outcomes("resolution", "1 + n * 43 % 2400"),
    _outcomes("resolution", "3000 + n * 43 % 2400", 2, "n % 30 = 2"),
    _RATINGS,
)


async def measure() -> list[Row]:
    """Return the rows of both databases."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/digest.db"
        await _fill(await SqliteEngine.open(Path(folder) / "digest.db"), url)
        rows = await _rows("SQLite", url)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(postgresql())
        url = await stack.enter_async_context(server.database())
        await _fill(await PostgresqlEngine.open(url), url)
        return rows + await _rows("PostgreSQL", url)


async def _fill(engine: SqliteEngine | PostgresqlEngine, url: str) -> None:
    """Make the tables and fill them, with what the databases would soon learn of them by themselves."""
    database = await Database.open(url, now=SystemClock().now)
    await database.migrate()
    async with database.transaction() as store:
        for number in range(_CLIENTS):
            client = Client(
                f"client{number}", f"Client {number}", "matai-growth", "America/New_York", "en", "CT",
                contract_from=_MONTHS[0],
            )  # fmt: skip
            await store.clients.put(client)
            await store.ledger.add([*_ledger(client.id)])
    await database.close()
    async with engine.migrating() as connection:
        if isinstance(engine, PostgresqlEngine):
            await connection.execute("SET LOCAL session_replication_role = replica")
        for statement in _FILLINGS:
            await connection.execute(_filled(type(engine), statement))
        await connection.execute("ANALYZE")
    await engine.close()


def _ledger(client: str) -> Iterator[Entry]:
    """Yield a client's ledger: each month its hours, and work that uses up three quarters of them."""
    made_at = datetime(2026, 6, 30, 12, tzinfo=UTC)
    line = Entry("", client, _MONTHS[0], EntryKind.GRANT, 300, "", made_at, "matai-growth", "matai-growth@1")
    for month in _MONTHS:
        yield replace(line, id=f"{client}:{month}:grant:{month}:0", month=month, lot=month)
        for number in range(_LINES_EACH):
            work = {"kind": EntryKind.USAGE, "minutes": -12, "cover": Cover.HOURS, "accounted_minutes": 12}
            at = {"month": month, "worked_on": month, "worked_by": "U_SAM"}
            yield replace(line, id=f"{client}:{month}:{number}", **work, **at)  # type: ignore[arg-type]


def _filled(engine: type[SqliteEngine | PostgresqlEngine], statement: str) -> str:
    """Return a statement with the numbers that it goes by."""
    head, _, rest = Template(statement).substitute(_WORDS).partition("SELECT")
    return "".join((head, _NUMBERS[engine].format(count=TICKETS), " SELECT", rest))


async def _rows(name: str, url: str) -> list[Row]:
    async with program("tests.bench.digest_reader", url) as reader:
        found = json.loads(await line_of(reader, longest_seconds=_LONGEST_SECONDS))
    ratio = found["digest_seconds"] / found["sql_seconds"]
    return [
        Row(f"{name}: the plain SQL of both weeks", f"{found['sql_seconds'] * 1000:.0f} ms", 1.0),
        Row(
            f"{name}: a digest, {found['clients']} clients, {found['outcomes']:,} promises",
            f"{found['digest_seconds'] * 1000:.0f} ms",
            ratio,
            at_most(3),
        ),
        Row(
            f"{name}: of that, the hours of all clients",
            f"{found['hours_seconds'] * 1000:.0f} ms",
            found["hours_seconds"] / found["digest_seconds"],
        ),
        Row(
            f"{name}: peak memory, beside {_MOST_MB} MB",
            f"{found['peak_mb']:.0f} MB",
            found["peak_mb"] / _MOST_MB,
            at_most(1),
        ),
    ]
