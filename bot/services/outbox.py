"""The sender: brings what the outbox holds to Slack, once, in order, and at Slack's pace.

One lane a channel: rows go out in the order they were saved, and a row that has to wait holds up its own
channel only. `attempted_at` is committed before each call, so that a row whose answer never came is looked
for in the channel before it is posted again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

import structlog

from bot.desk import Desk
from bot.domain import moves
from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Notice, Words
from bot.domain.people import HOURGLASS
from bot.services.pace import Pace
from bot.services.rendering import rendered
from bot.slack import SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.views.text import say
from storage import Store

_LEASE: Final = timedelta(seconds=60)
_LOOK_AFTER: Final = timedelta(seconds=10)
_SLOWEST_SECONDS: Final = 300
_AT_ONCE: Final = 20
_JOINED_EMOJI: Final = "paperclip"
_HOPELESS: Final = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "message_not_found", "thread_not_found"}
)
_BROKEN_TOKEN: Final = frozenset({"invalid_auth", "account_inactive", "token_revoked", "not_authed"})

_log = structlog.get_logger(__name__)


class Sender:
    """Sends what waits in the outbox; one of it in each process."""

    def __init__(self, desk: Desk, pace: Pace) -> None:
        self._desk = desk
        self._pace = pace
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Send whenever the outbox has grown, until cancelled."""
        while True:
            self._desk.outbox_grew.clear()
            await self.start_lanes()
            await self._desk.outbox_grew.wait()

    async def start_lanes(self) -> None:
        """Start a sender for each channel with something to send that has none yet."""
        if self._stopping:
            return
        async with self._desk.database.reading() as store:
            waiting = await store.outbox.channels_waiting(self._desk.clock.now())
        for channel in waiting:
            if channel not in self._lanes:
                self._lanes[channel] = asyncio.create_task(self._lane(channel), name=f"outbox {channel}")

    async def drained(self) -> None:
        """Return once nothing more can be sent at this moment."""
        await self.start_lanes()
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))
            await self.start_lanes()

    async def stop(self) -> None:
        """Finish the calls that are under way, and start no more."""
        self._stopping = True
        if self._lanes:
            await asyncio.wait(list(self._lanes.values()))

    async def _lane(self, channel: str) -> None:
        desk = self._desk
        try:
            async with desk.transaction() as store:
                now = desk.clock.now()
                if not await store.outbox.lease_lane(channel, desk.process, now, now + _LEASE):
                    return
            try:
                await self._drain(channel)
            finally:
                async with desk.transaction() as store:
                    await store.outbox.release_lane(channel, desk.process)
        except Exception:  # noqa: BLE001 - whatever it was, the others go on
            _log.exception("lane failed", channel=channel)
        finally:
            del self._lanes[channel]

    async def _drain(self, channel: str) -> None:
        while not self._stopping:
            async with self._desk.transaction() as store:
                now = self._desk.clock.now()
                if not await store.outbox.lease_lane(channel, self._desk.process, now, now + _LEASE):
                    return
                rows = await store.outbox.next_rows(channel, _AT_ONCE)
            if not rows:
                return
            for row in rows:
                if self._stopping or not await self._bring(row):
                    return

    async def _bring(self, row: OutboxRow) -> bool:
        """Bring one row to Slack; False where its channel has to wait."""
        now = self._desk.clock.now()
        if row.due_at and row.due_at > now:
            return False
        if row.attempted_at and now < row.attempted_at + _LOOK_AFTER:
            wait = row.attempted_at + _LOOK_AFTER - now
            return await self._later(row, wait.total_seconds(), "no answer yet", undone=False)
        try:
            await self._send(row)
        except SlackBusyError as busy:
            return await self._later(row, busy.seconds, "rate_limited", undone=True)
        except SlackUnclearError as unclear:
            return await self._later(row, _wait_seconds(row), str(unclear), undone=False)
        except SlackRefusedError as refused:
            if refused.error in _BROKEN_TOKEN:
                return await self._later(row, _SLOWEST_SECONDS, refused.error, undone=True)
            await self._park(row, refused.error)
        except Exception as error:  # noqa: BLE001 - whatever it was, the others go on
            _log.exception("row failed", key=row.key, ticket=row.ticket)
            await self._park(row, f"{type(error).__name__}: {error}")
        return True

    async def _send(self, row: OutboxRow) -> None:
        send = _ACTS[Act(row.act)]
        await send(self, row)

    async def _post(self, row: OutboxRow) -> None:
        desk = self._desk
        async with desk.database.reading() as store:
            thread_ts = row.thread_ts
            if row.parent:
                head = await store.outbox.post_of(row.parent)
                if head is None:
                    raise SlackRefusedError("chat.postMessage", f"nothing was posted as {row.parent}")
                thread_ts = head[1]
            said = await rendered(desk, store, row)
        channel = await desk.slack.direct(row.channel) if row.channel.startswith(("U", "W")) else row.channel
        if row.attempted_at is not None:
            landed = await desk.slack.find_delivery(
                channel, thread_ts, str(row.id), row.attempted_at - _LEASE
            )
            if landed is not None:
                await self._posted(row, channel, landed)
                return
        await self._pace.post(channel)
        await self._attempt(row)
        ts = await desk.slack.post(channel, thread_ts, said.text, said.blocks, str(row.id))
        await self._posted(row, channel, ts)

    async def _edit(self, row: OutboxRow) -> None:
        async with self._desk.database.reading() as store:
            post = await store.outbox.post_of(row.key)
            said = await rendered(self._desk, store, row)
        if post is not None:
            await self._pace.edit()
            await self._attempt(row)
            await self._desk.slack.edit(*post, said.text, said.blocks)
        await self._done(row)

    async def _react(self, row: OutboxRow) -> None:
        await self._attempt(row)
        await self._desk.slack.react(row.channel, row.thread_ts or "", _JOINED_EMOJI)
        await self._done(row)

    async def _attempt(self, row: OutboxRow) -> None:
        async with self._desk.transaction() as store:
            await store.outbox.attempt(row.id, self._desk.clock.now())

    async def _posted(self, row: OutboxRow, channel: str, ts: str) -> None:
        now = self._desk.clock.now()
        async with self._desk.transaction() as store:
            await store.outbox.posted(row.key, channel, ts, now)
            await store.outbox.done(row.id, now)
            if Words(row.words) is Words.ROOT and row.ticket is not None:
                await _anchor(store, row.ticket, ts, self._desk)

    async def _done(self, row: OutboxRow) -> None:
        async with self._desk.transaction() as store:
            await store.outbox.done(row.id, self._desk.clock.now())

    async def _later(self, row: OutboxRow, seconds: float, error: str, *, undone: bool) -> bool:
        """Try again in *seconds*; *undone* says that Slack surely did nothing, so nobody need look for it."""
        due_at = self._desk.clock.now() + timedelta(seconds=seconds)
        _log.warning("sending later", key=row.key, error=error, seconds=seconds)
        async with self._desk.transaction() as store:
            await store.outbox.delay(row.id, due_at, error, unclear=not undone)
        return False

    async def _park(self, row: OutboxRow, error: str) -> None:
        """Put a row aside that can never go, and tell staff, unless it is such a telling itself."""
        _log.error("parked", key=row.key, ticket=row.ticket, error=error)
        async with self._desk.transaction() as store:
            await store.outbox.park(row.id, self._desk.clock.now(), error)
            if row.words != Words.STAFF:
                await store.tell(*await _parked_notices(store, row, error))


