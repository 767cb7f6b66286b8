"""The watch over tickets: whatever comes due on one is told in the first transaction that comes by it.

A ticket has one timer, for the next moment at which anything of it changes by itself: its clocks, its
escalation, our wait for its client. Whoever saves a ticket, the timer's job or a person's request, has the
watch look at it: what is due by now, and does not stand in the log yet, is told, and the timer set anew. So
nothing is lost between a moment and its tick, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain import alarms
from bot.domain.alarms import Reached
from bot.domain.chain import Chain, Page
from bot.domain.countdown import Threshold, breaches_due, next_moment, warnings_due
from bot.domain.moves_by_clock import nudge, resolve_unanswered
from bot.domain.notices import Timer
from bot.domain.silence import DueKind, next_silence, silence_due
from bot.domain.sla import Measured
from bot.domain.step import Step
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Ticket, TicketEvent, basis_of
from bot.errors import BadFileError, UnknownTicketError
from bot.meters import Meters
from bot.promises import Promises
from bot.reach import Reach
from storage import Store

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar
    from bot.domain.terms import ClientSilence

WATCH: Final = "watch"
"""The kind of timer that goes off when something of a ticket changes by itself."""
_SOON: Final = timedelta(seconds=1)
_LISTENS_FIRST: Final = timedelta(minutes=1)
"""So long after a start, or a cut connection, what is due waits for what was said meanwhile: no page can wait
for Slack to give out every thread."""
_NAMES_SOMEBODY: Final = 75
_NAMES_NEXT_LEVEL: Final = 90


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at each ticket that a transaction saved, at its end."""

    promises: Promises
    meters: Meters

    async def look(self, store: Store, now: datetime) -> None:
        """Tell what is due by now on the tickets that were saved, and wait for what comes next."""
        moments: dict[int, datetime | None] = {}
        for ticket, log in store.saved():
            moments[ticket.number] = await self._seen_to(store, ticket, log, now)
        await store.timers.disarm([_key(number) for number, at in moments.items() if at is None])
        await store.timers.arm(
            [Timer(_key(number), WATCH, at, number) for number, at in moments.items() if at]
        )

    async def chain(self, store: Store, ticket: Ticket, now: datetime) -> Chain:
        """Return how far the escalation of a ticket has come."""
        return await self._chain(store, ticket, now, await store.tickets.events(ticket.number))

    async def _seen_to(
        self, store: Store, ticket: Ticket, log: Sequence[TicketEvent], now: datetime
    ) -> datetime | None:
        """Tell what is due of a ticket and return when something is next; None where its plan is gone."""
        try:
            if len(log) == 1:
                first = await self.promises.first_moment(store, ticket, log)
                if first is None or first > now:
                    return first
            events = log or await store.tickets.events(ticket.number)
            sitting = await self._sitting(store, await self._chain(store, ticket, now, events), now)
            await sitting.hold()
        except BadFileError:  # staff were told of it at the start
            return None
        if sitting.steps and await store.gaps.is_unheard(ticket.channel, now - _LISTENS_FIRST):
            return now + _SOON  # somebody may have answered long before this was due
        await store.save(*sitting.steps)
        self._count(sitting.steps)
        return sitting.next_at()

    async def _chain(self, store: Store, ticket: Ticket, now: datetime, log: Sequence[TicketEvent]) -> Chain:
        clocks = await self.promises.clocks(store, ticket, now, log)
        return Chain(await self.promises.terms(store, ticket, basis_of(log)), ticket, log, clocks)

    async def _sitting(self, store: Store, chain: Chain, now: datetime) -> _Sitting:
        client = await store.clients.get(chain.ticket.client)
        if client is None:
            raise UnknownTicketError(chain.ticket.number)
        return _Sitting(chain, await Reach.around(store, chain.ticket, client, now), now)

    def _count(self, steps: Iterable[Step]) -> None:
        for event in (event for step in steps for event in step.events):
            if event.kind is EventKind.BREACHED:
                self.meters.breaches.labels(event.text("clock")).inc()


