"""The inbox: what Slack told us is written down before it is acked, and handled once, whatever comes between.

Events are handled after their ack, in the order they came within a channel, and again if that failed or we
died. Commands, clicks and submissions are handled before their ack; one that was cut off is never done again,
because a person who repeats it would have it twice: its sender is told.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Final

from bot.desk import Desk
from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Words
from bot.domain.tickets import Ticket
from bot.errors import AlreadyHandledError
from bot.logs import about, get_log, learnt
from bot.services.journal import note
from bot.services.lanes import Lanes
from bot.services.scribe import EVENT, LEASE, Scribe
from bot.services.triage import staff_for, tell_staff
from bot.slack import SlackAwayError
from bot.views.text import say
from storage.errors import DATABASE_FAULTS, DatabaseConflictError, DatabaseUnavailableError

_TRIES: Final = 5
_FIRST_WAIT_SECONDS: Final = 2
_LONGEST_WAIT_SECONDS: Final = 60
_AT_ONCE: Final = 200
"""How many events are claimed at once."""
_TOGETHER: Final = 32
"""How many events are handled in one transaction: acks wait for so many."""
_LONGEST_WAY_SECONDS: Final = 3.0
"""For how long a post waits while events are in hand; people would notice more."""
PASSING: Final = (SlackAwayError, DatabaseConflictError, DatabaseUnavailableError)
"""Failures that say nothing against the event: it is tried until they have passed."""

_log = get_log(__name__)

Handle = Callable[[InboxRow], Awaitable[None]]
"""Hands one event to its listener."""
HandleTogether = Callable[[Sequence[InboxRow]], Awaitable[Mapping[str, Ticket]]]
"""Opens tickets from events of different lanes at once, as far as it can; gives them by the events' keys."""


