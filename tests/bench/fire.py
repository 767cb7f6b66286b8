"""Timers that are due, fired with all that comes of them; and how late they are where many are due at once.

The timers are those of open tickets: first the one that asks how bad it is once more, then the watch, which
comes to half of a target (the log is folded, a warning saved and told, the card shown anew, the timer armed
for what is next), last the one that closes what is resolved, which finds its ticket open and leaves it so.
What is told is not sent meanwhile: at Slack's pace that takes hours.

Beside them stands APScheduler 3 with its SQLAlchemyJobStore on SQLite: as many jobs that do nothing but
count. It waits for the disk, a COMMIT for each job, where we wait for one in 250 timers: a faster disk brings
it nearer. The goal is that of the last kind, which asks for those of its tickets that are resolved and then
has as little to do as a job that counts.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Final

from bot.app import Hourglass, running
from bot.domain import moves
from bot.domain.desks import Purpose
from bot.domain.notices import WATCH, Timer
from bot.domain.people import Person, Role
from bot.domain.step import Step
from bot.domain.tickets import EventKind
from bot.sandbox import MovableClock
from bot.services.heard import drawn_up
from bot.settings import read_settings
from storage import Store
from tests.armed import due
from tests.bench import fire_peer
from tests.bench.places import Slack, environment, local_slack
from tests.bench.postgresql import postgresql
from tests.bench.table import Row, at_least, at_most
from tests.bench.worlds import write_clients, write_world
from tests.ports import free_port

TIMERS: Final = 10_000
IN_A_SECOND: Final = 1_000
_CHANNELS: Final = 50
_AT_ONCE: Final = 200
_STARTS_AT: Final = datetime(2027, 3, 2, 15, tzinfo=UTC)
_ANA: Final = Person("UANA", Role.CLIENT)
_BEFORE: Final = timedelta(seconds=3)
_ALL_AHEAD: Final = timedelta(days=365)
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Bench:
    """A local Slack, and the clients file for it."""

    slack: Slack
    clients: Path

    @asynccontextmanager
    async def desk(self, url: str, tickets: int) -> AsyncIterator["_Desk"]:
        """Run Hourglass with open tickets, which are a millisecond apart; what it tells is not sent."""
        clock = MovableClock(_STARTS_AT)
        settings = read_settings({**environment(self.slack, url, self.clients), "PORT": str(free_port())})
        async with running(settings, clock) as hourglass:
            await hourglass.idle()
            await hourglass.sender.stop()
            desk = _Desk(hourglass, clock)
            await desk.open_tickets(tickets)
            yield desk


@dataclass(frozen=True, slots=True)
class _Desk:
    """A running Hourglass, whose clock moves."""

    hourglass: Hourglass
    clock: MovableClock

    async def open_tickets(self, count: int) -> None:
        """Open tickets, a millisecond apart, with which nothing was done yet."""
        at = self.clock.now() - count * timedelta(milliseconds=1)
        for first in range(0, count, _AT_ONCE):
            async with self.hourglass.desk.transaction() as store:
                steps = await self._opened(store, at + first * timedelta(milliseconds=1))
                await store.save(*steps)

    async def _opened(self, store: Store, at: datetime) -> list[Step]:
        [client], first = await store.clients.all(), await store.tickets.next_number(_AT_ONCE)
        places = [each.id for each in await store.channels.all() if each.purpose is Purpose.CLIENT]
        drawn = drawn_up(self.hourglass.desk, client, places[0], first, "Orders are missing")
        steps = []
        for n in range(_AT_ONCE):
            place, thread = places[n % len(places)], f"{first + n}.000000"
            opening = replace(drawn, number=first + n, channel=place, thread_ts=thread)
            steps.append(moves.open_ticket(opening, by=_ANA, at=at + n * timedelta(milliseconds=1)))
        return steps

    async def rate(self, kind: str) -> float:
        """Move the clock to where all timers of a kind are due, and return how many fire a second."""
        moments = await self.moments(kind)
        self.clock.move_to(moments[-1])
        began = time.perf_counter()
        while await self.is_behind():
            await self.hourglass.tick()
        return len(moments) / (time.perf_counter() - began)

    async def arm_closings(self) -> None:
        """Arm, for every ticket, the timer that would close it if it were resolved."""
        at = self.clock.now() + _BEFORE
        async with self.hourglass.desk.transaction() as store:
            await store.arm(*[Timer(f"close:{n}", moves.CLOSE, at, n) for n in range(1, TIMERS + 1)])

    async def moments(self, kind: str) -> list[datetime]:
        """Return when the timers of a kind are due, in order."""
        async with self.hourglass.desk.database.reading() as store:
            armed = await due(store, _STARTS_AT + _ALL_AHEAD)
        return [each.due_at for each in armed if each.kind == kind]

    async def is_behind(self) -> bool:
        """Whether any timer is due."""
        async with self.hourglass.desk.database.reading() as store:
            at = await store.timers.next_due()
        return at is not None and at <= self.clock.now()

    async def lateness(self) -> list[float]:
        """Return how many seconds after their moments the tickets' warnings were told."""
        async with self.hourglass.desk.database.reading() as store:
            [triage] = await store.channels.triage()
            rows = await store.outbox.next_rows(triage.id, IN_A_SECOND * 10)
            told_at = {row.key: row.due_at for row in rows}
            logs = await store.tickets.logs({row.ticket for row in rows if row.ticket})
        warned = [event for log in logs.values() for event in log if event.kind is EventKind.WARNED]
        lines = [(event.at, told_at[f"line:{event.ticket}:{event.seq}"]) for event in warned]
        return [(told - at).total_seconds() for at, told in lines if told]


