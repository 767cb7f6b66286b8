"""The watch over tickets: whatever comes due on one is told in the first transaction that comes by it.

A ticket has one timer, for the next moment at which anything of it changes by itself: its clocks, its
escalation, our wait for its client. Whoever saves a ticket, the timer's job or a person's request, has the
watch look at it: what is due by now, and does not stand in the log yet, is told, and the timer set anew. So
nothing is lost between a moment and its tick, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain import alarms
from bot.domain.alarms import Reached
from bot.domain.chain import Chain, Page
from bot.domain.countdown import Threshold, breaches_due, next_moment, warnings_due
from bot.domain.moves_by_clock import nudge, resolve_unanswered
from bot.domain.notices import Timer
from bot.domain.plan_terms import pages_at_any_hour
from bot.domain.silence import DueKind, next_silence, silence_due
from bot.domain.sla import Measured
from bot.domain.step import Step
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Ticket, TicketEvent, basis_of
from bot.errors import BadFileError, UnknownTicketError
from bot.meters import Meters
from bot.promises import Promises
from bot.reach import Reach, around
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
_CALLS_SOMEBODY: Final = 75
_CALLS_NEXT_LEVEL: Final = 90


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at each ticket that a transaction saved, at its end."""

    promises: Promises
    meters: Meters
    team: str
    """Our own workspace."""

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
            chain, reach = await self._chain(store, ticket, now, events), await self.reach(store, ticket, now)
            sitting = _Sitting(chain, reach, now)
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

    async def reach(self, store: Store, ticket: Ticket, now: datetime) -> Reach:
        """Return who can be told of a ticket."""
        client = await store.clients.get(ticket.client)
        if client is None:
            raise UnknownTicketError(ticket.number)
        pages = pages_at_any_hour(await self.promises.of_ticket(store, ticket), ticket.severity)
        return await around(store, ticket, client, self.team, now, pages=pages)

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
            reached = (await self._warned_of(threshold)).but(paged)
            self._take(alarms.warn(self._chain.ticket, threshold, reached, self._now))
        for clock in breaches_due(log, clocks):
            reached = (await self._answerable_for(clock)).but(paged)
            step = alarms.breach(self._chain.ticket, clock, reached, self._now)
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
        return await self._reach.level(chain.ticket, level, but)

    async def _warned_of(self, threshold: Threshold) -> Reached:
        """Return whom a warning calls: the later it comes, the more."""
        if threshold.percent < _CALLS_SOMEBODY:
            return Reached()
        ticket, above = self._chain.ticket, self._chain.level_after(self._chain.reached)
        people = self._reach.responsible(ticket)
        if threshold.percent >= _CALLS_NEXT_LEVEL and above is not None:
            level = await self._reach.level(ticket, self._chain.levels[above - 1])
            people = (*people, *sorted(level.people))
        return await self._reach.people(people)

    def _owes_word(self, clock: Measured) -> bool:
        """Whether the client is told of a breach: of a first answer that they still wait for."""
        is_first = clock.clock is Clock.FIRST_RESPONSE and clock.stopped_at is None
        return is_first and self._chain.terms.plan.tells_client_of_breach

    async def _answerable_for(self, clock: Measured) -> Reached:
        """Return whom a breach calls; nobody where the clock has been stopped meanwhile."""
        if clock.stopped_at is not None:
            return Reached()
        manager = self._reach.client.account_manager
        people = self._reach.responsible(self._chain.ticket)
        return await self._reach.people((*people, manager) if manager else people)


def _key(number: int) -> str:
    return f"{WATCH}:{number}"
