"""The sender: brings what the outbox holds to Slack, once, in order, and at Slack's pace.

One lane a channel: rows go out in the order they were saved, and a row that has to wait holds up its own
channel only. `attempted_at` is committed before each call, so that a row whose answer never came is looked
for in the channel before it is posted again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Final

from bot.desk import Desk
from bot.domain import moves
from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Words
from bot.domain.people import HOURGLASS
from bot.logs import about, get_log
from bot.services.beforehand import Beforehand
from bot.services.channels import found_lost
from bot.services.enclosing import Enclosures
from bot.services.lanes import Lanes
from bot.services.pace import Pace
from bot.services.press import Press, PrintingError
from bot.services.triage import staff_for, tell_staff
from bot.slack import SlackAwayError, SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.views.enclosed import carrying
from bot.views.markup import channel_link
from bot.views.rendered import NOTHING, Rendered
from bot.views.text import say
from storage import Store
from storage.errors import DATABASE_FAULTS, DatabaseConflictError, DatabaseUnavailableError
from storage.outbox import Place

_JOINED_EMOJI: Final = "paperclip"
"""The reaction that marks a message as part of a ticket (`Words.JOINED`, which has no text)."""
_RENDERING: Final = "bot.services.rendering"
"""Loaded with the first row, and with it all that is worded: a start has no use for it."""
_LEASE: Final = timedelta(seconds=30)
"""Longer than a call to Slack can take; renewed before each."""
_LOOK_AFTER: Final = timedelta(seconds=10)
_SKEW: Final = timedelta(minutes=5)
"""How far our clock may be ahead of Slack's, by whose times a post is looked for."""
_PARENT_SECONDS: Final = 1
_SLOWEST_SECONDS: Final = 300
_AT_ONCE: Final = 20
_PRINTINGS: Final = 2
_CALLS_AT_ONCE: Final = 16
_THREAD_GONE: Final = "thread_not_found"
"""Its head was deleted before anybody replied; a head that has replies leaves a tombstone."""
_CHANNEL_GONE: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
_MESSAGE_GONE: Final = frozenset({"message_not_found", "cant_update_message"})

_log = get_log(__name__)


async def _rendered(desk: Desk, row: OutboxRow) -> Rendered:
    said: Rendered = await import_module(_RENDERING).rendered(desk, row)
    return said


class _LaneLostError(Exception):
    """Another process has become this channel's sender: what is left is its business."""


