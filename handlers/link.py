"""One Socket Mode connection: opened, read, asked for signs of life, and left in good order."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp

from bot.clock import Clock
from bot.logs import get_log

_HELLO_SECONDS: Final = 10
_CLOSE_SECONDS: Final = 1.0
"""Slack does not end the TCP connection after a web socket's goodbye, so waiting longer gains nothing."""
_PING_SECONDS: Final = 5
_TAKEN_FOR_DEAF: Final = 2
_TAKEN_FOR_DEAD: Final = 3
"""So many pings went unanswered, and nothing else came either."""

_log = get_log(__name__)

Envelope = Mapping[str, Any]
Take = Callable[["Link", Envelope], Coroutine[Any, Any, None]]


class NotConnectedError(Exception):
    """No connection came about, or this one is gone; the text says why."""


class Link:
    """A web socket to Slack that was greeted; `over` is set once another one has to take its place."""

    def __init__(self, stream: aiohttp.ClientWebSocketResponse, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._reading: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._unanswered = 0
        self.opened_at = self.heard_at = clock.now()
        self.over = asyncio.Event()
        self.why = ""
        """Why it is over."""
        self.was_told = False
        """Whether Slack asked us to leave, which says nothing against the next connection."""

    @classmethod
    async def open(cls, session: aiohttp.ClientSession, url: str, clock: Clock, **more: Any) -> "Link":  # noqa: ANN401 - aiohttp's own
        """Connect and wait for Slack's hello; NotConnectedError where neither comes."""
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                waits = aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS)
                # Without autoping: every sign of life is to be seen, and aiohttp would keep pings to itself.
                stream = await session.ws_connect(url, autoping=False, timeout=waits, **more)
                try:
                    await _greeted(stream)
                except BaseException:
                    await stream.close()
                    raise
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise NotConnectedError(type(error).__name__) from error
        return cls(stream, clock)

    @property
    def is_open(self) -> bool:
        """Whether it is still read from."""
        return self._reading is not None and not self._reading.done()

    @property
    def hears(self) -> bool:
        """Whether what Slack sends over it is likely to arrive."""
        return self.is_open and self._unanswered < _TAKEN_FOR_DEAF

    def read(self, take: Take) -> None:
        """Give each envelope that comes to *take*, in a task of its own."""
        self._reading = asyncio.create_task(self._read(take), name="socket link")

    async def look(self) -> None:
        """Ask for a sign of life; a connection that has given none for too long is given up."""
        if self._unanswered >= _TAKEN_FOR_DEAD:
            self._give_up("nothing came for too long")
            return
        self._unanswered += 1
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(_PING_SECONDS):
                await self._stream.ping()

    async def send(self, answer: Mapping[str, object]) -> None:
        """Send an answer back; NotConnectedError where it cannot arrive any more."""
        if self._stream.closed or not self.is_sound:
            raise NotConnectedError(self.why or "closed")
        try:
            await self._stream.send_str(json.dumps(answer))
        except (aiohttp.ClientError, OSError) as error:
            raise NotConnectedError(type(error).__name__) from error

    @property
    def is_sound(self) -> bool:
        """Whether it was not given up as dead."""
        return self._unanswered < _TAKEN_FOR_DEAD

    async def ended(self) -> None:
        """Return once nothing more is read from it."""
        if self._reading is not None:
            await asyncio.wait([self._reading])

    async def leave(self, patience_seconds: float) -> None:
        """Take nothing more, let what is under way send its answers, cut off what takes longer, and close."""
        self.over.set()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])
        if self._under_way:
            _, late = await asyncio.wait(list(self._under_way), timeout=patience_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._stream.close()

    def _give_up(self, why: str) -> None:
        self.why = self.why or why
        if self._reading is not None:
            self._reading.cancel()
        self.over.set()

    async def _read(self, take: Take) -> None:
        try:
            async for frame in self._stream:
                self._unanswered, self.heard_at = 0, self._clock.now()
                await self._one(frame, take)
        except (aiohttp.ClientError, OSError) as error:
            self.why = type(error).__name__
        finally:
            self.why = self.why or "closed"
            self.over.set()

    async def _one(self, frame: aiohttp.WSMessage, take: Take) -> None:
        if frame.type is aiohttp.WSMsgType.PING:
            await self._stream.pong(frame.data)
        message = _object_in(frame)
        if message.get("type") == "disconnect":
            self.why, self.was_told = str(message.get("reason")), True
            self.over.set()
        elif message.get("envelope_id"):
            task = asyncio.create_task(take(self, message), name="socket request")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)


async def _greeted(stream: aiohttp.ClientWebSocketResponse) -> None:
    """Return once Slack said hello; it may say goodbye instead, as to an eleventh connection."""
    async for frame in stream:
        message = _object_in(frame)
        if message.get("type") == "hello":
            return
        if message.get("type") == "disconnect":
            raise NotConnectedError(str(message.get("reason")))
    raise NotConnectedError("closed before its hello")


def _object_in(frame: aiohttp.WSMessage) -> Envelope:
    """Return what a text frame holds; nothing for any other frame."""
    if frame.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        found = json.loads(frame.data)
    except ValueError:
        _log.warning("something came over the socket that is no JSON")
        return {}
    return found if isinstance(found, dict) else {}