class _Sitting:
    """One look at one ticket: what is found to be due is taken down, step by step."""

    def __init__(self, chain: Chain, reach: Reach, now: datetime) -> None:
        self.steps: list[Step] = []
        self._chain = chain
        self._reach = reach
        self._now = now

    async def hold(self) -> None:
        """Take down what is to be told by now; who is paged at the same moment is not mentioned twice."""
        pages = await self._pages(self._chain)
        paged = {person for step in pages for person in alarms.paged(step.events[0])}
        log, clocks = self._chain.log, self._chain.clocks
        for threshold in warnings_due(log, clocks, self._now):
            mention = await self._warned_of(threshold)
            self._take(alarms.warn(self._chain.ticket, threshold, _without(mention, paged), self._now))
        for clock in breaches_due(log, clocks):
            mention = self._blamed_for(clock)
            step = alarms.breach(self._chain.ticket, clock, _without(mention, paged), self._now)
            self._take(alarms.apologise(step, clock, self._now) if self._owes_word(clock) else step)
        for step in await self._pages(self._chain) if pages else ():
            self._take(step)
        self._ask_after_answer()

    def next_at(self) -> datetime | None:
        """Return when something is due next."""
        if not self._chain.ticket.is_active:
            return None
        silence = next_silence(self._chain.log, *self._silence())
        moments = (
            next_moment(self._chain.clocks, self._now),
            self._chain.next_at(self._now),
            silence.at if silence else None,
        )
        return min((at for at in moments if at is not None), default=None)

    def _ask_after_answer(self) -> None:
        """Take down what comes of the client's silence."""
        while due := silence_due(self._chain.log, *self._silence(), self._now):
            ticket, window = self._chain.ticket, self._chain.terms.plan.reopen_window
            if due.kind is DueKind.NUDGE:
                self._take(nudge(ticket, due, at=self._now))
            else:
                self._take(resolve_unanswered(ticket, at=self._now, window=window))

    def _silence(self) -> tuple[ClientSilence, BusinessCalendar]:
        """Return how long the plan waits for the client, and in which days."""
        terms = self._chain.terms
        return terms.plan.client_silence, terms.business_calendar

    def _take(self, step: Step) -> None:
        self.steps.append(step)
        self._chain = self._chain.after(step)

    async def _pages(self, chain: Chain) -> list[Step]:
        """Return who is paged by now, level after level: where nobody is there, the one above is asked."""
        steps: list[Step] = []
        while due := chain.due(self._now):
            for page, reached in await self._told_now(chain, due):
                steps.append(alarms.page(chain, page, reached, self._now))
                chain = chain.after(steps[-1])
        return steps

    async def _told_now(self, chain: Chain, due: Sequence[Page]) -> list[tuple[Page, Reached]]:
        """Return the highest level that somebody can be told of, and those above it that nobody can."""
        left_out: list[tuple[Page, Reached]] = []
        for page in reversed(due):
            reached = await self._reached(chain, page)
            if not reached.is_nobody:
                return [(page, reached), *left_out]
            left_out.insert(0, (page, reached))
        return left_out

    async def _reached(self, chain: Chain, page: Page) -> Reached:
        level, but = chain.levels[page.level - 1], chain.decliners(page.level)
        if page.asks_next:
            return await self._reach.next_on_call(chain.ticket, level, but)
        return await self._reach.of_level(chain.ticket, level, but)

    async def _warned_of(self, threshold: Threshold) -> Sequence[str]:
        """Return whom a warning mentions: the later it comes, the more."""
        if threshold.percent < _NAMES_SOMEBODY:
            return ()
        mention = self._reach.responsible(self._chain.ticket)
        above = self._chain.level_after(self._chain.reached)
        if threshold.percent < _NAMES_NEXT_LEVEL or above is None:
            return mention
        reached = await self._reach.of_level(self._chain.ticket, self._chain.levels[above - 1])
        return (*mention, *reached.here)

    def _owes_word(self, clock: Measured) -> bool:
        """Whether the client is told of a breach: of a first answer that they still wait for."""
        is_first = clock.clock is Clock.FIRST_RESPONSE and clock.stopped_at is None
        return is_first and self._chain.terms.plan.tells_client_of_breach

    def _blamed_for(self, clock: Measured) -> Sequence[str]:
        """Return whom a breach mentions; nobody where the clock has been stopped meanwhile."""
        if clock.stopped_at is not None:
            return ()
        manager = self._reach.client.account_manager
        return (*self._reach.responsible(self._chain.ticket), *([manager] if manager else []))


def _without(people: Iterable[str], paged: Collection[str]) -> tuple[str, ...]:
    """Return people once each, those left out who are paged at the same moment."""
    return tuple(dict.fromkeys(each for each in people if each not in paged))


def _key(number: int) -> str:
    return f"{WATCH}:{number}"
