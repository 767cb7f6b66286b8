"""Socket Mode: the web sockets over which an app without an address gets its payloads."""

import asyncio
import contextlib
import itertools
import json
import secrets
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from bot.sandbox.shapes import Json

MOST_CONNECTIONS = 10
CUT, ZOMBIE, WARNING = "cut", "zombie", "warning"
_CONNECTION_SECONDS = 18_060


class NoConnectionError(Exception):
    """No web socket of the app is open."""


@dataclass(eq=False, slots=True)
class _Link:
    number: int
    stream: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[object]] = field(default_factory=dict)
    closing: bool = False
    is_zombie: bool = False
    """Open, and dead: nothing comes over it any more, and nothing that it is sent is answered."""


class SocketLinks:
    """The open connections of one app; each payload goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._links: list[_Link] = []
        self._turn = itertools.count()
        self._numbers = itertools.count(1)
        self._tickets: set[str] = set()

    def __len__(self) -> int:
        return len(self._links)

    def ticket(self) -> str:
        """Return a new ticket, good for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def exchange(self, envelope: Json) -> object:
        """Send *envelope* on one connection and return what its acknowledgement carries (None: nothing)."""
        open_links = [link for link in self._links if not link.closing]
        if not open_links:
            raise NoConnectionError
        link = open_links[next(self._turn) % len(open_links)]
        envelope_id = secrets.token_hex(16)
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        link.waiting[envelope_id] = answer
        try:
            if not link.is_zombie:
                await link.stream.send_str(json.dumps({"envelope_id": envelope_id, **envelope}))
            return await answer
        except ConnectionError as error:
            raise NoConnectionError from error
        finally:
            link.waiting.pop(envelope_id, None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Accept a web socket that comes with a ticket and keep it until either side leaves."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.remove(ticket)
        stream = web.WebSocketResponse(autoping=False)
        await stream.prepare(request)
        if len(self._links) >= MOST_CONNECTIONS:
            await _say_goodbye(stream, "too_many_websockets", self._app_id)
            return stream
        await self._keep(_Link(next(self._numbers), stream, request))
        return stream

    def as_json(self) -> list[Json]:
        """Return the open connections, oldest first, for the control API."""
        return [
            {
                "n": link.number,
                "closing": link.closing,
                "zombie": link.is_zombie,
                "waiting": len(link.waiting),
            }
            for link in self._links
        ]

    async def disconnect(self, reason: str, how_many: int | None = None, number: int | None = None) -> int:
        """End the oldest connections (None: all), or the one of that number; return how many it was.

        With *reason* `cut` without a word, as a dead network does; with `zombie` they only look alive from
        then on; with `warning` they stay, and Slack would end them some seconds later.
        """
        chosen = [link for link in self._links if number in {None, link.number} and not link.closing]
        await asyncio.gather(*(self._end(link, reason) for link in chosen[:how_many]))
        return len(chosen[:how_many])

    async def cut(self) -> None:
        """Drop every connection without a word."""
        for link in list(self._links):
            await self._end(link, CUT)

    async def _end(self, link: _Link, reason: str) -> None:
        if reason == ZOMBIE:
            link.is_zombie = True
        elif reason == CUT:
            link.closing = True
            if link.request.transport is not None:
                link.request.transport.abort()
        else:
            link.closing = reason != WARNING
            await _say_goodbye(link.stream, reason, self._app_id, close=link.closing)

    async def _keep(self, link: _Link) -> None:
        self._links.append(link)
        try:
            await link.stream.send_str(json.dumps(self._hello()))
            async for message in link.stream:
                await _take(link, message)
        finally:
            self._links.remove(link)
            for answer in link.waiting.values():
                if not answer.done():
                    answer.set_exception(NoConnectionError())

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": _CONNECTION_SECONDS,
            },
            "connection_info": {"app_id": self._app_id},
        }


async def _take(link: _Link, message: WSMessage) -> None:
    if link.is_zombie:
        return
    if message.type is WSMsgType.PING:
        await link.stream.pong(message.data)
    elif message.type is WSMsgType.TEXT:
        _take_ack(link, message.data)


def _take_ack(link: _Link, text: str) -> None:
    with contextlib.suppress(ValueError):
        message = json.loads(text)
        answer = link.waiting.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if answer is not None and not answer.done():
            answer.set_result(message.get("payload"))


async def _say_goodbye(
    stream: web.WebSocketResponse, reason: str, app_id: str, *, close: bool = True
) -> None:
    goodbye = {
        "type": "disconnect",
        "reason": reason,
        "debug_info": {"host": "sandbox"},
        "connection_info": {"app_id": app_id},
    }
    # Whoever is gone already need not be told.
    with contextlib.suppress(ConnectionError):
        await stream.send_str(json.dumps(goodbye))
        if close:
            await stream.close()
