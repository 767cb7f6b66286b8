"""One look at one ticket: what is due on it by now, told step by step, and when something is due next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.domain import alarms
from bot.domain.alarms import Reached
from bot.domain.chain import Chain, Page
from bot.domain.countdown import Threshold, breaches_due, next_moment, warnings_due
from bot.domain.estimate_moves import on_time
from bot.domain.estimates import EstimateDue, estimate_due, next_estimate_due
from bot.domain.moves_by_clock import nudge, resolve_unanswered
from bot.domain.notices import Notice
from bot.domain.outcomes import Outcome, outcomes
from bot.domain.pages_over import pages_over
from bot.domain.plans import Plan
from bot.domain.silence import Due, DueKind, next_silence, silence_due
from bot.domain.sla import Measured
from bot.domain.step import Step
from bot.domain.targets import Clock
from bot.domain.tickets import Status, Ticket
from bot.reach import Reach

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar
    from bot.domain.terms import ClientSilence

_CALLS_SOMEBODY: Final = 75
_CALLS_NEXT_LEVEL: Final = 90


class Sitting:
    """One look at one ticket: what is found to be due is taken down, step by step."""

    def __init__(self, chain: Chain, now: datetime) -> None:
        """Look at a ticket with all that is known of it."""
        self._chain = chain
        self._escalation = chain
        """The same without warnings and breaches, which have no part in it."""
        self._now = now
        self._steps: list[Step] = []

    @property
    def number(self) -> int:
        """The ticket's."""
        return self._chain.ticket.number

    @property
    def party(self) -> tuple[Ticket, Plan]:
        """The ticket, and the plan that it goes by."""
        return self._chain.ticket, self._chain.terms.plan

    def outcomes(self) -> list[Outcome]:
        """Return what became of the promises on it so far."""
        return outcomes(self._chain.ticket, self._chain.log, self._chain.clocks)

    def finds_something(self) -> bool:
        """Whether anything is to be told by now; never of what was no request, or joined another."""
        log, clocks = self._chain.log, self._chain.clocks
        if self._chain.ticket.status is Status.CANCELLED:
            return False
        passed = any(True for _ in (*warnings_due(log, clocks, self._now), *breaches_due(log, clocks)))
        if passed or bool(self._escalation.due(self._now)) or self._silence_due() is not None:
            return True
        return self._estimate_due() is not None

    async def hold(self, reach: Reach) -> list[Step]:
        """Return what is to be told by now; who is paged at the same moment is not mentioned twice."""
        pages = await pages_due(reach, self._chain, self._now)
        paged = {person for step in pages for person in alarms.paged(step.events[0])}
        log, clocks = self._chain.log, self._chain.clocks
        for threshold in warnings_due(log, clocks, self._now):
            reached = (await self._warned_of(reach, threshold)).but(paged)
            self._take(alarms.warn(self._chain.ticket, threshold, reached, self._now))
        for clock in breaches_due(log, clocks):
            called = await self._answerable_for(reach, clock)
            manager = reach.client.account_manager
            told = manager if manager in called.people and manager not in called.held else None
            owes, others = self._owes_word(clock), called.but(paged)
            ticket, now = self._chain.ticket, self._now
            self._take(alarms.breach(ticket, clock, others, now, tells_client=owes, told=told))
        if pages:
            for step in await pages_due(reach, self._chain, self._now):
                self._take(step)
            self._escalation = self._chain
        if estimate := self._estimate_due():
            reached = await self._in_charge(reach)
            self._take(on_time(self._chain.ticket, estimate, reached, self._now))
        self._ask_after_answer()
        return self._steps

    def next_at(self) -> datetime | None:
        """Return when something is due next."""
        if not self._chain.ticket.is_active:
            return None
        silence = next_silence(self._chain.log, *self._silence())
        thaws_at = self._chain.ticket.frozen_until
        estimate = next_estimate_due(self._chain.log) if self._chain.ticket.estimate else None
        moments = (
            thaws_at if thaws_at and thaws_at > self._now else None,
            next_moment(self._chain.clocks, self._now),
            self._escalation.next_at(self._now),
            silence.at if silence else None,
            estimate.at if estimate else None,
        )
        return min((at for at in moments if at is not None), default=None)

    def pages_over(self, since: int | None) -> Iterable[Notice]:
        """Return the edits of the pages that are over since an event of that number, or with this look."""
        return pages_over(self._chain.ticket, self._chain.log, since)

    def _ask_after_answer(self) -> None:
        """Take down what comes of the client's silence."""
        while due := self._silence_due():
            ticket, window = self._chain.ticket, self._chain.terms.plan.reopen_window
            if due.kind is DueKind.NUDGE:
                self._take(nudge(ticket, due, at=self._now))
            else:
                self._take(resolve_unanswered(ticket, at=self._now, window=window))

    def _estimate_due(self) -> EstimateDue | None:
        """Return what the clock does now to the newest estimate; nothing while nobody works on the ticket."""
        ticket = self._chain.ticket
        return estimate_due(self._chain.log, self._now) if ticket.is_active and ticket.estimate else None

    def _silence_due(self) -> Due | None:
        return silence_due(self._chain.log, *self._silence(), self._now)

    def _silence(self) -> tuple[ClientSilence, BusinessCalendar]:
        """Return how long the plan waits for the client, and in which days."""
        terms = self._chain.terms
        return terms.plan.client_silence, terms.business_calendar

    def _take(self, step: Step) -> None:
        self._steps.append(step)
        self._chain = self._chain.after(step)

    async def _warned_of(self, reach: Reach, threshold: Threshold) -> Reached:
        """Return whom a warning calls: the later it comes, the more."""
        if threshold.percent < _CALLS_SOMEBODY:
            return Reached()
        ticket, above = self._chain.ticket, self._chain.level_after(self._chain.reached)
        people = reach.responsible(ticket, self._chain.levels)
        if threshold.percent >= _CALLS_NEXT_LEVEL and above is not None:
            level = await reach.level(ticket, self._chain.levels[above - 1])
            people = (*people, *sorted(level.people))
        return await reach.people(people)

    def _owes_word(self, clock: Measured) -> bool:
        """Whether the client is told of a breach: of a first answer that they still wait for."""
        is_first = clock.clock is Clock.FIRST_RESPONSE and clock.stopped_at is None
        is_owed = is_first and not self._chain.ticket.is_frozen
        return is_owed and self._chain.terms.plan.tells_client_of_breach

    async def _in_charge(self, reach: Reach) -> Reached:
        """Return who has the ticket, else who is on call first."""
        return await reach.people(reach.responsible(self._chain.ticket, self._chain.levels))

    async def _answerable_for(self, reach: Reach, clock: Measured) -> Reached:
        """Return whom a breach calls; nobody where the clock has been stopped meanwhile."""
        if clock.stopped_at is not None:
            return Reached()
        manager = reach.client.account_manager
        people = reach.responsible(self._chain.ticket, self._chain.levels)
        return await reach.people((*people, manager) if manager else people)


async def pages_due(reach: Reach, chain: Chain, now: datetime) -> list[Step]:
    """Return who is paged by now, level after level: where nobody is there, the one above is asked."""
    steps: list[Step] = []
    while due := chain.due(now):
        for page, reached in await _told_now(reach, chain, due):
            steps.append(alarms.page(chain, page, reached, now))
            chain = chain.after(steps[-1])
    return steps


async def _told_now(reach: Reach, chain: Chain, due: Sequence[Page]) -> list[tuple[Page, Reached]]:
    """Return the highest level that somebody can be told of, and those above it that nobody can."""
    left_out: list[tuple[Page, Reached]] = []
    for page in reversed(due):
        reached = await _reached(reach, chain, page)
        if not reached.is_nobody:
            return [(page, reached), *left_out]
        left_out.insert(0, (page, reached))
    return left_out


async def _reached(reach: Reach, chain: Chain, page: Page) -> Reached:
    level, but = chain.levels[page.level - 1], chain.decliners(page.level)
    if page.asks_next:
        return await reach.next_on_call(chain.ticket, level, but)
    return await reach.level(chain.ticket, level, but)