class Pump:
    """Hands inbox rows to the listeners, one after the other in each lane; one of it in each process."""

    def __init__(self, desk: Desk, handle: Handle, handle_together: HandleTogether) -> None:
        self._desk = desk
        self._handle = handle
        self._handle_together = handle_together
        self._scribe = Scribe(desk)
        self._grew = asyncio.Event()
        self._lanes = Lanes(self._work, self._grew.set)
        self._together: dict[str, Sequence[str]] = {}
        """Lanes whose first events are to be handled together, by the name of that work among the lanes."""
        self._numbers = count()
        self._taken: dict[str, deque[InboxRow]] = {}
        """Events leased to us by their lanes; the first of each is being handled, or about to be."""
        self._answering: set[str] = set()
        """Keys of the commands and clicks that are being answered."""
        self._renewed_at = desk.clock.now()
        self._calm = asyncio.Event()
        self._calm.set()

    async def write_down(self, row: InboxRow) -> bool:
        """Commit *row*, so that Slack may be acked; False where it was written down before."""
        if not await self._scribe.write_down(row):
            self._desk.meters.repeated.labels(row.kind).inc()
            return False
        self._desk.meters.requests.labels(row.kind).inc()
        if row.kind == EVENT:
            self._grew.set()
        else:
            self._answering.add(row.key)
        return True

    async def run(self) -> None:
        """Take up events as soon as they are written down, until cancelled."""
        while True:
            self._grew.clear()
            try:
                await self.take_up()
            except DATABASE_FAULTS as error:
                _log.error("the inbox cannot be read; the next tick tries again", why=error.why)
            await self._grew.wait()

    async def take_up(self) -> None:
        """Take up what nobody works on: new rows, those to be tried again, those whose lease has run out."""
        while not self._lanes.stopping:
            # Whoever asked may be cut off, but not between the lease and the work: nobody would do that work.
            if await asyncio.shield(self._take_some()) < _AT_ONCE:
                return

    async def _take_some(self) -> int:
        """Take up as many rows as are taken at once, and return how many there were."""
        rows = await self._claim()
        await self._release(self._begin(rows))
        return len(rows)

    async def finish(self, key: str) -> None:
        """Mark a row done that needed no transaction of its own; fine where it is done already."""
        if key in self._desk.finished:
            self._desk.finished.discard(key)
            return
        async with self._desk.database.transaction() as store:
            await store.inbox.finish(key, self._desk.clock.now())

    def let_go(self, row: InboxRow | None) -> None:
        """Keep a command or click no longer: it was answered, or never will be."""
        if row is not None:
            self._answering.discard(row.key)
            self._desk.finished.discard(row.key)

    async def drained(self) -> None:
        """Return once nothing that was written down can be handled at this moment."""
        await self.take_up()
        while self._lanes:
            await self._lanes.ended()
            await self.take_up()

    async def give_way(self) -> None:
        """Return once no event is in hand, or soon: what we answer gives way to what people say."""
        with suppress(TimeoutError):
            # Not wait_for: until Python 3.12 that may swallow a cancellation, and who is stopped would go on.
            async with asyncio.timeout(_LONGEST_WAY_SECONDS):
                await self._calm.wait()

    async def stop(self) -> None:
        """Finish the rows under way; what waits behind them, or takes too long, is free for others."""
        await self._lanes.stop()
        async with self._desk.database.transaction() as store:
            await store.inbox.release_all(self._desk.process)

    async def _claim(self) -> list[InboxRow]:
        now = self._desk.clock.now()
        until = now + LEASE
        async with self._desk.database.transaction() as store:
            if now - self._renewed_at > LEASE / 3:
                await store.inbox.renew(self._in_hand(), self._desk.process, until)
                self._renewed_at = now
            return await store.inbox.claim(now, self._desk.process, until, _AT_ONCE)

    def _in_hand(self) -> set[str]:
        return self._answering.union(row.key for rows in self._taken.values() for row in rows)

    def _begin(self, rows: Sequence[InboxRow]) -> list[InboxRow]:
        """Work in the lanes of *rows*, and return those that cannot be begun now.

        A lane that is under way claims its rows once it has come to its end. Nothing waits here: rows that
        are ours, and that nobody works on, would be nobody's until their lease ends.
        """
        left, free = list[InboxRow](), list[str]()
        for lane, of_lane in _by_lane(rows).items():
            if lane in self._taken or lane in self._lanes or self._lanes.stopping:
                left += of_lane
            else:
                self._taken[lane] = of_lane
                self._calm.clear()
                free.append(lane)
        for start in range(0, len(free), _TOGETHER):
            self._start(free[start : start + _TOGETHER])
        return left

    def _start(self, lanes: Sequence[str]) -> None:
        """Work in lanes: where there are several, first on what stands at their heads, together."""
        if len(lanes) == 1:
            self._lanes.start(lanes[0])
        else:
            name = f"together {next(self._numbers)}"  # no lane of Slack's has such a name
            self._together[name] = lanes
            self._lanes.start(name)

    async def _work(self, lane: str) -> None:
        if lane in self._together:
            await self._work_together(self._together.pop(lane))
        else:
            await self._work_off(lane)

    async def _work_together(self, lanes: Sequence[str]) -> None:
        """Handle what stands first in lanes of ours together, and what comes after it, as far as possible."""
        together = list(lanes)
        try:
            while len(together) > 1 and not self._lanes.stopping:
                together = await self._gone_on_together(together)
        finally:
            for lane in together:
                self._go_on_alone(lane)

    async def _gone_on_together(self, lanes: Sequence[str]) -> list[str]:
        """Return the lanes in which that was possible and more is left; the others go on by themselves."""
        opened = await self._opened_together([self._taken[lane][0] for lane in lanes])
        left = []
        for lane in lanes:
            rows = self._taken[lane]
            if ticket := opened.get(rows[0].key):
                with about(event_id=rows[0].key, ticket=ticket.number):
                    learnt(client=ticket.client)
                    note(self._desk, rows.popleft())
            if ticket and rows:
                left.append(lane)
            else:
                self._go_on_alone(lane)
        self._grew.set()  # there may be more of the lanes that have come to their end
        return left

    def _go_on_alone(self, lane: str) -> None:
        """Work in a lane by itself, if anything is left in it."""
        if self._taken[lane] and not self._lanes.stopping:
            self._lanes.start(lane)
        else:
            self._leave(lane)

    async def _opened_together(self, rows: Sequence[InboxRow]) -> Mapping[str, Ticket]:
        await self._scribe.give_way()
        keys = [row.key for row in rows]
        try:
            return await self._handle_together(rows)
        except PASSING as error:
            _log.info("requests are handled one by one", event_ids=keys, error=str(error))
        except Exception:  # noqa: BLE001 - whatever it was, each of them is tried by itself now
            _log.exception("requests could not be handled together", event_ids=keys)
        return {}

    def _leave(self, lane: str) -> None:
        """Have no row of a lane in hand any more."""
        del self._taken[lane]
        if not self._taken:
            self._calm.set()

    async def _work_off(self, lane: str) -> None:
        rows = self._taken[lane]
        try:
            while rows and not self._lanes.stopping and await self._one(rows[0]):
                rows.popleft()
        finally:
            self._leave(lane)
        await self._release(rows)

    async def _release(self, rows: Collection[InboxRow]) -> None:
        """Give rows back that we did not come to, or that have to wait behind one that failed."""
        if rows:
            async with self._desk.database.transaction() as store:
                await store.inbox.release([row.key for row in rows], self._desk.process)

    async def _one(self, row: InboxRow) -> bool:
        """Handle a row; False where it is to be tried again, and what is behind it has to wait."""
        await self._scribe.give_way()
        with about(event_id=row.key):
            return await self._handled(row)

    async def _handled(self, row: InboxRow) -> bool:
        try:
            await (self._handle(row) if row.kind == EVENT else self._tell_cut_off(row))
            await self.finish(row.key)
            note(self._desk, row, "done" if row.kind == EVENT else "given_up")
        except AlreadyHandledError:
            return True
        except PASSING as error:
            _log.warning("request waits", failures=row.attempts + 1, error=str(error))
            return await self._failed(row, error)
        except Exception as error:  # noqa: BLE001 - whatever it was, the row is kept
            _log.exception("request failed", failures=row.attempts + 1)
            return await self._failed(row, error, park=row.attempts + 1 >= _TRIES)
        finally:
            self._desk.finished.discard(row.key)  # whatever failed after its transaction was saved
        return True

    async def _failed(self, row: InboxRow, error: Exception, *, park: bool = False) -> bool:
        """Note a failure; True where it was one too many, and the row is put aside for staff to see.

        True also where the row was done before it failed: nothing is left to be tried again.
        """
        if row.key in self._desk.finished:
            return True
        wait_seconds = min(_FIRST_WAIT_SECONDS << min(row.attempts, 8), _LONGEST_WAIT_SECONDS)
        why = f"{type(error).__name__}: {error}"
        async with self._desk.transaction() as store:
            again_at = self._desk.clock.now() + timedelta(seconds=0 if park else wait_seconds)
            await store.inbox.failed(row.key, why, again_at, park=park)
            if park:
                text = say("en", "staff.event_parked", key=row.key, error=why)
                places = await staff_for(self._desk, store, channel=row.lane)
                await tell_staff(store, f"parked:{row.key}", text, places)
        (self._desk.meters.parked if park else self._desk.meters.retries).labels("inbox").inc()
        return park

    async def _tell_cut_off(self, row: InboxRow) -> None:
        """Tell the sender of a command or click that it was cut off and that nothing came of it.

        Its row goes: a form stays open where it was cut off, and is sent again with the same key.
        """
        sender = _sender(row)
        async with self._desk.transaction() as store:
            if not await store.inbox.withdraw(row.key) or not sender:
                return
            profile = await store.people.get(sender)
            text = say(profile.language if profile else "en", "client.cut_off", what=_what(row))
            facts = {"text": text}
            key = f"cut_off:{row.key}:{row.received_at.timestamp()}"
            await store.tell(Notice(key, Act.POST, Words.ANSWER, sender, facts=facts))


def _by_lane(rows: Sequence[InboxRow]) -> dict[str, deque[InboxRow]]:
    lanes: defaultdict[str, deque[InboxRow]] = defaultdict(deque)
    for row in rows:
        lanes[row.lane].append(row)
    return lanes


def _sender(row: InboxRow) -> str:
    user = row.body.get("user")
    if isinstance(user, dict):
        return str(user.get("id") or "")
    return str(row.body.get("user_id") or "")


def _what(row: InboxRow) -> str:
    """Return what somebody did, in the words that they typed or pressed."""
    match row.body:
        case {"command": str(command)}:
            return f"{command} {row.body.get('text') or ''}".strip()
        case {"actions": [{"text": {"text": str(words)}}]} | {"view": {"title": {"text": str(words)}}}:
            return words
        case {"actions": [{"selected_option": {"text": {"text": str(words)}}}]}:
            return words
    return row.kind
