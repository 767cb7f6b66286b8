"""Escalation: when the levels of a plan are reached, and when staff may be paged at all.

A level that waits for a part of a clock's target is reached when the clock is. One that comes so many minutes
after another counts them in real time, from the moment at which the other was told: an engineer who does not
answer within half an hour does not answer, whatever a calendar says.

Staff are not paged outside the hours of the clock that the chain follows: what falls there waits for the next
opening, and what comes after it is counted from there. A plan with `emergency` for the severity pages at any
hour, and so does a clock that runs around the clock. The end of the hours, a due moment as any, is within.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.measures import Measure, Standing
from bot.domain.plan_terms import PlanTerms
from bot.domain.terms import Level, OfClock
from bot.domain.tickets import Severity
from bot.errors import BeyondTimeError

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar

_INSTANT: Final = timedelta(microseconds=1)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """A level of an escalation, and when it is told."""

    level: Level
    at: datetime
    hours: BusinessCalendar | None = field(repr=False, compare=False)
    """When staff may be paged; None: at any hour."""
    turn: int = 1
    """For which time: 1 is the first."""

    def again(self) -> Step | None:
        """Return the step at which the level is told once more, None after the last; BeyondTimeError."""
        if self.turn > self.level.repeats:
            return None
        at = _paged(_later(self.at, self.level.every_minutes), self.hours)
        return replace(self, at=at, turn=self.turn + 1)


def tellings(terms: PlanTerms, severity: Severity, started_at: datetime) -> tuple[Step, ...]:
    """Return the steps of such a ticket with their repeats, in order; BeyondTimeError.

    A level is told again until the one above is: at the same moment only the higher one is told.
    """
    firsts = steps(terms, severity, started_at)
    pairs = zip(firsts, (*firsts, None)[1:], strict=True)
    return tuple(step for first, above in pairs for step in _until(first, above))


def _until(first: Step, above: Step | None) -> Iterator[Step]:
    step: Step | None = first
    while step is not None and (above is None or step.at < above.at):
        yield step
        step = step.again()


def steps(terms: PlanTerms, severity: Severity, started_at: datetime) -> tuple[Step, ...]:
    """Return the levels, in order, of a ticket that nobody touches, with all its clocks from *started_at* on.

    Each is told for the first time then. A level that a higher one overtakes, or comes together with, is left
    out, for a chain never goes back to a lower level. Raises BeyondTimeError where one would come after the
    year 9999.
    """
    reached = tuple(_reached(terms, severity, started_at))
    return tuple(
        step
        for place, step in enumerate(reached, start=1)
        if all(step.at < higher.at for higher in reached[place:])
    )


def _reached(terms: PlanTerms, severity: Severity, started_at: datetime) -> Iterator[Step]:
    """Yield when each level is told; one whose clock is never due is not."""
    followed: Measure | None = None
    before: datetime | None = None
    at_any_hour = terms.pages_after_hours(severity)
    for level in terms.plan.escalations[severity]:
        if isinstance(level.when, OfClock):
            followed = terms.measure(severity, level.when.clock)
            part = level.when.percent
            at = followed.warning(Standing(started_at), started_at, part) if followed else None
        else:
            at = _later(before, level.when.minutes) if before else None
        if at is not None and followed is not None:
            hours = None if at_any_hour else followed.calendar
            before = _paged(at, hours)
            yield Step(level, before, hours)


def _paged(at: datetime, hours: BusinessCalendar | None) -> datetime:
    return at if hours is None else paged_at(at, hours)


def _later(before: datetime, minutes: int) -> datetime:
    try:
        return before + timedelta(minutes=minutes)
    except OverflowError:
        raise BeyondTimeError("escalation") from None


def paged_at(at: datetime, calendar: BusinessCalendar) -> datetime:
    """Return *at* if that is in the hours, their very end included, else the next opening, in UTC."""
    is_end = at > _FIRST and calendar.elapsed(at - _INSTANT, at) > timedelta(0)
    return at if is_end else calendar.next_open(at)