class Sender:
    """Sends what waits in the outbox; one of it in each process."""

    def __init__(self, desk: Desk, pace: Pace, give_way: Callable[[], Awaitable[None]]) -> None:
        """Call Slack at *pace*; before each call, *give_way* lets what is more urgent go first."""
        self._desk = desk
        self._pace = pace
        self._give_way = give_way
        self._calls = asyncio.Semaphore(_CALLS_AT_ONCE)
        self._press = Press()
        self._enclosures = Enclosures(desk, self._press)
        self._beforehand = Beforehand(desk, self._enclosures.make)
        self._lanes = Lanes(self._work_off, desk.outbox_grew.set)

    async def run(self) -> None:
        """Send whenever the outbox has grown, until cancelled."""
        while True:
            self._desk.outbox_grew.clear()
            try:
                await self.start_lanes()
            except DATABASE_FAULTS as error:
                _log.error("the outbox cannot be read; the next tick tries again", why=error.why)
            await self._desk.outbox_grew.wait()
            await self._give_way()

    async def start_lanes(self) -> None:
        """Start a sender for each channel with something to send that has none yet."""
        desk = self._desk
        async with desk.database.glancing() as store:
            waiting = await store.outbox.channels_waiting(desk.clock.now(), desk.process)
        for channel in waiting:
            self._lanes.start(channel)

    async def drained(self) -> None:
        """Return once nothing more can be sent at this moment."""
        await self.start_lanes()
        while self._lanes or self._beforehand:
            await self._lanes.ended()
            await self._beforehand.ended()
            await self.start_lanes()

    async def stop(self) -> None:
        """Finish the calls that are under way, and start no more."""
        await asyncio.gather(self._lanes.stop(), self._beforehand.stop())
        await self._press.close()

    async def _work_off(self, channel: str) -> None:
        """Send a channel's rows until one has to wait or another process has the channel."""
        try:
            while rows := await self._next_rows(channel):
                for row in rows:
                    if self._lanes.stopping or not await self._bring(row):
                        return
        except _LaneLostError:
            _log.warning("another process sends to this channel now", channel=channel)
        finally:
            async with self._desk.database.transaction() as store:
                await store.outbox.release_lane(channel, self._desk.process)

    async def _next_rows(self, channel: str) -> list[OutboxRow]:
        async with self._desk.database.transaction() as store:
            await self._keep_lane(store, channel)
            return await store.outbox.next_rows(channel, _AT_ONCE, self._desk.clock.now())

    async def _keep_lane(self, store: Store, channel: str) -> None:
        now = self._desk.clock.now()
        if not await store.outbox.lease_lane(channel, self._desk.process, now, now + _LEASE):
            raise _LaneLostError

    async def _bring(self, row: OutboxRow) -> bool:
        """Bring one row to Slack; False where its channel has to wait."""
        with about(ticket=row.ticket):
            if self._enclosures.is_to_be_made(row):
                return await self._beforehand.begin(row)
            return await self._brought(row)

    async def _brought(self, row: OutboxRow) -> bool:
        wait_seconds = (_ready_at(row) - self._desk.clock.now()).total_seconds()
        if wait_seconds > 0:
            return await self._put_off(row, wait_seconds, "not yet", unclear=True, tries=row.attempts)
        try:
            await _ACTS[Act(row.act)](self, row)
        except SlackBusyError as busy:
            return await self._later(row, busy.seconds, busy.why)
        except SlackUnclearError as unclear:
            return await self._later(row, _back_off_seconds(row), str(unclear), unclear=True)
        except SlackRefusedError as refused:
            return await self._refused(row, refused.error)
        except PrintingError as error:
            return await self._unprinted(row, str(error))
        except (_LaneLostError, DatabaseConflictError, DatabaseUnavailableError):
            raise  # nothing is wrong with the row: the next tick comes back to it
        except Exception as error:  # noqa: BLE001 - whatever it was, the others go on
            _log.exception("row failed", key=row.key)
            await self._park(row, f"{type(error).__name__}: {error}")
        return True

    async def _post(self, row: OutboxRow) -> None:
        """Make a post; a picture is left out where that goes wrong, as what it shows was said in words."""
        try:
            await self._bring_post(row)
        except (SlackAwayError, SlackRefusedError, PrintingError) as error:
            if Words(row.words) is not Words.PICTURE:
                raise
            _log.warning("a picture is left out", key=row.key, error=str(error))
            self._enclosures.give_up(row)
            await self._done(row)

    async def _bring_post(self, row: OutboxRow) -> None:
        thread_ts = await self._thread_of(row)
        is_person = row.channel.startswith(("U", "W"))
        channel = await self._desk.slack.direct(row.channel) if is_person else row.channel
        ts = await self._landed(row, channel, thread_ts) or await self._new_post(row, channel, thread_ts)
        if ts is not None:
            await self._posted(row, channel, ts)

    async def _new_post(self, row: OutboxRow, channel: str, thread_ts: str | None) -> str | None:
        """Make a post and return its `ts`; None where nothing is said, or by another process.

        Its files come first. Nobody sees them, so what may have to be looked for is the post alone.
        """
        shown = await self._enclosures.of(row, lambda: self._hold(row))
        await self._pace.post(channel)
        async with self._turn():
            if await self._attempt(row) is None:
                return None
            said = await _rendered(self._desk, row)
            if said == NOTHING:
                await self._done(row)
                return None
            said, files = carrying(said, shown), bool(shown.files)
            slack = self._desk.slack
            return await slack.post(channel, thread_ts, said.text, said.blocks, str(row.id), has_files=files)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Be one of the few who call Slack at once, after what is more urgent."""
        async with self._calls:
            await self._give_way()
            yield

    async def _landed(self, row: OutboxRow, channel: str, thread_ts: str | None) -> str | None:
        """Return the `ts` of a post that was attempted before and did arrive; None where it is to be made."""
        if row.attempted_at is None:
            return None
        return await self._desk.slack.find_delivery(channel, thread_ts, str(row.id), row.attempted_at - _SKEW)

    async def _thread_of(self, row: OutboxRow) -> str | None:
        """Return the thread that a row goes to."""
        if row.parent is None:
            return row.thread_ts
        if (head := await self._place_of(row.parent, row)) is None:
            raise SlackRefusedError("chat.postMessage", "the message it belongs to was not posted")
        return head.ts

    async def _place_of(self, key: str, row: OutboxRow) -> Place | None:
        """Return where the post of that key is, to which *row* goes; None where it never will be anywhere.

        It comes first even where it stands behind, as it may when the clocks of two processes differ.
        """
        async with self._desk.database.glancing() as store:
            # In this order: what is posted between the two looks is then found by the second.
            coming = await store.outbox.coming(key)
            place = await store.outbox.post_of(key)
        if coming is None or place is not None:
            return place
        if coming.channel == row.channel:
            await self._bring(coming)
        raise SlackBusyError(_PARENT_SECONDS)

    async def _edit(self, row: OutboxRow) -> None:
        """Edit a post; one that will never be there needs no edit."""
        place = await self._place_of(row.key, row)
        if place is None:
            await self._done(row)
            return
        await self._pace.edit()
        async with self._turn():
            # Before it is worded: what changes from here on asks for an edit of its own.
            newest = await self._attempt(row)
            if newest is not None:
                said = await _rendered(self._desk, newest)
                await self._desk.slack.edit(*place, said.text, said.blocks)
                self._desk.meters.sent.labels(row.act).inc()
                await self._done(row)

    async def _react(self, row: OutboxRow) -> None:
        async with self._turn():
            if await self._attempt(row) is not None:
                await self._desk.slack.react(row.channel, row.thread_ts or "", _JOINED_EMOJI)
                self._desk.meters.sent.labels(row.act).inc()
                await self._done(row)

    async def _hold(self, row: OutboxRow) -> None:
        """Stay the channel's sender for what takes long."""
        async with self._desk.database.transaction() as store:
            await self._keep_lane(store, row.channel)

    async def _attempt(self, row: OutboxRow) -> OutboxRow | None:
        """Note that Slack is about to be called while the channel is ours, and return the row as it is then.

        None where it need not be called.
        """
        async with self._desk.database.transaction() as store:
            await self._keep_lane(store, row.channel)
            return await store.outbox.attempt(row.id, self._desk.clock.now())

    async def _posted(self, row: OutboxRow, channel: str, ts: str) -> None:
        now = self._desk.clock.now()
        async with self._desk.transaction() as store:
            if Words(row.words) is Words.ROOT and row.ticket is not None:
                await _anchor(store, row.ticket, ts, now)
            await store.outbox.posted(row.key, channel, ts, now)
            await store.outbox.done(row.id, now)
        self._enclosures.sent(row)
        self._desk.meters.sent.labels(row.act).inc()

    async def _done(self, row: OutboxRow) -> None:
        async with self._desk.database.transaction() as store:
            await store.outbox.done(row.id, self._desk.clock.now())

    async def _later(self, row: OutboxRow, seconds: float, error: str, *, unclear: bool = False) -> bool:
        """Try again in *seconds* what failed; a look-up counts as a try too, or the wait would never grow."""
        self._desk.meters.retries.labels("outbox").inc()
        return await self._put_off(row, seconds, error, unclear=unclear, tries=row.attempts + 1)

    async def _put_off(self, row: OutboxRow, seconds: float, why: str, *, unclear: bool, tries: int) -> bool:
        """Come back to a row in *seconds*; what was attempted before without a clear answer stays so."""
        due_at = self._desk.clock.now() + timedelta(seconds=seconds)
        unclear = unclear or row.attempted_at is not None
        if not self._desk.slack.locked_out:  # which is logged once, and not for every row that waits for it
            _log.warning("sending later", key=row.key, error=why, seconds=seconds)
        async with self._desk.database.transaction() as store:
            await store.outbox.delay(row.id, due_at, why, unclear=unclear, tries=tries)
        return False

    async def _refused(self, row: OutboxRow, error: str) -> bool:
        """Post a lost card again, let go of what nobody misses, park all else."""
        act, card = Act(row.act), _lost_card(row, error)
        if self._enclosures.show_links(row, error):
            return await self._later(row, 0, error)
        comes_again = card is not None and await self._post_again(card)
        if comes_again and act is Act.POST:
            return await self._later(row, 0, error)
        if act is Act.REACT or (act is Act.EDIT and error in _MESSAGE_GONE):
            _log.warning("let go", key=row.key, error=error)
            await self._done(row)
        else:
            await self._park(row, error)
        return True

    async def _unprinted(self, row: OutboxRow, error: str) -> bool:
        """Print once more what failed, as the machine may have been busy; then leave it to staff."""
        if row.attempts < _PRINTINGS - 1:
            return await self._later(row, _back_off_seconds(row), error)
        await self._park(row, error)
        return True

    async def _post_again(self, key: str) -> bool:
        """Let a post of ours that somebody deleted be made anew: what goes to it then goes to the new one."""
        _log.warning("our message is gone; posting it again", key=key)
        async with self._desk.database.transaction() as store:
            return await store.outbox.again(key, self._desk.clock.now())

    async def _park(self, row: OutboxRow, error: str) -> None:
        """Put a row aside that cannot go, and tell staff, unless it is such a telling itself.

        What a channel that is lost to us refuses follows by itself when it is back: staff read that once.
        """
        _log.error("parked", key=row.key, error=error)
        self._enclosures.forget(row)
        self._desk.meters.parked.labels("outbox").inc()
        now = self._desk.clock.now()
        async with self._desk.transaction() as store:
            comes_back = await found_lost(self._desk, store, row.channel, error, f"outbox:{row.id}")
            await store.outbox.park(row.id, now, error)
            if row.words != Words.STAFF and not comes_back:
                await _tell_parked(self._desk, store, row, error, now)


