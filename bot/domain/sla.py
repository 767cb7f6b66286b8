"""SLA clocks: each promise on a ticket, measured from the log of what happened, interval by interval.

What a clock shows is a function of the ticket's events, the plan versions that they name, and the present.
Events count by when they happened, in whatever order they reached us. The intervals of a clock are its
receipt: what was counted, what was not, and by which rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from typing import Final, Protocol, TypeAlias

from bot.domain.chronicle import Phase, between, chronicle, phases
from bot.domain.measures import Measure, Standing
from bot.domain.runs import Run, runs
from bot.domain.targets import Clock, Target
from bot.domain.terms import Planning
from bot.domain.tickets import Basis, Severity, Status, TicketEvent

_NOTHING: Final = timedelta(0)


class Rule(StrEnum):
    """Why an interval counts, or does not."""

    RUNS = "runs"
    """The clock runs: open time on its calendar counts."""
    WAITS_ON_CLIENT = "waits_on_client"
    WAITS_ON_THIRD_PARTY = "waits_on_third_party"
    PLAN_PAUSED = "plan_paused"
    """The client's plan is paused; outweighs a wait, which goes on beneath it."""
    RESOLVED = "resolved"
    """Between resolving and reopening."""
    DISMISSED = "dismissed"
    """While it was said to be no request."""
    UNPROMISED = "unpromised"
    """The plan promises nothing at this severity."""


class Terms(Protocol):
    """What one version of a plan says of clocks."""

    @property
    def claim_counts_as_response(self) -> bool:
        """Whether a claim stops the first-response clock."""
        ...

    @property
    def third_party_pauses_resolution(self) -> bool:
        """Whether waiting on a third party pauses the resolution clock."""
        ...

    @property
    def warnings_percent(self) -> Sequence[int]:
        """At which parts of a target staff are warned, smallest first."""
        ...

    def measure(self, severity: Severity, clock: Clock) -> Measure | None:
        """Return what is promised; None: nothing."""
        ...


TermsOf: TypeAlias = Callable[[Basis], Terms]
"""Finds the terms that a ticket goes by."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A part of a clock's time under one rule."""

    from_at: datetime
    to_at: datetime
    rule: Rule
    severity: Severity
    basis: Basis
    measure: Measure | None
    counted: timedelta
    """Open time of the calendar, where the clock runs."""
    before: Standing
    """How far the clock had come when it began."""
    due_at: datetime | None
    """When the clock was due as it ran here; None where it did not, is never due, or was in breach before."""
    percents: Sequence[int]
    """At which parts of the target staff were warned, smallest first."""


def _passed(interval: Interval, percents: Sequence[int]) -> Iterator[tuple[int, datetime]]:
    """Yield when parts of the target pass, as things stood when an interval began; none of one never due."""
    if interval.due_at is not None and interval.measure is not None:
        yield from interval.measure.warnings(interval.before, interval.from_at, percents)


