"""Catching up: what was said while we were away, or could not hear, is taken in from channels' histories.

It goes through the inbox like everything else, which drops what we have heard and what Slack sends late. What
was said outside threads comes first, of all channels, and then what was said in threads. A channel's events
wait behind the former, but for ten seconds at most: what is read later is heard later, with its own time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Gap, InboxRow
from bot.logs import get_log
from bot.services.history import Unread, at_top_level, in_threads
from bot.services.pace import Pace
from bot.slack import SlackBusyError, SlackRefusedError, SlackUnclearError
from storage.errors import DATABASE_FAULTS

_OVERLAP: Final = timedelta(hours=1)
"""So far before a gap we look as well: Slack sends again after one and five minutes, so that the last that
came may be newer, by minutes, than what is missing; the rest of the hour shows edits and deletions."""
_HOLD: Final = timedelta(seconds=10)
_HELD: Final = "hold"
"""A kind of inbox row of which nothing comes: while it is leased, what came after it in its lane waits."""
_AT_ONCE: Final = 200
"""Few enough that who writes meanwhile does not notice."""
_FIRST_WAIT_SECONDS: Final = 2
_LONGEST_WAIT_SECONDS: Final = 60

_log = get_log(__name__)


async def catch_up(
    desk: Desk, since: datetime | None = None, *, known_before: datetime | None = None
) -> None:
    """Have read what may have been said unheard: from *since*, else from the newest message of each channel.

    This asks Slack nothing itself and so takes no time: what is to be read is noted, and remembered until it
    has been read. Channels that we came to know at *known_before* or later have nothing that we missed.
    """
    now = desk.clock.now()
    async with desk.database.transaction() as store:
        await store.gaps.note(now, since=since, known_before=known_before or now, overlap=_OVERLAP)
        holds = [_hold(gap, now) for gap in await store.gaps.all() if gap.noted_at == now]
        await store.inbox.add(holds, leased_by=desk.process, leased_until=now + _HOLD)
    desk.gaps_noted.set()


def _hold(gap: Gap, now: datetime) -> InboxRow:
    return InboxRow(_hold_key(gap), _HELD, gap.channel, None, {}, now)


def _hold_key(gap: Gap) -> str:
    return f"hold:{gap.channel}:{gap.noted_at.isoformat()}"


class Historian:
    """Reads the histories that are to be read, one after the other; one of it in each process."""

    def __init__(self, desk: Desk, pace: Pace, taken_in: Callable[[], Awaitable[None]]) -> None:
        """Call *taken_in* when something new stands in the inbox, or a lane is free."""
        self._desk = desk
        self._pace = pace
        self._taken_in = taken_in
        self._one_at_a_time = asyncio.Lock()
        self._failures = 0
        self._unread: dict[str, Unread] = {}
        """By channel, what is left of those whose top level was read."""
        self.again_at: datetime | None = None
        """When what could not be read is tried again."""

    async def run(self) -> None:
        """Read whenever there is something to be read, until cancelled."""
        self._desk.gaps_noted.set()  # there may be what an earlier process, or a failure, left unread
        while True:
            await self._desk.gaps_noted.wait()
            self._desk.gaps_noted.clear()
            try:
                await self.caught_up()
            except DATABASE_FAULTS as error:
                _log.error("histories cannot be read; tried again in a minute", why=error.why)
                self.again_at = self._desk.clock.now() + timedelta(seconds=_LONGEST_WAIT_SECONDS)

    def nudge(self) -> None:
        """Try again what could not be read, if it is time."""
        if self.again_at is not None and self.again_at <= self._desk.clock.now():
            self._desk.gaps_noted.set()

    async def caught_up(self) -> None:
        """Return once nothing can be read at this moment."""
        async with self._one_at_a_time:
            if self.again_at is not None and self._desk.clock.now() < self.again_at:
                return
            self.again_at = None
            wait_seconds = await self._rounds()
            if wait_seconds is None:
                self._failures = 0
                return
            self._failures += 1
            self.again_at = self._desk.clock.now() + timedelta(seconds=wait_seconds)

    async def _rounds(self) -> float | None:
        """Read what is to be read, beginning anew with what is noted meanwhile; return how long to wait."""
        while True:
            self._desk.gaps_noted.clear()
            wait_seconds = await self._round()
            if wait_seconds is not None or not self._desk.gaps_noted.is_set():
                return wait_seconds

    async def _round(self) -> float | None:
        """Read top levels, then threads; return how long to wait where some could not be read."""
        async with self._desk.database.reading() as store:
            gaps = await store.gaps.all()
        self._unread = {name: left for name, left in self._unread.items() if left.gap in gaps}
        new = [gap for gap in gaps if gap.channel not in self._unread]
        if new:
            _log.info("reading what was said while away", channels=len(new))
        waits = [await self._each(new, self._read_top_level)]
        left = [gap for gap in gaps if gap.channel in self._unread]
        waits.append(await self._each(left, self._read_threads))
        return max((each for each in waits if each is not None), default=None)

    async def _each(self, gaps: Sequence[Gap], read: Callable[[Gap], Awaitable[None]]) -> float | None:
        """Read one channel after the other; return how long to wait where some could not be read."""
        wait_seconds = None
        for gap in gaps:
            try:
                await self._allowed(gap, read)
            except SlackBusyError as busy:
                return busy.seconds
            except SlackUnclearError as error:
                _log.warning("history waits", channel=gap.channel, error=str(error))
                wait_seconds = self._wait_seconds()
            except Exception:  # noqa: BLE001 - whatever it was, the other channels are read
                _log.exception("history failed", channel=gap.channel)
                wait_seconds = self._wait_seconds()
        return wait_seconds

    def _wait_seconds(self) -> int:
        return min(_FIRST_WAIT_SECONDS << min(self._failures, 8), _LONGEST_WAIT_SECONDS)

    async def _allowed(self, gap: Gap, read: Callable[[Gap], Awaitable[None]]) -> None:
        """Read, and leave it at what was read where Slack refuses the rest."""
        try:
            await read(gap)
        except SlackRefusedError as refused:
            _log.warning("a history is not for us", channel=gap.channel, error=refused.error)
            await self._let_go_on(gap)
            await self._filled(gap)

    async def _read_top_level(self, gap: Gap) -> None:
        """Put what was said outside threads into the inbox, and let the channel's events go on."""
        rows, left = await at_top_level(self._desk, self._pace, gap)
        await self._hear(gap, rows)
        await self._let_go_on(gap)
        if left:
            self._unread[gap.channel] = left
            self._desk.unread_threads[gap.channel] = len(left.threads)
        else:
            await self._filled(gap)

    async def _read_threads(self, gap: Gap) -> None:
        """Put what was said in threads into the inbox, unless another channel is noted: it goes first."""
        if self._desk.gaps_noted.is_set():
            return
        left = self._unread[gap.channel]
        async with aclosing(in_threads(self._desk, self._pace, left)) as found:
            async for rows in found:
                await self._hear(gap, rows)
                self._desk.unread_threads[gap.channel] = len(left.threads)
                if self._desk.gaps_noted.is_set():
                    return
        await self._filled(gap)

    async def _let_go_on(self, gap: Gap) -> None:
        async with self._desk.database.transaction() as store:
            await store.inbox.finish(_hold_key(gap), self._desk.clock.now())
        await self._taken_in()

    async def _filled(self, gap: Gap) -> None:
        """Forget a gap of which all was read; until then whoever starts next reads it again."""
        async with self._desk.database.transaction() as store:
            await store.gaps.filled(gap)
        self._unread.pop(gap.channel, None)
        self._desk.unread_threads.pop(gap.channel, None)

    async def _hear(self, gap: Gap, rows: Sequence[InboxRow]) -> None:
        """Put requests into the inbox, and have those handled that were new."""
        added = [await self._add(rows[at : at + _AT_ONCE]) for at in range(0, len(rows), _AT_ONCE)]
        if any(added):
            _log.info("heard from history", channel=gap.channel, requests=sum(added))
            await self._taken_in()

    async def _add(self, rows: Sequence[InboxRow]) -> int:
        """Put some requests into the inbox, and return how many of them were new."""
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as store:
            return len(await store.inbox.add(rows, leased_by=self._desk.process, leased_until=now))
