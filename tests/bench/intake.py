"""Durable acks by signed HTTP, and events to committed tickets, beside a Bolt app that only acks.

Each in its own process: the local Slack, the bare app, Hourglass on SQLite (`synchronous=FULL`) and on
PostgreSQL (with its commits on the disk). The same requests go to all; every message is by somebody else in
its channel, so that each opens a ticket. Their authors have spoken elsewhere before, as most have: who they
are was asked of Slack then. All take turns, and the best round of each counts: what another
program took from the machine meanwhile is no part of the figure. Then each is sent half of what it could ack.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import aiohttp

from tests.bench.load import Latency, Said, full_rate, latency_at, signed_events
from tests.bench.places import Server, Slack, bare_app, hourglass, local_slack
from tests.bench.postgresql import Postgresql, postgresql
from tests.bench.programs import LONGEST_SECONDS
from tests.bench.table import Goal, Row, at_least
from tests.bench.worlds import write_clients, write_world

CHANNELS: Final = 200
EVENTS: Final = 4000
_ROUNDS: Final = 3
_POSTGRESQL_EVENTS: Final = 2000
_WAIT_SECONDS: Final = 5
_LOOK_SECONDS: Final = 0.1

_Run = Callable[[], AbstractAsyncContextManager[Server]]


@dataclass(slots=True)
class _Contender:
    """A server, how many requests it gets, and the best that it did with them in its rounds, a second."""

    name: str
    run: _Run
    events: int = EVENTS
    acked: float = 0
    ticketed: float = 0


@dataclass(frozen=True, slots=True)
class _Bench:
    """A local Slack in which everybody has said something, and the requests that tell of it."""

    slack: Slack
    said: tuple[Said, ...]
    before: tuple[Said, ...]
    """What everybody has said before, in a channel of its own."""
    clients: Path
    """The clients file."""

    def requests(self, most: int) -> list[bytes]:
        """Return the first requests, signed now; whoever gets them has a database that knows none of them."""
        return signed_events(self.said[:most], self.slack.secret)

    @asynccontextmanager
    async def at_work(self, run: _Run) -> AsyncIterator[Server]:
        """Run a server that knows everybody."""
        async with run() as server:
            await full_rate(server.port, signed_events(self.before, self.slack.secret))
            await _inbox_empties(server.port)
            yield server


async def measure() -> list[Row]:
    """Return the rows of rates and waits; each ratio is to the bare app."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = write_world(folder, channels=CHANNELS + 1, people=EVENTS // CHANNELS)
        clients = write_clients(folder, channels=CHANNELS + 1)
        async with postgresql() as server, local_slack(world) as slack:
            before, said = await _say_all(slack.url)
            return await _rows(_Bench(slack, said, before, clients), server)


async def _rows(bench: _Bench, databases: Postgresql) -> list[Row]:
    @asynccontextmanager
    async def on_sqlite() -> AsyncIterator[Server]:
        with tempfile.TemporaryDirectory() as name:
            async with hourglass(bench.slack, f"sqlite:///{name}/bench.db", bench.clients) as server:
                yield server

    @asynccontextmanager
    async def on_postgresql() -> AsyncIterator[Server]:
        async with databases.database() as url, hourglass(bench.slack, url, bench.clients) as server:
            yield server

    contenders = (
        _Contender("a Bolt app that only acks", lambda: bare_app(bench.slack)),
        _Contender("Hourglass, SQLite FULL", on_sqlite),
        _Contender("Hourglass, PostgreSQL", on_postgresql, _POSTGRESQL_EVENTS),
    )
    for _ in range(_ROUNDS):
        for each in contenders:
            await _round(bench, each)
    return _rates(contenders) + _waits(contenders, [await _wait(bench, each) for each in contenders])


async def _round(bench: _Bench, contender: _Contender) -> None:
    requests = bench.requests(contender.events)
    async with bench.at_work(contender.run) as server:
        began = time.perf_counter()
        acked = await full_rate(server.port, requests)
        if await _inbox_empties(server.port):
            ticketed = contender.events / (time.perf_counter() - began)
            contender.ticketed = max(contender.ticketed, ticketed)
        contender.acked = max(contender.acked, acked)


async def _wait(bench: _Bench, contender: _Contender) -> Latency:
    """Return how long acks take at half of what was acked at full rate."""
    a_second = contender.acked / 2
    requests = bench.requests(min(EVENTS, round(a_second * _WAIT_SECONDS)))
    async with bench.at_work(contender.run) as server:
        return await latency_at(server.port, requests, a_second)


async def _inbox_empties(port: int) -> bool:
    """Wait until every event is handled; False of a server that has no inbox."""
    async with asyncio.timeout(LONGEST_SECONDS), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                if response.status == 404:
                    return False
                if (await response.json()).get("inbox") == 0:
                    return True
            await asyncio.sleep(_LOOK_SECONDS)


def _rates(contenders: Sequence[_Contender]) -> list[Row]:
    bare, sqlite, postgresql = contenders
    return [
        Row(f"{bare.name}: acks", f"{bare.acked:,.0f}/s", 1.0),
        *_rate(sqlite, bare, at_least(0.5), at_least(0.3)),
        *_rate(postgresql, bare),
    ]


def _rate(
    own: _Contender, bare: _Contender, acks: Goal | None = None, tickets: Goal | None = None
) -> list[Row]:
    return [
        Row(f"{own.name}: durable acks", f"{own.acked:,.0f}/s", own.acked / bare.acked, acks),
        Row(f"{own.name}: events to tickets", f"{own.ticketed:,.0f}/s", own.ticketed / bare.acked, tickets),
    ]


def _waits(contenders: Sequence[_Contender], waits: Sequence[Latency]) -> list[Row]:
    return [
        Row(
            f"{each.name}: ack at {each.acked / 2:,.0f}/s, its half",
            f"p50 {wait.half_ms:.1f} ms, p99 {wait.most_ms:.1f} ms",
            wait.most_ms / waits[0].most_ms,
        )
        for each, wait in zip(contenders, waits, strict=True)
    ]


async def _say_all(url: str) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Let everybody say something everywhere, so that there is something to answer; nothing is delivered.

    Return what was said in the first channel, and what in the others.
    """
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/control/world") as response:
            found = await response.json()
        channels = [each["id"] for each in found["channels"] if each["name"].startswith("c")]
        users = [each["id"] for each in found["users"] if each["name"].startswith("p")]
        messages = []
        for user, channel in product(users, channels):
            body = {"channel": channel, "user": user, "text": "Nothing works"}
            async with session.post(f"{url}/control/message", json=body) as response:
                messages.append(Said(channel, user, (await response.json())["ts"]))
    return tuple(each for each in messages if each.channel == channels[0]), tuple(
        each for each in messages if each.channel != channels[0]
    )
