"""How a payload reaches the app: signed HTTP or Socket Mode, acknowledged within 3 s, else tried again."""

import asyncio
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.agenda import Agenda
from bot.sandbox.clock import MovableClock
from bot.sandbox.pulse import Pulse
from bot.sandbox.shapes import Json
from bot.sandbox.socket import NoConnectionError, SocketLinks

ACK_SECONDS = 3.0
RETRY_AFTER_SECONDS = (0, 60, 300)
_KEPT = 50_000


class Kind(StrEnum):
    """What a payload is; the values are Socket Mode's envelope types."""

    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the app answered to one attempt; `failure` says why it does not count as an acknowledgement."""

    status: int
    body: object = None
    failure: str | None = None
    no_retry: bool = False

    @property
    def acked(self) -> bool:
        """Tell whether the app took the payload."""
        return self.failure is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand a payload over."""

    at: datetime
    number: int
    seconds: float
    reply: Reply

    def as_json(self) -> Json:
        """Return the attempt for the control API."""
        reply = self.reply
        return {
            "at": self.at.isoformat(),
            "retry_num": self.number,
            "seconds": round(self.seconds, 4),
            "status": reply.status,
            "answer": reply.body,
            "failure": reply.failure,
        }


@dataclass(slots=True)
class Delivery:
    """One payload and its attempts so far."""

    number: int
    kind: Kind
    payload: Json
    at: datetime
    attempts: list[Attempt] = field(default_factory=list)

    def as_json(self) -> Json:
        """Return the delivery for the control API."""
        event = self.payload.get("event", {})
        return {
            "n": self.number,
            "kind": self.kind.value,
            "type": event.get("type") or self.payload.get("type") or self.payload.get("command"),
            "event_id": self.payload.get("event_id"),
            "acked": bool(self.attempts) and self.attempts[-1].reply.acked,
            "attempts": [attempt.as_json() for attempt in self.attempts],
            "payload": self.payload,
        }


class Courier:
    """Hands payloads to the app and keeps a record of every attempt."""

    def __init__(
        self,
        clock: MovableClock,
        agenda: Agenda,
        signing_secret: str,
        links: SocketLinks | None,
        pulse: Pulse,
    ) -> None:
        self._clock = clock
        self._agenda = agenda
        self._secret = signing_secret.encode()
        self._links = links
        self._pulse = pulse
        self._session: aiohttp.ClientSession | None = None
        self.push_url: str | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=_KEPT)
        self._count = 0

    async def ask(self, kind: Kind, payload: Json) -> Reply:
        """Hand over a payload that nobody sends again (a command, a click, a submission)."""
        delivery = self._record(kind, payload)
        self._agenda.started += 1
        return await self._attempt(delivery)

    def post(self, payload: Json) -> asyncio.Task[None]:
        """Start handing an event over; the task ends with the first attempt, the others follow."""
        return self._agenda.begin(self._try(self._record(Kind.EVENT, payload)))

    def clear(self) -> None:
        """Forget what was delivered."""
        self.deliveries.clear()

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._session is not None:
            await self._session.close()

    def _record(self, kind: Kind, payload: Json) -> Delivery:
        self._count += 1
        delivery = Delivery(self._count, kind, payload, self._clock.now())
        self.deliveries.append(delivery)
        self._pulse.beat()
        return delivery

    async def _try(self, delivery: Delivery) -> None:
        reply = await self._attempt(delivery)
        failures = len(delivery.attempts)
        if reply.acked or reply.no_retry or failures > len(RETRY_AFTER_SECONDS):
            return
        due = self._clock.now() + timedelta(seconds=RETRY_AFTER_SECONDS[failures - 1])
        self._agenda.at(due, lambda: self._try(delivery))

    async def _attempt(self, delivery: Delivery) -> Reply:
        at, begun, number = self._clock.now(), perf_counter(), len(delivery.attempts)
        reason = delivery.attempts[-1].reply.failure if number else None
        if self._links is not None:
            reply = await self._by_socket(self._links, delivery, number, reason)
        elif self.push_url is not None:
            reply = await self._by_http(self.push_url, delivery, number, reason)
        else:
            reply = Reply(0, failure="no_request_url", no_retry=True)
        delivery.attempts.append(Attempt(at, number, perf_counter() - begun, reply))
        self._pulse.beat()
        return reply

    async def _by_socket(
        self, links: SocketLinks, delivery: Delivery, number: int, reason: str | None
    ) -> Reply:
        retry = {"retry_attempt": number, "retry_reason": reason or ""} if delivery.kind is Kind.EVENT else {}
        envelope = {
            "type": delivery.kind.value,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind is not Kind.EVENT,
            **retry,
        }
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return Reply(200, await links.exchange(envelope))
        except NoConnectionError:
            return Reply(0, failure="no_connection")
        except TimeoutError:
            return Reply(0, failure="timeout")

    async def _by_http(self, url: str, delivery: Delivery, number: int, reason: str | None) -> Reply:
        body, content_type = _encoded(delivery.kind, delivery.payload)
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            **self._signature(body),
        }
        if number and delivery.kind is Kind.EVENT:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason or "unknown_error"}
        try:
            async with (
                asyncio.timeout(ACK_SECONDS),
                self._http().post(url, data=body, headers=headers) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return Reply(0, failure="http_timeout")
        except (aiohttp.ClientError, OSError):
            return Reply(0, failure="connection_failed")
        accepted = response.ok
        no_retry = response.headers.get("X-Slack-No-Retry") == "1"
        return Reply(response.status, _decoded(text), None if accepted else "http_error", no_retry)

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session

    def _signature(self, body: bytes) -> Mapping[str, str]:
        # Dated with real time whatever the sandbox's clock shows: apps compare it with their machine's clock.
        stamp = str(int(self._clock.real_now().timestamp()))
        digest = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind is Kind.EVENT:
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _decoded(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
