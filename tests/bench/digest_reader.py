"""Reads a weekly digest as the bot does, and the plain SQL for it. Run as a program by `digest`."""

import asyncio
import json
import resource
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Final, TypeVar

import aiohttp

from bot.clock import SystemClock
from bot.command_line.garbage import collect_seldom
from bot.desk import Desk
from bot.domain.digests import Reader, Wanted
from bot.domain.instants import micros
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.promises import Promises
from bot.services.digests import shown
from bot.services.plans import plan_files
from bot.services.used_hours import hours_in_use
from bot.slack import Installation, Slack
from storage import Database
from storage.postgresql import PostgresqlEngine
from storage.sqlite import SqliteEngine
from storage.statements import Statement

_ResultT = TypeVar("_ResultT")

_NOW: Final = datetime(2026, 7, 1, tzinfo=UTC)
_ROUNDS: Final = 5
_KB: Final = 1024
_WORDS: Final = {
    "open": "'new', 'open', 'waiting_on_client', 'waiting_on_third_party'",
    "columns": "client, severity, clock, number, outcome, decided_at, stopped_at, used, percent, replies, "
    "reopened_at",
}
_FOUND: Final = """(
    SELECT $columns FROM outcomes WHERE decided_at >= $since AND decided_at < $until
    UNION ALL
    SELECT $columns FROM outcomes
    WHERE breached_at IS NOT NULL AND stopped_at >= $since AND stopped_at < $until AND decided_at < $since
) AS found"""
_OPENED: Final = """
SELECT client, $by, count(*) FROM tickets
WHERE opened_at >= $since AND opened_at < $until AND status <> 'cancelled' GROUP BY client, $by
"""
_DECIDED: Final = """
SELECT
    client, severity, clock,
    sum(CASE WHEN outcome = 'met' AND decided_at >= $since THEN 1 ELSE 0 END),
    sum(CASE WHEN outcome = 'missed' AND decided_at >= $since THEN 1 ELSE 0 END),
    sum(CASE WHEN percent >= 90 THEN 1 ELSE 0 END),
    sum(CASE WHEN number = 1 AND replies < 2 AND reopened_at IS NULL THEN 1 ELSE 0 END)
FROM $found GROUP BY client, severity, clock
"""
_LENGTH: Final = """
SELECT
    $by, clock, max(length),
    max(CASE WHEN place <= (length + 1) / 2 THEN used END),
    max(CASE WHEN place * 10 <= length * 9 + 9 THEN used END)
FROM (
    SELECT
        $by, clock, used, row_number() OVER (PARTITION BY $by, clock ORDER BY used) AS place,
        count(*) OVER (PARTITION BY $by, clock) AS length
    FROM $found WHERE stopped_at < $until
) AS ranked GROUP BY $by, clock
"""
_REOPENED: Final = """
SELECT client, count(DISTINCT ticket) FROM outcomes
WHERE reopened_at >= $since AND reopened_at < $until GROUP BY client
"""
_BACKLOG: Final = """
SELECT client, severity, count(*), avg($until - opened_at) FROM (
    SELECT number, client, severity, opened_at FROM tickets WHERE status IN ($open) AND opened_at < $until
    UNION
    SELECT tickets.number, tickets.client, tickets.severity, tickets.opened_at
    FROM outcomes JOIN tickets ON tickets.number = outcomes.ticket
    WHERE outcomes.clock = 'resolution' AND outcomes.stopped_at >= $until AND outcomes.started_at < $until
) AS standing GROUP BY client, severity
"""
_RATED: Final = """
SELECT client, count(*), count(score), avg(score), sum(CASE WHEN score <= 2 THEN 1 ELSE 0 END) FROM ratings
WHERE asked_at >= $since AND asked_at < $until GROUP BY client
"""
_HOURS: Final = """
SELECT
    client,
    sum(CASE WHEN minutes > 0 THEN minutes ELSE 0 END),
    sum(CASE WHEN minutes < 0 THEN -minutes ELSE 0 END),
    sum(CASE WHEN cover = 'included' THEN accounted_minutes ELSE 0 END)
FROM ledger WHERE month = '2026-06-01' GROUP BY client
"""
_PLAIN: Final = (
    (_OPENED, "severity"),
    (_OPENED, "kind"),
    (_DECIDED, ""),
    (_LENGTH, "severity"),
    (_LENGTH, "client"),
    (_REOPENED, ""),
    (_BACKLOG, ""),
    (_RATED, ""),
)
"""Each by whatever it is grouped by, beside."""