@dataclass(frozen=True)  # without slots, so that its warnings are worked out once
class Measured:
    """One clock of a ticket, as it stands at a moment."""

    clock: Clock
    started_at: datetime
    stopped_at: datetime | None
    """None: it is open, running or paused."""
    intervals: tuple[Interval, ...]
    due_at: datetime | None
    """When it has to stop, or had to; None while it is paused, or where nothing is promised."""
    breached_at: datetime | None
    is_unanswered: bool
    """Whether it stopped although nobody answered: the question was taken back, or ended with its ticket."""

    @cached_property
    def warnings(self) -> tuple[tuple[int, datetime], ...]:
        """Return how many percent are, or were, reached when, of a clock that runs towards its due moment."""
        return tuple(self._ahead())

    def _ahead(self) -> Iterator[tuple[int, datetime]]:
        last = self._last
        if self.stopped_at is not None or last.rule is not Rule.RUNS or last.measure is None:
            return iter(())
        return last.measure.warnings(last.before, last.from_at, last.percents)

    @property
    def reached(self) -> tuple[tuple[int, datetime], ...]:
        """Return the warnings that it has come to by now, in order: percent and moment.

        Each goes by the target and the plan that were in force. One comes again where a later target is
        longer, so that it is ahead once more; what a change leaves behind is reached at the change, unless it
        was before. After the breach nothing is reached any more.
        """
        return self.reached_of(None)

    def reached_of(self, percents: Sequence[int] | None) -> tuple[tuple[int, datetime], ...]:
        """Return the same of any parts of the target, such as an escalation's; 100 is the due moment."""
        found: list[tuple[int, datetime]] = []
        for each in self.intervals:
            known = {percent for percent, _ in found}
            is_now = each is self._last and self.stopped_at is None
            for percent, at in _passed(each, each.percents if percents is None else percents):
                begun = at > each.from_at or percent not in known
                if begun and (at < each.to_at or (is_now and at == each.to_at)):
                    found.append((percent, at))
        return tuple(found)

    @property
    def due_when_it_ran(self) -> datetime | None:
        """When it had to stop, as it was when it last ran; None of one that never is due."""
        if self.due_at is not None:
            return self.due_at
        ran = (each.due_at for each in reversed(self.intervals) if each.rule is Rule.RUNS)
        return next(ran, None)

    @property
    def is_paused(self) -> bool:
        """Whether it stands still for the moment."""
        return self.stopped_at is None and self._last.rule not in {Rule.RUNS, Rule.UNPROMISED}

    @property
    def is_running(self) -> bool:
        """Whether it runs towards a due moment that is still ahead."""
        ahead = self.due_at is not None and self.breached_at is None
        return self.stopped_at is None and ahead

    @property
    def is_promised(self) -> bool:
        """Whether there is, at the end at least, something promised to measure it by."""
        return self._last.measure is not None

    @property
    def used(self) -> timedelta:
        """How much open time counted."""
        return sum((each.counted for each in self.intervals), _NOTHING)

    @property
    def left(self) -> timedelta | None:
        """How much open time is left of a target that is counted in it, below zero once it is overdrawn."""
        measure = self._last.measure
        return measure.left(Standing(self.started_at, self.used)) if measure else None

    @property
    def _last(self) -> Interval:
        return self.intervals[-1]


def measured(events: Iterable[TicketEvent], terms_of: TermsOf, now: datetime) -> tuple[Measured, ...]:
    """Return the clocks of a ticket, each kind in the order of their starts, as they stand at *now*.

    *events* begin with its opening, before which nothing is. What happened after *now* is left out.
    """
    events = list(events)
    now = max(now, events[0].at)
    moments = chronicle(events, now)
    known = tuple(phases(moments))
    return tuple(
        _measured(clock, run, known, terms_of, now)
        for clock in Clock
        for run in runs(clock, moments, lambda basis: terms_of(basis).claim_counts_as_response)
    )


def _measured(clock: Clock, run: Run, known: Sequence[Phase], terms_of: TermsOf, now: datetime) -> Measured:
    tape = _Tape(clock, run)
    for phase, to_at in between(known, run.started_at, run.stopped_at, now):
        tape.add(phase, to_at, terms_of(phase.basis))
    return tape.read(now)


_ENDED: Final = {
    Status.RESOLVED: Rule.RESOLVED,
    Status.CLOSED: Rule.RESOLVED,
    Status.CANCELLED: Rule.DISMISSED,
}
_OVER: Final = frozenset(_ENDED.values())
_OF_ANSWERS: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE})
_ON_CLIENT: Final = {Status.WAITING_ON_CLIENT: Rule.WAITS_ON_CLIENT}
_ON_THIRD_PARTY: Final = {Status.WAITING_ON_THIRD_PARTY: Rule.WAITS_ON_THIRD_PARTY}

_PAUSES: Final[Mapping[Clock, Mapping[Status, Rule]]] = {
    Clock.FIRST_RESPONSE: _ENDED,
    Clock.NEXT_RESPONSE: {**_ENDED, **_ON_CLIENT},
    Clock.UPDATE: {**_ENDED, **_ON_CLIENT, **_ON_THIRD_PARTY},
    Clock.RESOLUTION: {**_ENDED, **_ON_CLIENT, **_ON_THIRD_PARTY},
}
"""In which status each kind of clock stands still; a plan may let resolution go on for a third party."""


