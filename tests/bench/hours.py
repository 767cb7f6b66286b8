"""What the answer to "how many hours do we have left?" costs, by how long the ledger is.

The figures that `@Hourglass hours` and `/hours` word, read from two ledgers in turn. Both have as much in the
month that it is and the one before, of which the answer is made; the long one has the work of 27 years too.
"""

import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Final

from bot.app import Hourglass, running
from bot.domain.desks import Client
from bot.domain.entries import Entry, EntryKind
from bot.domain.terms import Cover
from bot.sandbox import MovableClock
from bot.services.allowance import hours_left
from bot.settings import read_settings
from tests.bench.places import Slack, environment, local_slack
from tests.bench.postgresql import postgresql
from tests.bench.table import Row, at_most
from tests.bench.worlds import write_clients, write_world
from tests.ports import free_port

FEW: Final = 100
MANY: Final = 100_000
_NOW: Final = datetime(2027, 3, 20, 15, tzinfo=UTC)
_RECENT: Final = (date(2027, 2, 1), date(2027, 3, 1))
_FIRST_YEAR: Final = 2000
_LINE: Final = 15
"""Minutes of each line."""
_AT_ONCE: Final = 5_000
_ASKED: Final = 300
_MOST: Final = 1.5
"""Times the cost with few lines: the goal."""


@dataclass(frozen=True, slots=True)
class _Ledger:
    """A running Hourglass with one client's ledger."""

    hourglass: Hourglass
    client: Client
    lines: int

    async def ask(self) -> float:
        """Work the answer out and return how many seconds that took."""
        desk = self.hourglass.desk
        began = time.perf_counter()
        async with desk.database.reading() as store:
            found = await hours_left(desk, store, self.client)
        took = time.perf_counter() - began
        assert found.worked == FEW // len(_RECENT) * _LINE
        return took


async def measure() -> list[Row]:
    """Return the rows of both databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world, clients = write_world(folder, channels=1, people=1), write_clients(folder, channels=1)
        clients.write_text(f"{clients.read_text('utf-8')}contract_from = {_FIRST_YEAR}-01-01\n", "utf-8")
        async with postgresql() as server, local_slack(world) as slack, AsyncExitStack() as stack:
            sqlite = [f"sqlite:///{folder}/{lines}.db" for lines in (FEW, MANY)]
            others = [await stack.enter_async_context(server.database()) for _ in (FEW, MANY)]
            return [
                *await _rows("SQLite", slack, clients, sqlite),
                *await _rows("PostgreSQL", slack, clients, others),
            ]


async def _rows(name: str, slack: Slack, clients: Path, urls: Sequence[str]) -> list[Row]:
    async with AsyncExitStack() as stack:
        ledgers = [
            await stack.enter_async_context(_ledger(slack, clients, url, lines))
            for url, lines in zip(urls, (FEW, MANY), strict=True)
        ]
        took: list[list[float]] = [[], []]
        for _ in range(_ASKED):
            for ledger, seconds in zip(ledgers, took, strict=True):
                seconds.append(await ledger.ask())
    few, many = (median(seconds) for seconds in took)
    return [
        Row(f"{name}, {FEW:,} lines", f"{few * 1000:.2f} ms", 1.0),
        Row(f"{name}, {MANY:,} lines", f"{many * 1000:.2f} ms", many / few, at_most(_MOST)),
    ]


@asynccontextmanager
async def _ledger(slack: Slack, clients: Path, url: str, lines: int) -> AsyncIterator[_Ledger]:
    settings = read_settings({**environment(slack, url, clients), "PORT": str(free_port())})
    async with running(settings, MovableClock(_NOW)) as hourglass:
        await hourglass.idle()
        async with hourglass.desk.transaction() as store:
            [client] = await store.clients.all()
        work = [*_work(client, lines)]
        for first in range(0, lines, _AT_ONCE):
            async with hourglass.desk.transaction() as store:
                await store.ledger.add(work[first : first + _AT_ONCE])
        yield _Ledger(hourglass, client, lines)


def _work(client: Client, lines: int) -> Iterator[Entry]:
    """Yield so many lines of a quarter of an hour: a hundred in the last two months, the rest before."""
    before = [date(year, month, 1) for year in range(_FIRST_YEAR, _NOW.year) for month in range(1, 13)]
    months = (*islice(cycle(_RECENT), FEW), *islice(cycle(before), lines - FEW))
    line = Entry(
        id="", client=client.id, month=_NOW.date(), kind=EntryKind.USAGE, minutes=-_LINE, made_by="U_SAM",
        made_at=_NOW, plan=client.plan, plan_version="v1", worked_by="U_SAM", real_minutes=_LINE,
        accounted_minutes=_LINE, cover=Cover.HOURS, words="Mended the import",
    )  # fmt: skip
    for number, month in enumerate(months):
        yield replace(line, id=f"entry{number}", log=f"log{number}", month=month, worked_on=month)