class _Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the same moment again."""
        return _NOW

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing: *seconds* would never pass."""


async def main(url: str) -> None:
    """Measure both in turn, and print the best of a few rounds; memory is that of digests alone."""
    collect_seldom()  # as the bot does
    period = last_whole(PeriodUnit.WEEK, _NOW.date(), "America/New_York")
    weeks = [(micros(each.from_at), micros(each.until_at)) for each in (period, period.before)]
    async with _at_desk(url) as desk:
        outcomes = await _count(desk, period)
        digest_seconds, _ = await _best(lambda: _digest(desk, period))
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB
    sql_seconds, _ = await _plain(url, weeks)
    async with _at_desk(url) as desk:
        again, _ = await _best(lambda: _digest(desk, period))
        hours_seconds, clients = await _best(lambda: _hours(desk))
    found = {"digest_seconds": min(digest_seconds, again), "sql_seconds": sql_seconds, "peak_mb": peak_mb}
    more = {"hours_seconds": hours_seconds, "clients": clients, "outcomes": outcomes}
    print(json.dumps({**found, **more}), flush=True)


@asynccontextmanager
async def _at_desk(url: str) -> AsyncIterator[Desk]:
    """Open the database, with a desk at it whose clock stands still; a digest's words need no Slack."""
    database = await Database.open(url, now=SystemClock().now)
    async with aiohttp.ClientSession() as session:
        slack = Slack("", "http://127.0.0.1:9/", session)
        ours = Installation("T_OURS", "U_BOT", "B_BOT", "Hourglass", "https://ours.example/")
        yield Desk(database, slack, _Standing(), Promises(plan_files(None)), ours, "a benchmark")
    await database.close()


async def _count(desk: Desk, period: ReportPeriod) -> int:
    """Return how many promises were decided in both weeks."""
    async with desk.database.reading() as store:
        both = [
            await store.outcomes.decided(each.from_at, each.until_at, None)
            for each in (period, period.before)
        ]
    return sum(map(len, both))


async def _best(act: Callable[[], Awaitable[_ResultT]]) -> tuple[float, _ResultT]:
    """Return the seconds of the quickest of a few rounds, and what came of the last."""
    took: list[float] = []
    while True:
        began = time.perf_counter()
        result = await act()
        took.append(time.perf_counter() - began)
        if len(took) == _ROUNDS:
            return min(took), result


async def _plain(url: str, weeks: Sequence[tuple[int, int]]) -> tuple[float, int]:
    """Run the aggregates of some weeks; return the seconds, and how many rows there were."""
    statements = [_statement(*each, *week) for week in weeks for each in _PLAIN]
    statements.append(Statement(_HOURS, ()))
    is_file = url.startswith("sqlite")
    engine = (
        await SqliteEngine.open(Path(url.removeprefix("sqlite:///")))
        if is_file
        else await PostgresqlEngine.open(url)
    )

    async def run() -> int:
        async with engine.reading() as connection:
            return sum([len(await connection.driver.fetch(each, {})) for each in statements])

    found = await _best(run)
    await engine.close()
    return found


def _statement(text: str, by: str, since: int, until: int) -> Statement:
    words = {**_WORDS, "by": by, "since": since, "until": until}
    return Statement(Template(text.replace("$found", _FOUND)).substitute(words), ())


async def _digest(desk: Desk, period: ReportPeriod) -> int:
    """Read, work out and word a manager's digest of all clients; return how long its words are."""
    said = (await shown(desk, Wanted(Reader.MANAGER, period))).said
    assert said.blocks
    return len(said.text)


async def _hours(desk: Desk) -> int:
    """Read the hours of all clients, as the digest does."""
    async with desk.database.reading() as store:
        return len(await hours_in_use(desk, store, await store.clients.all(), _NOW.date()))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
