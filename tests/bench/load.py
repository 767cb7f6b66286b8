"""Slack's requests at full rate or on a schedule, made so cheaply that the server is what is measured.

The machine's cores are shared with whoever sends, and aiohttp's client takes about as long over a request as
its server does. So requests are bytes made and signed beforehand, written to connections that stay open, and
of an answer only its status line and its length are read.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from tests.bench.programs import LONGEST_SECONDS

CONNECTIONS: Final = 64
_OK: Final = b"HTTP/1.1 200"
_LENGTH: Final = b"content-length:"


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody said."""

    channel: str
    user: str
    ts: str


@dataclass(frozen=True, slots=True)
class Latency:
    """How long answers took, from the moment at which their requests were to be sent."""

    half_ms: float
    most_ms: float
    """99 of 100 took no longer."""


def signed_events(said: Sequence[Said], secret: str) -> list[bytes]:
    """Return requests as Slack sends them, one for each message; their signatures hold for five minutes."""
    sent_at = int(time.time())
    return [_signed(_event(number, each, sent_at), secret, sent_at) for number, each in enumerate(said)]


def _event(number: int, said: Said, sent_at: int) -> bytes:
    event = {
        "type": "message",
        "channel": said.channel,
        "channel_type": "channel",
        "user": said.user,
        "ts": said.ts,
        "event_ts": said.ts,
        "team": "T1",
        "text": f"Report {number}: nothing works",
    }
    outer = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": f"Ev{number}"}
    return json.dumps({**outer, "event_time": sent_at, "event": event}).encode()


def _signed(body: bytes, secret: str, sent_at: int) -> bytes:
    signature = hmac.new(secret.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {sent_at}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


async def full_rate(port: int, requests: Sequence[bytes]) -> float:
    """Send all, each connection its next when it has its answer; return how many a second were acked."""
    waiting = deque(requests)

    def next_one(connection: _Connection) -> None:
        if waiting:
            connection.send(waiting.popleft())

    load = await _Load.open(port, len(requests), next_one)
    began = time.perf_counter()
    for connection in load.connections:
        next_one(connection)
    await load.answered_all()
    return len(requests) / (time.perf_counter() - began)


async def latency_at(port: int, requests: Sequence[bytes], a_second: float) -> Latency:
    """Send on a schedule, whatever has been answered by then; what waits for a free connection waits on.

    Measured from the scheduled moment, so that a server that stops for a while pays for all who come then.
    """
    scheduled: deque[tuple[float, bytes]] = deque()
    free: deque[_Connection] = deque()
    took: list[float] = []

    def freed(connection: _Connection) -> None:
        took.append(time.perf_counter() - connection.due)
        free.append(connection)
        send_waiting()

    def send_waiting() -> None:
        while scheduled and free:
            connection = free.popleft()
            connection.due, request = scheduled.popleft()
            connection.send(request)

    load = await _Load.open(port, len(requests), freed)
    free.extend(load.connections)
    began = time.perf_counter()
    for number, request in enumerate(requests):
        due = began + number / a_second
        if due > (now := time.perf_counter()):
            await asyncio.sleep(due - now)
        scheduled.append((due, request))
        send_waiting()
    await load.answered_all()
    cuts = quantiles(took, n=100)
    return Latency(cuts[49] * 1000, cuts[98] * 1000)


class _Connection(asyncio.Protocol):
    """One connection that stays open; it says when the request that it sent has been acked."""

    def __init__(self, acked: Callable[["_Connection"], None], failed: Callable[[str], None]) -> None:
        self._acked, self._failed = acked, failed
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None
        self.due = 0.0
        """When its request was to be sent."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def send(self, request: bytes) -> None:
        assert self._transport is not None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, ended, body = self._received.partition(b"\r\n\r\n")
        if not ended or len(body) < _length(head):
            return
        self._received = b""
        if head.startswith(_OK):
            self._acked(self)
        else:
            self._failed(head.partition(b"\r\n")[0].decode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._failed(f"the server closed a connection: {exc}")

    def close(self) -> None:
        assert self._transport is not None
        self._transport.abort()


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(_LENGTH)
    return int(after.partition(b"\r\n")[0] or 0)


class _Load:
    """So many connections, and how many answers are still to come."""

    def __init__(self, left: int, acked: Callable[[_Connection], None]) -> None:
        self.connections: list[_Connection] = []
        self._left, self._then = left, acked
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, port: int, left: int, acked: Callable[[_Connection], None]) -> "_Load":
        """Connect; *acked* is called with each connection that has its answer."""
        load, loop = cls(left, acked), asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            _, connection = await loop.create_connection(
                lambda: _Connection(load._acked, load._failed),
                "127.0.0.1",
                port,
            )
            load.connections.append(connection)
        return load

    async def answered_all(self) -> None:
        """Wait until all is acked; RuntimeError where something is not."""
        async with asyncio.timeout(LONGEST_SECONDS):
            await self._ended
        for connection in self.connections:
            connection.close()

    def _acked(self, connection: _Connection) -> None:
        self._left -= 1
        if not self._left and not self._ended.done():
            self._ended.set_result(None)
        self._then(connection)

    def _failed(self, why: str) -> None:
        if not self._ended.done():
            self._ended.set_exception(RuntimeError(f"a request was not acked: {why}"))
