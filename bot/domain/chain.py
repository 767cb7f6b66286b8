"""An escalation as it goes on upon one ticket: which level is told next, when, and for which time.

The levels are those of the plan's version that the ticket goes by, at its severity. What was told before
stands in the log (`EventKind.ESCALATED`), so that every step is told once, whatever restarts. A claim or a
public answer ends what follows a response clock, a resolution ends all, a wait holds it up, as a pause of the
client's plan does, in which only those are told whom staff call for. Nobody goes back to a lower level.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from bot.domain.escalation import paged_at
from bot.domain.folding import apply, fold
from bot.domain.instants import micros
from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import Measured
from bot.domain.step import Step
from bot.domain.targets import Clock
from bot.domain.terms import AfterLevel, Level, OfClock
from bot.domain.tickets import TAKES, WAITING, EventKind, Ticket, TicketEvent

_RESPONSES: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE})
_CALLS: Final = frozenset({EventKind.ESCALATION_ASKED, EventKind.PAGE_DECLINED})


@dataclass(frozen=True, slots=True)
class Page:
    """A level that is to be told."""

    level: int
    """From 1."""
    turn: int
    """For which time: 1 is the first."""
    at: datetime
    """Its moment."""
    because: TicketEvent | None = None
    """Who called for it, or cannot answer it, so that the next person is asked; None: its moment came."""

    @property
    def asks_next(self) -> bool:
        """Whether one who was told of this level cannot."""
        call = self.because
        return call is not None and call.kind is EventKind.PAGE_DECLINED and _level_of(call) == self.level


@dataclass(frozen=True, slots=True)
class Telling:
    """A level that was told, as the log has it; or that nobody could be told of."""

    level: int
    turn: int
    severity: str
    since: int
    """When the clock that it follows began, in microseconds since 1970."""
    was_skipped: bool
    at: datetime


def tellings(log: Sequence[TicketEvent]) -> tuple[Telling, ...]:
    """Return what was told of escalations, in order."""
    return tuple(_telling(event) for event in log if event.kind is EventKind.ESCALATED)


def _telling(event: TicketEvent) -> Telling:
    number = {name: int(event.text(name) or 0) for name in ("level", "turn", "since")}
    skipped = bool(event.facts.get("skipped"))
    return Telling(
        number["level"], number["turn"], event.text("severity"), number["since"], skipped, event.at
    )


@dataclass(frozen=True)  # without slots, so that what it is asked again and again is worked out once
class Chain:
    """The escalation of one ticket, as it stands with these events and clocks."""

    terms: PlanTerms
    ticket: Ticket
    log: Sequence[TicketEvent]
    clocks: Sequence[Measured]

    @property
    def levels(self) -> Sequence[Level]:
        """The levels that the plan has at the ticket's severity, lowest first."""
        return self.terms.plan.escalations[self.ticket.severity]

    @cached_property
    def reached(self) -> int:
        """The highest level that was told, whatever the severity then; 0: none."""
        return _reached(self.log)

    def after(self, step: Step) -> "Chain":
        """Return the escalation once a step was made that changes no clock."""
        return replace(self, ticket=step.ticket, log=(*self.log, *step.events))

    def due(self, now: datetime) -> tuple[Page, ...]:
        """Return what is to be told by now, the lowest level first."""
        ready: dict[int, Page] = {}
        for page in self._ahead:
            if page.at <= now:
                ready.setdefault(page.level, page)
        return tuple(ready[level] for level in sorted(ready))

    def next_at(self, now: datetime) -> datetime | None:
        """Return when, after *now*, a level is to be told; None where none is, as things stand."""
        return min((page.at for page in self._ahead if page.at > now), default=None)

    def due_at_earliest(self, now: datetime) -> datetime | None:
        """Return when a level is to be told next, at *now* where one is due; None where none will be."""
        return now if self.due(now) else self.next_at(now)

    def level_after(self, number: int) -> int | None:
        """Return the number of the level above, None above the highest."""
        return number + 1 if number < len(self.levels) else None

    def followed(self, number: int) -> Clock:
        """Return the clock that a level follows: its own, or that of the last level below that names one."""
        named = [each.when.clock for each in self.levels[:number] if isinstance(each.when, OfClock)]
        return named[-1]

    def run_of(self, number: int) -> Measured | None:
        """Return the clock that a level follows, while it is open and something is promised."""
        kind = self.followed(number)
        open_ones = (each for each in self.clocks if each.clock is kind and each.stopped_at is None)
        run = next(open_ones, None)
        return run if run is not None and run.is_promised else None

    def decliners(self, number: int) -> frozenset[str]:
        """Return who was told of a level and said that they cannot."""
        return frozenset(
            event.by
            for event in self.log
            if event.kind is EventKind.PAGE_DECLINED and _level_of(event) == number
        )

    @cached_property
    def _ahead(self) -> tuple[Page, ...]:
        """What is to be told as things stand, with its moment; a wait holds up what nobody asked."""
        return tuple(self._pages())

    @cached_property
    def _tellings(self) -> tuple[Telling, ...]:
        return tellings(self.log)

    def _pages(self) -> Iterator[Page]:
        if not self.ticket.is_active or not self.levels:
            return
        if self.ticket.is_frozen:
            yield from (page for page in self._asked_for() if page.because and self.is_by_staff(page.because))
            return
        yield from self._asked_for()
        if self.ticket.status in WAITING:
            return
        for number in range(max(1, self.reached), len(self.levels) + 1):
            run = self.run_of(number)
            if run is not None and self._is_live(run):
                yield from self._first(number, run)
                yield from self._again(number, run)

    def _is_live(self, run: Measured) -> bool:
        """Whether a clock's chain goes on: that of a response ends once somebody takes the ticket."""
        taken = (e for e in self.log if e.kind in TAKES and e.at >= run.started_at)
        return run.clock not in _RESPONSES or next(taken, None) is None

    def _first(self, number: int, run: Measured) -> Iterator[Page]:
        if self._told(number, run) is None:
            at = self._moment(number, run)
            if at is not None:
                yield Page(number, 1, at)

    def _again(self, number: int, run: Measured) -> Iterator[Page]:
        """Yield the next repeat of the highest level that was told."""
        told, level = self._told(number, run), self.levels[number - 1]
        if told is None or told.was_skipped or number != self.reached or told.turn > level.repeats:
            return
        at = self._later(told.at, level.every_minutes)
        yield Page(number, told.turn + 1, self._in_hours(at, run))

    def _told(self, number: int, run: Measured) -> Telling | None:
        """Return when a level was last told for this run of its clock, at this severity."""
        return next(reversed(self._of(number, run)), None)

    def _of(self, number: int, run: Measured) -> list[Telling]:
        """Return when a level was told for this run of its clock, at this severity."""
        severity = self.ticket.severity
        return [each for each in self._tellings_in(run) if (each.level, each.severity) == (number, severity)]

    def _tellings_in(self, run: Measured) -> Iterator[Telling]:
        """Yield what was told for a run of a clock; what was said before may since have moved its start."""
        began = micros(run.started_at)
        return (each for each in self._tellings if each.since >= began)

    def _moment(self, number: int, run: Measured) -> datetime | None:
        when, last = self.levels[number - 1].when, run.intervals[-1]
        if isinstance(when, AfterLevel):
            return self._after(number, run, when.minutes)
        if last.measure is None or run.is_paused:
            return None
        at = last.measure.warning(last.before, last.from_at, when.percent)
        return None if at is None else self._in_hours(at, run)

    def _after(self, number: int, run: Measured, minutes: int) -> datetime | None:
        """Return when a level comes so long after the one below; at once where nobody was there to tell."""
        below = self._of(number - 1, run)
        if below:
            is_skipped = below[-1].was_skipped
            return below[-1].at if is_skipped else self._in_hours(self._later(below[0].at, minutes), run)
        return self._anew(number, run, minutes) if number <= self.reached else None

    def _anew(self, number: int, run: Measured, minutes: int) -> datetime | None:
        """Return when a level is told again that was reached before, though the one below will not be.

        At another severity it is at once; for another run of its clock, when the level below would have led
        to it.
        """
        if any(self._tellings_in(run)):
            return self._in_hours(run.intervals[-1].from_at, run)
        below_at = self._moment(number - 1, run)
        return None if below_at is None else self._in_hours(self._later(below_at, minutes), run)

    def _in_hours(self, at: datetime, run: Measured) -> datetime:
        """Return when staff may be paged for what is due at a moment."""
        measure = run.intervals[-1].measure
        if measure is None or self.terms.pages_after_hours(self.ticket.severity):
            return at
        return paged_at(at, measure.calendar)

    def _later(self, since: datetime, minutes: int) -> datetime:
        """Return the moment so many minutes later, those not counted in which the ticket waited."""
        at = since + timedelta(minutes=minutes)
        for begins_at, ends_at in _waits(self.log, since):
            if begins_at < at:
                at += ends_at - max(begins_at, since)
        return at

    def _asked_for(self) -> Iterator[Page]:
        """Yield what somebody called for and nobody was told of yet, the latest call first.

        That is the level above, or the next person where one cannot; and one level more for each at which
        nobody was there to be told. A client's call that waits for our hours is answered by who takes the
        ticket meanwhile.
        """
        since: tuple[Telling, ...] = ()
        is_taken = False
        for place, event in reversed(tuple(enumerate(self.log))):
            if event.kind is EventKind.ESCALATED:
                since = (*since, _telling(event))
            elif event.kind in TAKES:
                is_taken = True
            elif event.kind in _CALLS and not (is_taken and event.facts.get("by_client")):
                yield from self._answer(event, _reached(self.log[:place]), since)

    def _answer(self, call: TicketEvent, reached: int, since: Sequence[Telling]) -> Iterator[Page]:
        """Yield what answers a call made at a level that was reached; nothing once something did."""
        cannot = call.kind is EventKind.PAGE_DECLINED
        lowest = _level_of(call) if cannot else reached + 1
        told = [each for each in since if each.level >= lowest]
        if not all(each.was_skipped for each in told):
            return
        number = max((each.level + 1 for each in told), default=lowest)
        if number <= len(self.levels) and not (cannot and not self.still_asks(lowest)):
            turn = int(call.text("turn")) if cannot and not told else 1
            yield Page(number, turn, self._called_at(call, number), because=call)

    def still_asks(self, number: int) -> bool:
        """Whether a level still waits for somebody: its clock runs on untaken, or staff called for it."""
        if self.ticket.assignee is not None or number > len(self.levels):
            return False
        run = self.run_of(number)
        return self._was_called(number) or (run is not None and self._is_live(run))

    def _was_called(self, number: int) -> bool:
        """Whether staff called for a level when it was last told, whatever its clock."""
        told = [e for e in self.log if e.kind is EventKind.ESCALATED and _level_of(e) == number]
        return bool(told) and bool(told[-1].facts.get("by_staff"))

    def _called_at(self, call: TicketEvent, number: int) -> datetime:
        """Return when a level is told that was called for: at once where staff did, else in the hours."""
        if self.is_by_staff(call):
            return call.at
        measure = self.terms.measure(self.ticket.severity, self.followed(number))
        at_any_hour = measure is None or self.terms.pages_after_hours(self.ticket.severity)
        calendar = None if at_any_hour or measure is None else measure.calendar
        at = paged_at(call.at, calendar) if calendar else call.at
        for begins_at, ends_at in _times(self.log, lambda ticket: ticket.is_frozen):
            if begins_at <= at < ends_at:
                at = paged_at(ends_at, calendar) if calendar else ends_at
        return at

    def is_by_staff(self, call: TicketEvent) -> bool:
        """Whether staff called for a page, or for the one that somebody cannot answer."""
        if call.kind is EventKind.PAGE_DECLINED:
            return self._was_called(_level_of(call))
        return not call.facts.get("by_client")


def _level_of(event: TicketEvent) -> int:
    return int(event.text("level") or 0)


def _reached(log: Sequence[TicketEvent]) -> int:
    return max((each.level for each in tellings(log) if not each.was_skipped), default=0)


def _waits(log: Sequence[TicketEvent], since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when a ticket waited, or was frozen, as far as that ended after a moment."""
    stood = _times(log, lambda ticket: ticket.status in WAITING or ticket.is_frozen)
    return ((begins_at, ends_at) for begins_at, ends_at in stood if ends_at > since)


def _times(
    log: Sequence[TicketEvent], stands: Callable[[Ticket], bool]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when something was so of a ticket, and ended; a pause may be noted late."""
    ticket, since = fold(log[:1]), None
    for event in sorted(log[1:], key=lambda each: (each.at, each.seq)):
        ticket = apply(ticket, event)
        if stands(ticket):
            since = since or event.at
        elif since is not None:
            if event.at > since:
                yield since, event.at
            since = None
