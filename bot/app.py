"""The only wiring: settings and a clock in, a running Hourglass out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.desk import Desk
from bot.logs import get_log
from bot.promises import Promises
from bot.services.catching_up import Historian, catch_up
from bot.services.channels import look_around
from bot.services.clients import Applied, apply_clients, read_clients
from bot.services.going_on import go_on
from bot.services.health import Health
from bot.services.inbox import Pump
from bot.services.lanes import Lanes
from bot.services.outbox import Sender
from bot.services.pace import Pace
from bot.services.plans import plan_files
from bot.services.starting import start
from bot.services.unheard import come_back, watch_token
from bot.settings import Settings
from bot.slack import Slack, web_session
from handlers import EVENTS, register
from handlers.door import Door, handle_row
from handlers.later import said_together
from handlers.web import routes
from scheduled.housekeeping import keep_house
from scheduled.keep_words import keep_words
from scheduled.tick import fire_due
from storage import Database
from storage.statements import Dialect

if TYPE_CHECKING:
    from handlers.socket import Socket

_EVERY_SECONDS: Final[Mapping[str, float]] = {"tick": 0.25, "words": 5, "housekeeping": 3600}
"""How often what is done; the tick, so that a thousand timers of one second are fired within the next."""
_LAST_ANSWERS_SECONDS: Final = 4
_HEARD_SECONDS: Final = 10

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Hourglass:
    """A running Hourglass, and the handles by which a moved clock drives it (see `../shared/sandbox.md`)."""

    desk: Desk
    settings: Settings
    pump: Pump
    sender: Sender
    historian: Historian
    url: str
    """Where it takes Slack's requests by HTTP."""

    async def tick(self) -> int:
        """Do what has become due; return how many timers fired."""
        async with AsyncExitStack() as rest:  # the last comes first; each is done, whichever of them fails
            rest.callback(self.historian.nudge)
            rest.push_async_callback(self.sender.start_lanes)
            rest.push_async_callback(self.pump.take_up)
            return await fire_due(self.desk)

    async def idle(self) -> None:
        """Return once inbox and outbox hold nothing that can be done now, and no timer is due."""
        busy = True
        while busy:
            await self.historian.caught_up()
            await self.pump.drained()
            busy = await self.tick() > 0
            await self.pump.drained()
            await self.sender.drained()
            while self.desk.homes:
                await asyncio.wait([*self.desk.homes.values()])

    async def next_due(self) -> datetime | None:
        """Return when the next thing is to happen that we know of."""
        async with self.desk.database.reading() as store:
            timer_at = await store.timers.next_due()
        return _earliest(timer_at, await self.next_try())

    async def next_try(self) -> datetime | None:
        """Return when a row of inbox or outbox that waits is tried next; None where both are empty."""
        async with self.desk.database.reading() as store:
            outbox_at = await store.outbox.next_due(self.desk.process)
            return _earliest(await store.inbox.next_due(), outbox_at, self.historian.again_at)

    async def reset(self) -> None:
        """Forget everything, and begin again with the declared clients."""
        await self.idle()
        await self.desk.database.wipe()
        await start(self.desk, self.settings)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock, *, unlimited_pace: bool = False
) -> AsyncIterator[Hourglass]:
    """Run Hourglass for as long as the block lasts; leaving it finishes what is under way."""
    async with AsyncExitStack() as stack:
        desk = await _desk(settings, clock, stack)
        stack.enter_context(desk.database.serving())
        app = _bolt(settings, desk)
        pump = Pump(desk, partial(handle_row, desk, EVENTS), partial(said_together, desk))
        door = Door(desk, pump)
        app.middleware(door.enter)
        register(app)
        pace = Pace(clock, unlimited=unlimited_pace)
        sender, historian = Sender(desk, pace, pump.give_way), Historian(desk, pace, pump.take_up)
        hourglass = Hourglass(desk, settings, pump, sender, historian, url="")
        began_at = clock.now()
        await start(desk, settings)
        await _work(stack, hourglass, began_at)
        socket = _socket(settings, app, door)
        health = Health(desk, socket.is_connected if socket else None)
        verifier = SignatureVerifier(_signing_secret(settings)) if socket is None else None
        url = await _listen(stack, settings, partial(routes, door, app, health, verifier))
        if socket is not None:
            await stack.enter_async_context(socket.open())
        yield replace(hourglass, url=url)


async def apply_clients_file(settings: Settings, clock: Clock, path: Path) -> Applied:
    """Apply a clients file once, beside whatever runs, and return what that changed."""
    async with AsyncExitStack() as stack:
        desk = await _desk(settings, clock, stack)
        declared = read_clients(path, desk.promises.plans)
        await look_around(desk)
        return await apply_clients(desk, declared)


