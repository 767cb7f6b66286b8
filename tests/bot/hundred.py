"""A hundred tickets that two people at a time do something to, by HTTP, at one bot or at two that share."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

from bot.app import Hourglass, running
from bot.domain.desks import InboxRow
from bot.domain.folding import fold
from bot.domain.tickets import EventKind, Ticket, TicketEvent
from bot.sandbox import BotControl, WorldFile, demo_world
from bot.shipped import demo_clients
from tests.databases import FreshUrl
from tests.live import Json, Live, bot_settings, desk, slack

HUNDRED: Final = 100
_AT_ONCE: Final = 20
"""Slack gives a click three seconds, and a test's machine may be slow."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a hundred pairs: each has one winner, and whoever did not win reads why."""

    won: int
    told: int
    lost: int = 0
    doubled: int = 0


@dataclass(slots=True)
class Hundred:
    """Tickets 1 to 100, each headed by a message of ana's in #acme, and the bots that serve them."""

    live: Live
    bots: Sequence[Hourglass]
    _seen: dict[int, int] = field(default_factory=dict)

    async def open(self) -> None:
        """Open the tickets; once their cards are up nothing more is sent, and nobody waits for the bots."""
        await pairs(self.live.begin("ana", "#acme", f"Order {number} is stuck") for number in range(HUNDRED))
        await self.handled()
        await asyncio.gather(*(each.idle() for each in self.bots))
        async with self.live.bot.desk.database.reading() as store:
            assert (await store.health.outbox()).rows == 0
        await asyncio.gather(*(each.sender.stop() for each in self.bots))
        self.live.sandbox.attach(BotControl())
        await self.news(range(1, HUNDRED + 1))

    async def handled(self) -> None:
        """Wait until every event was handled, by whichever bot."""
        waiting = True
        while waiting:
            await asyncio.gather(*(each.pump.drained() for each in self.bots))
            async with self.live.bot.desk.database.reading() as store:
                waiting = await store.inbox.next_due() is not None

    async def tickets(self, numbers: Sequence[int]) -> list[Ticket]:
        """Return the tickets that there are, each of which is what its events make of it."""
        async with self.live.bot.desk.database.reading() as store:
            found = {number: await store.tickets.get(number) for number in numbers}
            for number, ticket in found.items():
                events = await store.tickets.events(number)
                assert [each.seq for each in events] == list(range(1, len(events) + 1))
                assert ticket == (fold(events) if events else None)
        return [each for each in found.values() if each is not None]

    async def news(self, numbers: Sequence[int]) -> list[list[TicketEvent]]:
        """Return what happened to each ticket since this was asked last."""
        found = []
        async with self.live.bot.desk.database.reading() as store:
            for number in numbers:
                events = await store.tickets.events(number)
                found.append(events[self._seen.get(number, 0) :])
                self._seen[number] = len(events)
        return found

    async def press(self, user: str, message: Json, action_id: str, value: object = None) -> None:
        """Press a button; what became of it is told by the ticket and by ephemeral messages."""
        place = {"channel": message["channel"], "ts": message["ts"]}
        await self.live.post("action", user=user, action_id=action_id, value=value, **place)

    async def parked(self) -> list[InboxRow]:
        """Return what could not be handled."""
        async with self.live.bot.desk.database.reading() as store:
            return await store.inbox.parked()


async def pairs(work: Any) -> list[Any]:  # noqa: ANN401 - of whatever the calls return
    """Do all of this, so many at the same moment."""
    waiting: list[Awaitable[Any]] = list(work)
    done: list[Any] = []
    for first in range(0, len(waiting), _AT_ONCE):
        done += await asyncio.gather(*waiting[first : first + _AT_ONCE])
    return done


def figures(news: Sequence[Sequence[TicketEvent]], *kinds: EventKind, told: int) -> Figures:
    """Count the tickets to which one of *kinds* happened once, never, and more often."""
    times = [sum(event.kind in kinds for event in events) for events in news]
    return Figures(
        won=times.count(1),
        told=told,
        lost=times.count(0),
        doubled=sum(each - 1 for each in times if each > 1),
    )


@asynccontextmanager
async def hundred(kind: str, fresh_url: FreshUrl, folder: Path, *, bots: int = 1) -> AsyncIterator[Hundred]:
    """The demo world with a hundred more people of Globex, and a hundred open tickets in #acme."""
    clients = folder / "clients.toml"
    clients.write_text(demo_clients().replace('"#acme" }', '"#acme", join_minutes = 0 }'), encoding="utf-8")
    url = fresh_url(kind)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(slack(_crowded(demo_world())))
        live = await stack.enter_async_context(desk(world, url, clients))
        more = [
            await stack.enter_async_context(
                running(bot_settings(world, url, None), world.clock, unlimited_pace=True)
            )
            for _ in range(bots - 1)
        ]
        here = Hundred(live, [live.bot, *more])
        if more:
            world.push_url = await stack.enter_async_context(_in_turn([each.url for each in here.bots]))
        await here.open()
        yield here


def _crowded(world: WorldFile) -> WorldFile:
    gia = next(each for each in world.people if each.handle == "gia")
    crowd = tuple(
        gia.model_copy(update={"handle": f"gia{n}", "name": f"Gia the {n}th"}) for n in range(HUNDRED)
    )
    channels = []
    for each in world.channels:
        more = tuple(person.handle for person in crowd) if each.name == "globex" else ()
        channels.append(each.model_copy(update={"members": (*each.members, *more)}))
    return world.model_copy(update={"people": (*world.people, *crowd), "channels": tuple(channels)})


@asynccontextmanager
async def _in_turn(urls: Sequence[str]) -> AsyncIterator[str]:
    """An address that hands each request on to the next of some servers, as a load balancer does."""
    turns = cycle(f"{url}/slack/events" for url in urls)
    async with aiohttp.ClientSession() as session:

        async def hand_on(request: web.Request) -> web.Response:
            body = await request.read()
            async with session.post(next(turns), data=body, headers=request.headers) as answer:
                kind = answer.content_type
                return web.Response(status=answer.status, body=await answer.read(), content_type=kind)

        app = web.Application()
        app.router.add_post("/", hand_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
        finally:
            await runner.cleanup()
