"""One life of the bot: a process of its own that can die at any step, or be killed from outside."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection

from aiohttp import web

from bot.app import Hourglass, running
from bot.logs import LogFormat, LogLevel, log_to_stderr
from bot.sandbox import MovableClock
from bot.settings import Settings
from bot.slack import SlackAwayError
from tests.crash.death import Watch


@dataclass(frozen=True, slots=True)
class Birth:
    """What a life begins with."""

    settings: Settings
    at: datetime
    """The local Slack's time, which ours goes on from."""
    dies_at: str = ""
    """The step to die at on the way to being ready; empty: none."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a living bot takes Slack's requests, and where it is controlled."""

    url: str
    control_url: str


def live(birth: Birth, ready: "Connection[Addresses, None]") -> None:
    """Run the bot until the process is killed; say on *ready* where it is once it works."""
    log_to_stderr(LogLevel.ERROR, LogFormat.CONSOLE)
    watch = Watch()
    watch.begin()
    if birth.dies_at:
        watch.arm(birth.dies_at)
    try:
        asyncio.run(_live(birth, watch, ready))
    except SlackAwayError:
        sys.exit(1)  # as the command line does, which says so in words


async def _live(birth: Birth, watch: Watch, ready: "Connection[Addresses, None]") -> None:
    clock = MovableClock(birth.at)
    async with (
        running(birth.settings, clock, unlimited_pace=True) as hourglass,
        _controlled(hourglass, clock, watch) as control_url,
    ):
        ready.send(Addresses(hourglass.url, control_url))
        await asyncio.Event().wait()


@asynccontextmanager
async def _controlled(hourglass: Hourglass, clock: MovableClock, watch: Watch) -> AsyncIterator[str]:
    """Serve what the local Slack asks of a bot in another process, and how to die."""
    runner = web.AppRunner(_control(hourglass, clock, watch), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _control(hourglass: Hourglass, clock: MovableClock, watch: Watch) -> web.Application:
    async def idle(_: web.Request) -> web.Response:
        await hourglass.idle()
        return web.json_response({})

    async def next_due(_: web.Request) -> web.Response:
        return web.json_response({"next_due": _text(await hourglass.next_due())})

    async def next_try(_: web.Request) -> web.Response:
        return web.json_response({"next_try": _text(await hourglass.next_try())})

    async def move(request: web.Request) -> web.Response:
        clock.move_to(datetime.fromisoformat((await request.json())["now"]))
        return web.json_response({})

    async def arm(request: web.Request) -> web.Response:
        watch.arm(**(await request.json()))
        return web.json_response({})

    async def record(_: web.Request) -> web.Response:
        return web.json_response(watch.record())

    app = web.Application()
    app.router.add_get("/next_due", next_due)
    app.router.add_get("/next_try", next_try)
    for name, handler in (("idle", idle), ("clock", move), ("arm", arm), ("record", record)):
        app.router.add_post(f"/{name}", handler)
    return app


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