async def _anchor(store: Store, number: int, ts: str, at: datetime) -> None:
    ticket = await store.tickets.lock(number)
    if ticket is not None and ticket.thread_ts is None:
        await store.save(moves.anchor(ticket, ts, by=HOURGLASS, at=at))


async def _tell_parked(desk: Desk, store: Store, row: OutboxRow, error: str, now: datetime) -> None:
    """Tell staff of a parked row: once a day of a channel that takes no more, once of a lost thread."""
    cause = f"{row.channel}:{error}:{now:%Y-%m-%d}" if error in _CHANNEL_GONE else str(row.id)
    what = (
        say("en", "staff.parked_ticket", number=row.ticket) if row.ticket else say("en", "staff.parked_other")
    )
    text = say("en", "staff.parked", what=what, place=await _place(store, row.channel), error=error)
    if error == _THREAD_GONE and row.ticket:
        cause = f"{error}:{row.ticket}"
        text = say("en", "staff.thread_gone", number=row.ticket, channel=channel_link(row.channel))
    places = await staff_for(desk, store, ticket=row.ticket, channel=row.channel, but=row.channel)
    await tell_staff(store, f"parked:{cause}", text, places)


async def _place(store: Store, channel: str) -> str:
    """Return how people call a place that a row goes to."""
    if known := await store.channels.get(channel):
        return f"#{known.name}"
    return say("en", "staff.parked_person") if channel.startswith(("U", "W")) else channel