async def _desk(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Desk:
    """Put the desk together; *stack* closes what was opened for it."""
    plans = plan_files(settings.plans)
    database = await Database.open(settings.database_url, now=clock.now)
    stack.push_async_callback(database.close)
    await database.migrate()
    session = await stack.enter_async_context(web_session())
    slack = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
    installation = await slack.installation()
    return Desk(database, slack, clock, Promises(plans), installation, uuid4().hex, settings.charts)


def _bolt(settings: Settings, desk: Desk) -> AsyncApp:
    """Return Bolt's app: listeners end before their answer, and Slack's signature is checked.

    We say ourselves who we are, since Bolt would ask Slack at the first request, and where Slack does not
    answer it would ack that request without handing it to anybody.
    """
    ours = desk.installation
    token = settings.slack_bot_token.get_secret_value()
    installed = AuthorizeResult(
        enterprise_id=None,
        team_id=ours.team,
        bot_user_id=ours.bot_user,
        bot_id=ours.bot_id,
        bot_token=token,
    )

    async def authorize() -> AuthorizeResult:
        return installed

    return AsyncApp(
        name="hourglass",
        logger=_bolt_log(),
        authorize=authorize,
        signing_secret=_signing_secret(settings),
        process_before_response=True,
    )


def _signing_secret(settings: Settings) -> str:
    secret = settings.slack_signing_secret
    return secret.get_secret_value() if secret else ""


def _bolt_log() -> logging.Logger:
    """Return a log for Bolt's errors alone: its warnings quote whole requests, and so what people said."""
    log = logging.getLogger("hourglass.bolt")
    log.setLevel(logging.ERROR)
    return log


def _socket(settings: Settings, app: AsyncApp, door: Door) -> "Socket | None":
    """Return our connections to Slack, not yet opened; None, and nothing loaded, if it comes by HTTP."""
    if settings.slack_app_token is None:
        return None
    app_token = settings.slack_app_token.get_secret_value()
    make: type[Socket] = import_module("handlers.socket").Socket
    return make(app, door, app_token, door.desk, partial(come_back, door.desk))


async def _listen(stack: AsyncExitStack, settings: Settings, make: Callable[[], web.Application]) -> str:
    runner = web.AppRunner(make(), access_log=None, shutdown_timeout=_LAST_ANSWERS_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.host, settings.port)
    await site.start()
    port = runner.addresses[0][1]
    return f"http://{settings.host}:{port}"


async def _work(stack: AsyncExitStack, hourglass: Hourglass, began_at: datetime) -> None:
    """Start all that goes on by itself, once what an earlier run left undone has been taken over."""
    desk, pump, sender, historian = hourglass.desk, hourglass.pump, hourglass.sender, hourglass.historian
    if desk.database.dialect is Dialect.SQLITE:  # by `serving` nobody else is at work, or holds a lease
        async with desk.database.transaction() as store:
            await store.take_over()
    await catch_up(desk, known_before=began_at)
    jobs, scheduler = _jobs(hourglass)
    running = [
        asyncio.create_task(go_on(name, work, desk.clock), name=name)
        for name, work in (
            ("inbox", pump.run),
            ("outbox", sender.run),
            ("token", partial(watch_token, desk)),
            ("history", historian.run),
            ("tick", partial(_tick_after, historian, pump, scheduler)),
        )
    ]

    async def stop() -> None:
        await _cancelled([*running, *desk.homes.values()])
        if scheduler.running:
            scheduler.pause()
            await asyncio.sleep(0)  # what it has just begun ends by then, and is not cut off
            scheduler.shutdown(wait=False)
        await asyncio.gather(jobs.stop(), pump.stop(), sender.stop())

    stack.push_async_callback(stop)


def _jobs(hourglass: Hourglass) -> tuple[Lanes, AsyncIOScheduler]:
    """Return what is done again and again, and the clock that begins it, not yet started.

    The clock only begins: what it runs itself, it cuts off when it is shut down, and calls that an error.
    """
    works: Mapping[str, Callable[[], Awaitable[object]]] = {
        "tick": hourglass.tick,
        "housekeeping": partial(keep_house, hourglass.desk),
        "words": partial(keep_words, hourglass.desk, hourglass.pump.give_way),
    }

    async def work(job: str) -> None:
        await works[job]()

    jobs = Lanes(work, lambda: None)

    async def begin(job: str) -> None:
        jobs.start(job)

    scheduler = AsyncIOScheduler(timezone=UTC)
    for job, seconds in _EVERY_SECONDS.items():
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        scheduler.add_job(begin, trigger, [job], id=job, coalesce=True, max_instances=1)
    return jobs, scheduler


async def _tick_after(historian: Historian, pump: Pump, scheduler: AsyncIOScheduler) -> None:
    """Start the tick once what was said before has been heard, so that no timer overlooks it."""
    try:
        async with asyncio.timeout(_HEARD_SECONDS):
            await historian.caught_up()
            await pump.drained()
    except Exception as error:  # noqa: BLE001 - whatever it was, the tick tries it again
        _log.warning("not all that was said has been heard; it ticks all the same", why=str(error))
    scheduler.start()


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