async def _anchor(store: Store, number: int, ts: str, desk: Desk) -> None:
    ticket = await store.tickets.lock(number)
    if ticket is not None and ticket.thread_ts is None:
        await store.save(moves.anchor(ticket, ts, by=HOURGLASS, at=desk.clock.now()))


async def _parked_notices(store: Store, row: OutboxRow, error: str) -> list[Notice]:
    channels = [each.id for each in await store.channels.triage() if each.id != row.channel]
    facts = {"text": say("en", "staff.parked", channel=row.channel, key=row.key, error=error)}
    return [
        Notice(f"parked:{row.id}:{each}", Act.POST, Words.STAFF, each, facts=facts) for each in channels[:1]
    ]


def _wait_seconds(row: OutboxRow) -> float:
    """Return how long to wait after an unclear answer: until a post that landed can be found, then longer."""
    return min(_LOOK_AFTER.total_seconds() * (1 << min(row.attempts, 8)), _SLOWEST_SECONDS)


_ACTS: Final[Mapping[Act, Callable[[Sender, OutboxRow], Awaitable[None]]]] = {
    Act.POST: Sender._post,  # noqa: SLF001 - the table of the class's own acts
    Act.EDIT: Sender._edit,  # noqa: SLF001
    Act.REACT: Sender._react,  # noqa: SLF001
}
