"""The inbox: what Slack told us is written down before it is acked, and handled once, whatever comes between.

Events are handled after their ack, in the order they came within a channel, and again if that failed or we
died. Commands, clicks and submissions are handled before their ack; one that was cut off is never done again,
because a person who repeats it would have it twice: its sender is told.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from bot.desk import Desk
from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Words
from bot.views.text import say

EVENT: Final = "event"
_LEASE: Final = timedelta(seconds=60)
_TRIES: Final = 5
_FIRST_WAIT_SECONDS: Final = 2
_AT_ONCE: Final = 100

_log = structlog.get_logger(__name__)

Handle = Callable[[InboxRow], Awaitable[None]]


class Pump:
    """Hands inbox rows to the listeners, one after the other in each lane; one of it in each process."""

    def __init__(self, desk: Desk, handle: Handle) -> None:
        self._desk = desk
        self._handle = handle
        self._waiting: dict[str, deque[InboxRow]] = {}
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    async def write_down(self, row: InboxRow) -> bool:
        """Commit *row*, leased to us, so that Slack may be acked; False where it was written down before."""
        until = self._desk.clock.now() + _LEASE
        async with self._desk.database.transaction() as store:
            new = await store.inbox.add([row], leased_by=self._desk.process, leased_until=until)
        return row.key in new

    def take(self, row: InboxRow) -> None:
        """Handle a row that was written down, after those that came before it in its lane."""
        self._waiting.setdefault(row.lane, deque()).append(row)
        if row.lane not in self._lanes and not self._stopping:
            self._lanes[row.lane] = asyncio.create_task(self._lane(row.lane), name=f"inbox {row.lane}")

    async def resume(self, *, all_leases: bool = False) -> None:
        """Take over rows whose lease has run out; all of them where no other process can be alive."""
        now = self._desk.clock.now()
        late = now + _LEASE if all_leases else now
        async with self._desk.database.transaction() as store:
            rows = await store.inbox.claim(late, self._desk.process, now + _LEASE, _AT_ONCE)
        for row in rows:
            if row.kind == EVENT:
                self.take(row)
            else:
                await self._tell_cut_off(row)

    async def finish(self, key: str) -> None:
        """Mark a row done that needed no transaction of its own; fine where it is done already."""
        async with self._desk.database.transaction() as store:
            await store.inbox.finish(key, self._desk.clock.now())

    async def drained(self) -> None:
        """Return once everything that was taken has been handled."""
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))

    async def stop(self) -> None:
        """Finish the rows under way; what waits behind them stays in the inbox for the next start."""
        self._stopping = True
        await self.drained()

    async def _lane(self, lane: str) -> None:
        try:
            while self._waiting[lane] and not self._stopping:
                await self._one(self._waiting[lane].popleft())
        finally:
            del self._lanes[lane]
            if not self._waiting[lane]:
                del self._waiting[lane]

    async def _one(self, row: InboxRow) -> None:
        try:
            await self._handle(row)
            await self.finish(row.key)
        except Exception as error:  # noqa: BLE001 - whatever it was, the row is kept
            _log.exception("event failed", key=row.key, attempts=row.attempts + 1)
            await self._failed(row, f"{type(error).__name__}: {error}")

    async def _failed(self, row: InboxRow, error: str) -> None:
        park = row.attempts + 1 >= _TRIES
        again_at = self._desk.clock.now() + timedelta(seconds=_FIRST_WAIT_SECONDS * 2**row.attempts)
        async with self._desk.transaction() as store:
            await store.inbox.failed(row.key, error, again_at, park=park)
            if park:
                text = say("en", "staff.event_parked", key=row.key, error=error)
                places = [each.id for each in await store.channels.triage()][:1]
                await store.tell(*[_to_staff(f"parked:{row.key}", place, text) for place in places])

    async def _tell_cut_off(self, row: InboxRow) -> None:
        """Tell the sender of a command or click that it was cut off and that nothing came of it."""
        sender = _sender(row)
        async with self._desk.transaction() as store:
            if not await store.inbox.finish(row.key, self._desk.clock.now()) or not sender:
                return
            profile = await store.people.get(sender)
            text = say(profile.language if profile else "en", "client.cut_off", what=_what(row))
            facts = {"text": text}
            await store.tell(Notice(f"cut_off:{row.key}", Act.POST, Words.ANSWER, sender, facts=facts))


def _to_staff(key: str, channel: str, text: str) -> Notice:
    return Notice(key, Act.POST, Words.STAFF, channel, facts={"text": text})


def _sender(row: InboxRow) -> str:
    user = row.body.get("user")
    if isinstance(user, dict):
        return str(user.get("id") or "")
    return str(row.body.get("user_id") or "")


def _what(row: InboxRow) -> str:
    command = f"{row.body.get('command') or ''} {row.body.get('text') or ''}".strip()
    return command or row.kind
