"""What a tick costs with nothing due, by how many timers are armed, and by how much was done before.

The real `Hourglass.tick` (timers, inbox, outbox) of several desks in turn, on databases that plain SQL has
filled; the middle of many counts.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bot.app import Hourglass, running
from bot.clock import SystemClock
from bot.settings import read_settings
from storage import Database
from storage.postgresql import PostgresqlEngine
from storage.sqlite import SqliteEngine
from tests.bench.places import Slack, local_slack
from tests.bench.postgresql import Postgresql, postgresql
from tests.bench.table import Row, at_most
from tests.ports import free_port

FEW: Final = 1_000
MANY: Final = 1_000_000
_TICKS: Final = 200
NUMBERS: Final = {
    SqliteEngine: (
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    ),
    PostgresqlEngine: "WITH numbers (n) AS (SELECT generate_series(1, {count}))",
}
# Due in the year 2096.
_TIMERS: Final = """
INSERT INTO timers (key, kind, ticket, due_at, facts, armed_at, wake_at)
SELECT 'watch:' || n, 'watch', n, 4000000000000000 + n, '{}', 0, 4000000000000000 + n FROM numbers
"""
_DONE: Final = (
    """
INSERT INTO inbox (key, kind, lane, message, body, received_at, leased_until, attempts, done_at)
SELECT 'Ev' || n, 'event', 'C' || (n % 200), 'C:' || n, '{}', n, n, 0, n FROM numbers
""",
    """
INSERT INTO outbox (id, key, act, words, channel, facts, created_at, due_at, attempts, attempted_at, done_at)
SELECT n, 'root:' || n, 'post', 'root', 'C' || (n % 200), '{}', n, n, 1, n, n FROM numbers
""",
)


@dataclass(frozen=True, slots=True)
class _Filling:
    """What a database holds."""

    name: str
    timers: int
    done: int = 0


_FILLINGS: Final = (
    _Filling(f"{FEW:,} timers", FEW),
    _Filling(f"{MANY:,} timers", MANY),
    _Filling(f"{MANY:,} timers; as many done requests and posts", MANY, MANY),
)


async def measure() -> list[Row]:
    """Return the rows of both databases."""
    async with local_slack() as slack, postgresql() as server:
        return [*await _on_sqlite(slack), *await _on_postgresql(slack, server)]


async def _on_sqlite(slack: Slack) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{number}.db" for number in range(len(_FILLINGS))]
        for url, filling in zip(urls, _FILLINGS, strict=True):
            await _fill(await SqliteEngine.open(Path(url.removeprefix("sqlite:///"))), url, filling)
        return await _rows("SQLite", slack, urls)


async def _on_postgresql(slack: Slack, server: Postgresql) -> list[Row]:
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(server.database()) for _ in _FILLINGS]
        for url, filling in zip(urls, _FILLINGS, strict=True):
            await _fill(await PostgresqlEngine.open(url), url, filling)
        return await _rows("PostgreSQL", slack, urls)


async def _fill(engine: SqliteEngine | PostgresqlEngine, url: str, filling: _Filling) -> None:
    """Make the tables and fill them, with what PostgreSQL would soon learn of them by itself."""
    database = await Database.open(url, now=SystemClock().now)
    await database.migrate()
    await database.close()
    async with engine.migrating() as connection:
        for statement, count in ((_TIMERS, filling.timers), *((each, filling.done) for each in _DONE)):
            if count:
                await connection.execute(NUMBERS[type(engine)].format(count=count) + statement)
        if isinstance(engine, PostgresqlEngine):
            await connection.execute("ANALYZE")
    await engine.close()


async def _rows(name: str, slack: Slack, urls: Sequence[str]) -> list[Row]:
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(desk_at(slack, url)) for url in urls]
        took: list[list[float]] = [[] for _ in desks]
        for _ in range(_TICKS):
            for desk, seconds in zip(desks, took, strict=True):
                seconds.append(await _tick(desk))
    costs = [median(seconds) for seconds in took]
    return [
        Row(
            f"{name}, {filling.name}",
            f"{cost * 1000:.2f} ms a tick",
            cost / costs[0],
            at_most(1.5) if filling.timers == MANY else None,
        )
        for filling, cost in zip(_FILLINGS, costs, strict=True)
    ]


@asynccontextmanager
async def desk_at(slack: Slack, url: str) -> AsyncIterator[Hourglass]:
    """Run a desk in this process, and wait until it has nothing to do."""
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": url,
            "PORT": str(free_port()),
        }
    )
    async with running(settings, SystemClock()) as hourglass:
        await hourglass.idle()
        yield hourglass


async def _tick(desk: Hourglass) -> float:
    await asyncio.sleep(0)
    began = time.perf_counter()
    assert await desk.tick() == 0
    return time.perf_counter() - began
