"""Socket Mode: Slack's requests over connections that we open, for machines that nobody can reach.

Two connections, as Slack hands each request to any one: when one is refreshed or dies, the other takes all.
They are our own and not the SDK's, whose client closes the old one before it opens the new, tries a refused
token for ever, and measures on the machine's clock.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import aiohttp
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.desk import Desk
from bot.logs import get_log
from bot.services.inbox import PASSING
from bot.slack import SlackBusyError, SlackUnclearError
from handlers.alongside import alongside
from handlers.answering import answer_late
from handlers.door import Door
from handlers.link import Envelope, Link, NotConnectedError

CONNECTIONS: Final = 2
_LOOK_SECONDS: Final = 10
"""A dead connection is found after four looks at most."""
_LONGEST_WAIT_SECONDS: Final = 30
_FAREWELL_SECONDS: Final = 30
"""Slack closes a connection some ten seconds after its warning; until then requests may come over it."""
_PATIENCE_SECONDS: Final = 4.0
_EVENT: Final = "events_api"
_OK: Final = 200

_log = get_log(__name__)

CatchUp = Callable[[datetime], Awaitable[None]]


class Socket:
    """Our connections to Slack, each replaced when it ends; what comes over them goes through our door."""

    def __init__(self, app: AsyncApp, door: Door, app_token: str, desk: Desk, catch_up: CatchUp) -> None:
        """Have *catch_up* find what was said since a moment, after a time without any connection."""
        self._app = app
        self._door = door
        self._app_token = app_token
        self._desk = desk
        self._catch_up = catch_up
        self._links: list[Link] = []
        self._heard_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._missed_since: datetime | None = None
        self._came_back = asyncio.Event()

    def is_connected(self) -> bool:
        """Whether Slack can reach us."""
        return any(link.hears for link in self._links)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Stay connected for as long as the block lasts.

        SlackRefusedError where Slack refuses our token, at the start or later: then the block ends, too.
        """
        async with aiohttp.ClientSession() as session:
            try:
                first = await self._connect(session)
                async with alongside(self._look_after(session, first)):
                    yield
            finally:
                await asyncio.gather(*(link.leave(_PATIENCE_SECONDS) for link in self._links))

    async def _look_after(self, session: aiohttp.ClientSession, first: Link) -> None:
        failures: tuple[Exception, ...] = ()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch())
                tasks.create_task(self._hear_missed())
                tasks.create_task(self._seat(session, tasks, first))
                for _ in range(CONNECTIONS - 1):
                    tasks.create_task(self._seat(session, tasks, await self._connect(session)))
        except* Exception as group:  # noqa: BLE001 - the first one goes on, without its group
            failures = group.exceptions
        if failures:
            raise failures[0]

    async def _seat(self, session: aiohttp.ClientSession, tasks: asyncio.TaskGroup, link: Link) -> None:
        """Keep one connection: the next is there before one that was told to leave is gone."""
        failures = 0
        while True:
            await link.over.wait()
            self._weigh()
            _log.info("a connection to Slack is replaced", why=link.why)
            lived_seconds = (self._desk.clock.now() - link.opened_at).total_seconds()
            failures = 0 if link.was_told or lived_seconds > _LOOK_SECONDS else failures + 1
            following = await self._connect(session, failures)
            tasks.create_task(self._retire(link))
            link = following

    async def _connect(self, session: aiohttp.ClientSession, failures: int = 0) -> Link:
        """Open a connection, however long that takes; SlackRefusedError where we may not have one."""
        while True:
            if failures:
                await self._desk.clock.sleep(min(1 << min(failures, 8), _LONGEST_WAIT_SECONDS))
            try:
                link = await self._try(session)
            except SlackBusyError as busy:
                self._weigh(str(busy))
                await self._desk.clock.sleep(busy.seconds)
            except (SlackUnclearError, NotConnectedError) as error:
                failures += 1
                self._weigh(str(error))
            else:
                self._links.append(link)
                link.read(self._take)
                self._weigh()
                return link

    async def _try(self, session: aiohttp.ClientSession) -> Link:
        slack = self._desk.slack
        url = await slack.socket_url(self._app_token)
        way = {"proxy": slack.reader.proxy, "ssl": slack.reader.ssl or True}
        return await Link.open(session, url, self._desk.clock, **way)

    async def _retire(self, link: Link) -> None:
        """Leave a connection that has a successor, once Slack closes it or what came over it was answered."""
        closed = asyncio.create_task(link.ended())
        waited = asyncio.create_task(self._desk.clock.sleep(_FAREWELL_SECONDS))
        try:
            await asyncio.wait([closed, waited], return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()
            waited.cancel()
        await link.leave(_PATIENCE_SECONDS)
        self._links.remove(link)

    async def _watch(self) -> None:
        """Look at each connection every few seconds: one can look open and be dead."""
        while True:
            await self._desk.clock.sleep(_LOOK_SECONDS)
            await asyncio.gather(*(link.look() for link in self._links if not link.over.is_set()))
            self._weigh()

    def _weigh(self, why: str = "") -> None:
        """Note, and log once, when the last connection was lost, and when there is one again."""
        self._heard_at = max((link.heard_at for link in self._links), default=self._heard_at)
        now = self._desk.clock.now()
        if not self.is_connected():
            if self._lost_at is None:
                self._lost_at = now
                self._missed_since = self._missed_since or self._heard_at or now
                _log.error("there is no connection to Slack; trying until there is", why=why)
        elif self._lost_at is not None:
            _log.warning("connected to Slack again", after_seconds=int((now - self._lost_at).total_seconds()))
            self._lost_at = None
            self._came_back.set()

    async def _hear_missed(self) -> None:
        """Have what was said without us hearing it looked for, each time we are back."""
        while True:
            await self._came_back.wait()
            self._came_back.clear()
            since, self._missed_since = self._missed_since, None
            while since is not None:
                try:
                    await self._catch_up(since)
                    since = None
                except PASSING as error:
                    _log.warning("what was missed cannot be looked for yet", error=str(error))
                    await self._desk.clock.sleep(_LONGEST_WAIT_SECONDS)
                except Exception:  # noqa: BLE001 - whatever it was, the connections go on
                    _log.exception("what was missed was not looked for")
                    since = None

    async def _take(self, link: Link, envelope: Envelope) -> None:
        """Hand one request to the door, and send its answer back the way that the request came."""
        request = SocketModeRequest.from_dict(dict(envelope))
        if request is None:
            return
        try:
            response, row = await self._answer(request)
        except Exception:  # noqa: BLE001 - whatever it was, the connection goes on
            _log.exception("a request failed, and was not acked")
            return
        if response.status != _OK:
            return
        try:
            await link.send(_acknowledgement(request.envelope_id, response))
        except NotConnectedError:
            await answer_late(self._desk, row, response)

    async def _answer(self, request: SocketModeRequest) -> tuple[BoltResponse, object]:
        """Return the answer to a request, and the row of one that somebody waits for."""
        if request.type == _EVENT:
            await self._door.take_event(request.payload)
            return BoltResponse(status=_OK, body=""), None
        incoming = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        response = await self._door.receive(self._app, incoming)
        return response, incoming.context.get("row")


def _acknowledgement(envelope: str, response: BoltResponse) -> Mapping[str, object]:
    """Return what Slack is answered; text and JSON go as the envelope's payload."""
    if not response.body:
        return {"envelope_id": envelope}
    kind = response.headers.get("content-type", [""])[0]
    payload = json.loads(response.body) if kind.startswith("application/json") else {"text": response.body}
    return {"envelope_id": envelope, "payload": payload}