class _Tape:
    """What is measured of one clock, written down phase by phase."""

    def __init__(self, clock: Clock, run: Run) -> None:
        self._clock = clock
        self._run = run
        self._intervals: list[Interval] = []
        self._standing = Standing(run.started_at)
        self._aim_so_far: tuple[Target, Planning | None] | None = None
        self._due_at: datetime | None = None
        self._breached_at: datetime | None = None

    def add(self, phase: Phase, to_at: datetime, terms: Terms) -> None:
        """Go on to *to_at* in a phase; what comes next is known to come no earlier."""
        measure = terms.measure(phase.severity, self._clock)
        rule, counted, due_at = self._rule(phase, terms, measure), _NOTHING, None
        if rule is Rule.RUNS and measure is not None:
            self._aim(measure, phase.from_at)
            counted = measure.calendar.elapsed(phase.from_at, to_at)
            due_at = self._due(measure, phase.from_at)
            after = self._standing.ran(counted)
        else:
            after = self._standing.paused(phase.from_at, to_at)
        self._look_out(due_at, to_at)
        terms_then = phase.severity, phase.basis, measure
        before, percents = self._standing, terms.warnings_percent
        self._intervals.append(
            Interval(phase.from_at, to_at, rule, *terms_then, counted, before, due_at, percents)
        )
        self._standing = after

    def _aim(self, measure: Measure, at: datetime) -> None:
        """Go by a target from *at* on, which may be the one that it went by before."""
        aim = measure.target, measure.planning
        if self._aim_so_far not in (None, aim):
            self._standing = self._standing.retargeted(at)
        self._aim_so_far = aim

    def _due(self, measure: Measure, at: datetime) -> datetime | None:
        """Return when it is due, running from *at* on; None once it is in breach, or while it cannot be."""
        judged_from_at = self._run.judged_from_at
        if self._breached_at is not None or (judged_from_at is not None and at < judged_from_at):
            return None
        return measure.due(self._standing, at)

    def _rule(self, phase: Phase, terms: Terms, measure: Measure | None) -> Rule:
        rule = _PAUSES[self._clock].get(phase.status, Rule.RUNS)
        if phase.is_frozen and rule not in _OVER:
            return Rule.UNPROMISED if measure is None else Rule.PLAN_PAUSED
        goes_on = rule is Rule.WAITS_ON_THIRD_PARTY and self._clock is Clock.RESOLUTION
        if goes_on and not terms.third_party_pauses_resolution:
            rule = Rule.RUNS
        return Rule.UNPROMISED if rule is Rule.RUNS and measure is None else rule

    def _look_out(self, due_at: datetime | None, to_at: datetime) -> None:
        """Note when it is due from here on, and whether that comes to pass before *to_at*.

        A clock breaches once at most, and no later change undoes it.
        """
        if self._breached_at is not None:
            return
        self._due_at = due_at
        if due_at is not None and due_at < to_at:
            self._breached_at = due_at

    def read(self, now: datetime) -> Measured:
        """Return the clock; one that is due at this very moment, and still open, is in breach."""
        last, stopped_at = self._intervals[-1], self._run.stopped_at
        if stopped_at is None and last.rule in _OVER:
            # It may have been closed, or have got another severity, since.
            *_, ended = takewhile(lambda each: each.rule in _OVER, reversed(self._intervals))
            stopped_at = ended.from_at
        if (
            stopped_at is None
            and self._breached_at is None
            and self._due_at is not None
            and self._due_at <= now
        ):
            self._breached_at = self._due_at
        return Measured(
            self._clock,
            self._run.started_at,
            stopped_at,
            tuple(self._intervals),
            self._due_at,
            self._breached_at,
            stopped_at is not None and self._is_unanswered,
        )

    @property
    def _is_unanswered(self) -> bool:
        ended = self._run.stopped_at is None and self._clock in _OF_ANSWERS
        return ended or not self._run.was_answered


def nearest(clocks: Iterable[Measured]) -> Measured | None:
    """Return the clock that matters most now: the open one that was due, or is due, first; None of none."""
    due = [each for each in clocks if each.stopped_at is None and each.due_at is not None]
    return min(due, key=lambda each: each.due_at or each.started_at, default=None)


def solved_first(clocks: Iterable[Measured]) -> Measured | None:
    """Return the resolution that is due before the first answer, where both are still ahead; else None.

    Some plans promise it so: whoever solves it in time has answered.
    """
    ahead = {each.clock: each for each in clocks if each.is_running}
    answer, solution = ahead.get(Clock.FIRST_RESPONSE), ahead.get(Clock.RESOLUTION)
    return solution if answer and solution and nearest((answer, solution)) is solution else None
