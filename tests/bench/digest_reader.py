"""Reads a weekly digest as the bot does, and the plain SQL for it. Run as a program by `digest`."""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Final, TypeVar

from bot.clock import SystemClock
from bot.domain.figures import Figure, FigureName, by_severity, figures
from bot.domain.instants import micros
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.domain.samples import by_client
from bot.services.sampling import sample
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
_PLAIN: Final = (
    (_OPENED, "severity"),
    (_OPENED, "kind"),
    (_DECIDED, ""),
    (_LENGTH, "severity"),
    (_LENGTH, "client"),
    (_REOPENED, ""),
    (_BACKLOG, ""),
)
"""Each by whatever it is grouped by, beside."""
_LENGTHS: Final = frozenset(
    {
        FigureName.FIRST_RESPONSE_TIME,
        FigureName.NEXT_RESPONSE_TIME,
        FigureName.RESOLUTION_TIME,
        FigureName.TOTAL_RESOLUTION_TIME,
        FigureName.BACKLOG_AGE,
    }
)


async def main(url: str) -> None:
    """Measure both in turn, and print the best of a few rounds; memory is that of digests alone."""
    period = last_whole(PeriodUnit.WEEK, _NOW.date(), "America/New_York")
    weeks = [(micros(each.from_at), micros(each.until_at)) for each in (period, period.before)]
    database = await Database.open(url, now=SystemClock().now)
    digest_seconds, (clients, outcomes) = await _best(lambda: _digest(database, period))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB
    await database.close()
    sql_seconds, _ = await _plain(url, weeks)
    database = await Database.open(url, now=SystemClock().now)
    again, _ = await _best(lambda: _digest(database, period))
    await database.close()
    found = {"digest_seconds": min(digest_seconds, again), "sql_seconds": sql_seconds, "peak_mb": peak_mb}
    print(json.dumps({**found, "clients": clients, "outcomes": outcomes}), flush=True)


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


async def _digest(database: Database, period: ReportPeriod) -> tuple[int, int]:
    """Work out all figures of two weeks, of all clients and of each; return how many clients and promises."""
    async with database.reading() as store:
        samples = [await sample(store, each, None, _NOW) for each in (period, period.before)]
    dealt = [by_client(each) for each in samples]
    for whole in samples:
        for found in figures(whole).values():
            _numbers(found)
            for part in by_severity(found).values():
                _numbers(part)
    for share in (share for shares in dealt for share in shares.values()):
        for found in figures(share).values():
            _numbers(found)
    return len(dealt[0]), sum(len(each.outcomes) for each in samples)


def _numbers(found: Figure) -> tuple[int | None, ...]:
    """Return the numbers of a figure that a digest shows."""
    if found.name in _LENGTHS:
        return found.count, found.median, found.ninetieth
    return found.count, found.percent


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