def _lost_card(row: OutboxRow, error: str) -> str | None:
    """Return our key of the card that a row goes to, where Slack says that it is gone."""
    if Words(row.words) is Words.CARD and error in _MESSAGE_GONE:
        return row.key
    return row.parent if Words(row.words) is Words.LINE and error == _THREAD_GONE else None


def _ready_at(row: OutboxRow) -> datetime:
    """Return when a row may be tried: a post without an answer is looked for, once it must have arrived."""
    due_at = row.due_at or datetime.min.replace(tzinfo=UTC)
    if row.attempted_at is None or Act(row.act) is not Act.POST:
        return due_at
    return max(due_at, row.attempted_at + _LOOK_AFTER)


def _back_off_seconds(row: OutboxRow) -> float:
    """Return how long to wait after an unclear answer: until an arrived post can be found, then longer."""
    return min(_LOOK_AFTER.total_seconds() * (1 << min(row.attempts, 8)), _SLOWEST_SECONDS)


_ACTS: Final[Mapping[Act, Callable[[Sender, OutboxRow], Awaitable[None]]]] = {
    Act.POST: Sender._post,  # noqa: SLF001 - the table of the class's own acts
    Act.EDIT: Sender._edit,  # noqa: SLF001
    Act.REACT: Sender._react,  # noqa: SLF001
}
