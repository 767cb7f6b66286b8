"""Starting the small local Slack: one server on the loopback address."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.sandbox import control, file_doors, web_api
from bot.sandbox.agenda import Agenda
from bot.sandbox.bot_control import BotControl, remote_bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.control import ControlCall
from bot.sandbox.delivery import Courier
from bot.sandbox.history import Past
from bot.sandbox.hub import Hub
from bot.sandbox.limits import RateLimits
from bot.sandbox.living import Progress, live_through
from bot.sandbox.manifest import Manifest
from bot.sandbox.page import add_page
from bot.sandbox.pulse import Pulse
from bot.sandbox.socket import SocketLinks
from bot.sandbox.world import App, World
from bot.sandbox.world_file import WorldFile

HOST: Final = "127.0.0.1"
_OUR_NAMES: Final = frozenset({HOST, "localhost"})
_MOST_QUERY_BYTES: Final = 512 * 1024
_MOST_BYTES: Final = 64 * 1024 * 1024
_SHUTDOWN_SECONDS: Final = 1.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _untold(_done: int, _of: int) -> None:
    """Say nothing of how far it is."""


class Sandbox:
    """A running local Slack: its addresses, the app's secrets, and the levers for whoever started it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @classmethod
    @asynccontextmanager
    async def start(  # noqa: PLR0913 - each is a choice of whoever starts it
        cls,
        world: WorldFile,
        manifest: Manifest,
        *,
        port: int = 0,
        clock: MovableClock | None = None,
        socket: bool = False,
        rate_limits: bool = True,
        push_url: str | None = None,
        bot: BotControl | None = None,
        bot_control_url: str | None = None,
        awaits_bot: bool = False,
    ) -> AsyncIterator["Sandbox"]:
        """Serve *world* on the loopback address until the block ends.

        *port* 0 takes a free one. *socket* delivers by Socket Mode instead of HTTP. The bot's control is
        *bot*, or at *bot_control_url* for one in another process, or attached later (*awaits_bot*: the
        control API's `world` waits for it).
        """
        hub = _hub(
            world, manifest, clock or MovableClock(world.starts_at), socket=socket, rate_limits=rate_limits
        )
        hub.courier.push_url = push_url
        hub.awaits_bot = awaits_bot
        async with aiohttp.ClientSession() as session, _served(hub, port):
            if bot_control_url is not None:
                hub.attach(remote_bot(bot_control_url, session))
            if bot is not None:
                hub.attach(bot)
            yield cls(hub)

    @property
    def url(self) -> str:
        """The address of the page and of the control API, without a slash at the end."""
        return self._hub.url

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` has to be, with its slash at the end."""
        return f"{self._hub.url}/api/"

    @property
    def app(self) -> App:
        """The installed app: its ids and all its secrets."""
        return self._hub.app

    @property
    def bot_token(self) -> str:
        """The `xoxb-` token for the Web API."""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """The `xapp-` token for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """What requests to the app are signed with."""
        return self.app.signing_secret

    @property
    def clock(self) -> MovableClock:
        """The clock that the sandbox follows; a bot in this process is given the same."""
        return self._hub.clock

    @property
    def world(self) -> World:
        """Teams, people and channels as they stand now."""
        return self._hub.world

    @property
    def push_url(self) -> str | None:
        """Where events, commands and clicks are posted to; None: nowhere yet."""
        return self._hub.courier.push_url

    @push_url.setter
    def push_url(self, url: str | None) -> None:
        self._hub.courier.push_url = url

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return 0 if self._hub.links is None else len(self._hub.links)

    def attach(self, bot: BotControl) -> None:
        """Let *bot* be asked between the steps of the clock from now on."""
        self._hub.attach(bot)

    async def live_through(self, past: Past, told: Progress = _untold) -> None:
        """Let everything in *past* happen, as its people do it, until the present; *told* of each act.

        The world has to begin at its `begins_at`. HistoryError where an act cannot be done.
        """
        await live_through(self._hub, past, told)

    async def settle(self) -> None:
        """Wait until nothing is being delivered and the bot has nothing left to do."""
        await self._hub.settle()


def _hub(file: WorldFile, manifest: Manifest, clock: MovableClock, *, socket: bool, rate_limits: bool) -> Hub:
    app = App.named(manifest.bot_name)
    links = SocketLinks(app.id) if socket else None
    agenda, pulse = Agenda(clock), Pulse()
    return Hub(
        file=file,
        manifest=manifest,
        app=app,
        clock=clock,
        agenda=agenda,
        courier=Courier(clock, agenda, app.signing_secret, links, pulse),
        pulse=pulse,
        limits=RateLimits(enabled=rate_limits),
        links=links,
        world=World(file, app, clock),
        tour=file.tour,
    )


@asynccontextmanager
async def _served(hub: Hub, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(
        _application(hub),
        access_log=None,
        shutdown_timeout=_SHUTDOWN_SECONDS,
        # SDKs send blocks and views in the query too.
        max_line_size=_MOST_QUERY_BYTES,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        hub.url = f"http://{HOST}:{runner.addresses[0][1]}"
        hub.agenda.open()
        yield
    finally:
        hub.closing.set()
        hub.pulse.beat()
        await hub.agenda.close()
        await hub.courier.close()
        if hub.links is not None:
            await hub.links.cut()
        await runner.cleanup()


def _application(hub: Hub) -> web.Application:
    app = web.Application(client_max_size=_MOST_BYTES, middlewares=[_from_here_only, _telling(hub)])
    app.router.add_route("*", "/api/{method}", partial(web_api.serve, hub))
    for call in control.CALLS:
        app.router.add_route(call.verb, f"/control/{call.name}", _controlled(hub, call))
    app.router.add_get("/control/file", partial(file_doors.look, hub))
    app.router.add_route("*", "/control/{rest:.*}", _unknown)
    app.router.add_post("/upload/v1/{file}", partial(file_doors.upload, hub))
    app.router.add_get("/files/{file}/{name}", partial(file_doors.download, hub))
    app.router.add_get(r"/archives/{channel}/p{message:\d+}", file_doors.follow_permalink)
    app.router.add_post("/hooks/response/{key}", partial(file_doors.respond, hub))
    add_page(app, hub)
    if hub.links is not None:
        app.router.add_get("/link/", hub.links.serve)
    return app


@web.middleware
async def _from_here_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse pages of other sites that a browser on this machine happens to show."""
    origin = request.headers.get("Origin")
    addresses = [f"//{request.host}", *([] if origin is None else [origin])]
    if any(urlsplit(address).hostname not in _OUR_NAMES for address in addresses):
        error = {"error": "forbidden", "detail": "The sandbox answers on 127.0.0.1 and localhost only."}
        return web.json_response(error, status=403)
    return await handler(request)


def _telling(hub: Hub) -> Middleware:
    """Let open pages know of whatever a request has changed."""

    @web.middleware
    async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            hub.pulse.beat()

    return told


def _controlled(hub: Hub, call: ControlCall) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await control.serve(hub, request, call)

    return answer


async def _unknown(request: web.Request) -> web.StreamResponse:
    return control.unknown(request)