async def measure() -> list[Row]:
    """Return the rows of rates, each beside the peer's, and of lateness."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = write_world(folder, channels=_CHANNELS, people=1)
        async with postgresql() as server, local_slack(world) as slack:
            bench = _Bench(slack, write_clients(folder, channels=_CHANNELS))
            peer, rows = await _peer()
            rows += await _rates(bench, "SQLite", f"sqlite:///{folder}/rates.db", peer, least=20)
            async with server.database() as url:
                rows += await _rates(bench, "PostgreSQL", url, peer)
            rows += await _late(bench, "SQLite", f"sqlite:///{folder}/late.db")
            async with server.database() as url:
                rows += await _late(bench, "PostgreSQL", url)
    return rows


async def _peer() -> tuple[float | None, list[Row]]:
    """Return the peer's rate, None where it is not installed, and its rows."""
    name = "APScheduler 3, SQLAlchemyJobStore on SQLite: count"
    if not fire_peer.is_installed():
        return None, [Row(name, "not installed")]
    plain = await asyncio.to_thread(fire_peer.rate, TIMERS)
    logged = await asyncio.to_thread(fire_peer.rate, TIMERS, "journal_mode = WAL", "synchronous = FULL")
    return plain, [
        Row(name, f"{plain:,.0f}/s", 1.0),
        Row("the same with a write-ahead log, like ours", f"{logged:,.0f}/s", logged / plain),
    ]


async def _rates(
    bench: _Bench, name: str, url: str, peer: float | None, least: float | None = None
) -> list[Row]:
    async with bench.desk(url, TIMERS) as desk:
        asked, watched = await desk.rate(moves.ASK_SEVERITY_AGAIN), await desk.rate(WATCH)
        await desk.arm_closings()
        closed = await desk.rate(moves.CLOSE)
    goal = None if least is None else at_least(least)
    return [
        Row(f"Hourglass, {name}: {what}", f"{rate:,.0f}/s", rate / peer if peer else None, bound)
        for what, rate, bound in (
            ("close, with nothing to close", closed, goal),
            ("ask for the severity again", asked, None),
            ("watch, at half of a target", watched, None),
        )
    ]


async def _late(bench: _Bench, name: str, url: str) -> list[Row]:
    """Return how late the watch is where that many timers are due in one second."""
    async with bench.desk(url, IN_A_SECOND) as desk:
        first, *_, last = await desk.moments(WATCH)
        desk.clock.move_to(first - _BEFORE)
        await desk.clock.sleep_until(last)
        while await desk.is_behind():
            await desk.clock.sleep(_LOOK_SECONDS)
        late = await desk.lateness()
    assert len(late) == IN_A_SECOND
    parts = quantiles(late, n=100)
    figure = f"p50 {parts[49]:.2f} s, p99 {parts[98]:.2f} s"
    return [Row(f"{name}: {IN_A_SECOND:,} due in one second", figure, parts[98], at_most(1))]
