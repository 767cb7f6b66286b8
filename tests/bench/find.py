"""What `/ticket find` costs by how many tickets there are: of many questions the slowest but one in twenty.

The real service on a desk of its own, on databases that plain SQL has filled with tickets of a dozen words.
Small and large take turns, and no rare words are asked for twice.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Final

from bot.app import Hourglass
from bot.clock import SystemClock
from bot.desk import Request
from bot.domain.people import Person, Role
from bot.domain.ticket_words import Place, status_mark
from bot.domain.tickets import Status
from bot.services.searching import find
from storage import Database
from storage.postgresql import PostgresqlEngine
from storage.sqlite import SqliteEngine
from tests.bench.places import Slack, local_slack
from tests.bench.postgresql import Postgresql, postgresql
from tests.bench.table import Row, at_most
from tests.bench.tick import NUMBERS, desk_at

FEW: Final = 10_000
MANY: Final = 1_000_000
_TIMES: Final = 60
_AT_ONCE: Final = 100_000
"""Tickets of one transaction, which PostgreSQL lets take a minute."""
_SAM: Final = Person("U0SAM", Role.ENGINEER)
_TICKETS: Final = """
INSERT INTO tickets (
    number, client, channel, triage, title, requester, opened_at, status, status_since, severity, plan,
    plan_version, origin, severity_by, details, last_spoke_by, messages, summary, confirmed, reopened,
    worked_minutes, status_before, seq, words_seq
)
SELECT n, 'c' || (n % 50), 'C' || (n % 50), 'T', 'Order r' || (10000000 + n / 10), 'U', n, 'closed', n,
    'medium', 'gold', 'v1', 'message', 'plan', '{}', 'U', 1, 'Done', FALSE, 0, 0, 'new', 2, 2
FROM numbers
"""
_TITLE: Final = "'{place}order {place}r' || (10000000 + n / 10)"
_DOCUMENT: Final = " || ' ' || ".join(
    [
        *(_TITLE.format(place=place) for place in Place),
        "'said x' || (n % 997) || ' y' || (n % 101) || ' z' || (10000000 + n) || ' at noon'",
        "CASE n % 5 WHEN 0 THEN 'printer' ELSE 'scanner' END",
        f"'{status_mark(Status.CLOSED)}'",
    ]
)
"""Of a ticket: one has each `z`, ten each `r` (in the title), a thousandth each `x`, a fifth `printer`."""
_PUT: Final = {
    SqliteEngine: "INSERT INTO ticket_words (rowid, words) SELECT n, {document} FROM numbers",
    PostgresqlEngine: (
        "INSERT INTO ticket_words (number, words) SELECT n, CAST({document} AS TSVECTOR) FROM numbers"
    ),
}


def _rare(ten: int) -> str:
    """Return two words, of which one is of ten tickets and one of one of these."""
    return f"r{10_000_000 + ten} z{10_000_000 + ten * 10}"


_ASKED: Final[Mapping[str, Callable[[int], str]]] = {
    "rare words": lambda n: _rare(1 + n * 13 % (FEW // 10 - 1)),
    "a word in a thousandth": lambda n: f"x{n * 7 % 997}",
    "a word in a fifth": lambda _: "printer",
    "words in all, and in a fifth": lambda _: "noon order printer status:closed",
}
_RARE: Final = "rare words"


async def measure() -> list[Row]:
    """Return the rows of both databases."""
    async with local_slack() as slack, postgresql() as server:
        return [*await _on_sqlite(slack), *await _on_postgresql(slack, server)]


async def _on_sqlite(slack: Slack) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{number}.db" for number in (FEW, MANY)]
        for url, tickets in zip(urls, (FEW, MANY), strict=True):
            await _fill(await SqliteEngine.open(Path(url.removeprefix("sqlite:///"))), url, tickets)
        return await _rows("SQLite", slack, urls)


async def _on_postgresql(slack: Slack, server: Postgresql) -> list[Row]:
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(server.database()) for _ in (FEW, MANY)]
        for url, tickets in zip(urls, (FEW, MANY), strict=True):
            await _fill(await PostgresqlEngine.open(url), url, tickets)
        return await _rows("PostgreSQL", slack, urls)


async def _fill(engine: SqliteEngine | PostgresqlEngine, url: str, tickets: int) -> None:
    """Make the tables and fill them; the index of words is made in the end, which takes PostgreSQL less."""
    try:
        database = await Database.open(url, now=SystemClock().now)
        await database.migrate()
        await database.close()
        if isinstance(engine, PostgresqlEngine):
            await _run(engine, "DROP INDEX ticket_words_found")
        for statement in (_TICKETS, _PUT[type(engine)].format(document=_DOCUMENT)):
            for first in range(0, tickets, _AT_ONCE):
                numbers = NUMBERS[type(engine)].format(count=min(first + _AT_ONCE, tickets))
                await _run(engine, f"{numbers}{statement} WHERE n > {first}")
        if isinstance(engine, PostgresqlEngine):
            await _run(engine, "CREATE INDEX ticket_words_found ON ticket_words USING gin (words)")
            await _run(engine, "ANALYZE")
    finally:
        await engine.close()


async def _run(engine: SqliteEngine | PostgresqlEngine, statement: str) -> None:
    async with engine.migrating() as connection:
        await connection.execute(statement)


async def _rows(name: str, slack: Slack, urls: Sequence[str]) -> list[Row]:
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(desk_at(slack, url)) for url in urls]
        return [row for asked in _ASKED for row in await _rows_of(name, desks, asked)]


async def _rows_of(name: str, desks: Sequence[Hourglass], asked: str) -> list[Row]:
    took: list[list[float]] = [[] for _ in desks]
    for number in range(_TIMES):
        for desk, seconds in zip(desks, took, strict=True):
            seconds.append(await _find(desk, _ASKED[asked](number)))
    few, many = (quantiles(seconds, n=20)[-1] for seconds in took)
    goal = at_most(3) if asked == _RARE else None
    return [
        Row(f"{name}, {FEW:,} tickets: {asked}", f"p95 {few * 1000:.1f} ms", 1.0),
        Row(f"{name}, {MANY:,} tickets: {asked}", f"p95 {many * 1000:.1f} ms", many / few, goal),
    ]


_keys: Final = count(1)


async def _find(hourglass: Hourglass, typed: str) -> float:
    desk = hourglass.desk
    asked = Request(f"find:{next(_keys)}", _SAM, desk.clock.now(), "T")
    await asyncio.sleep(0)
    began = time.perf_counter()
    said = await find(desk, asked, typed)
    took = time.perf_counter() - began
    assert "· Order " in said.text or "· *Order* " in said.text, said.text
    return took
