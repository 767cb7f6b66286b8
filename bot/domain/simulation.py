"""A sample ticket: what a plan comes to for one that is opened at some moment and that nobody touches."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.escalation import Step, tellings
from bot.domain.measures import Measure, Standing
from bot.domain.plan_terms import PlanTerms
from bot.domain.targets import Clock, Target
from bot.domain.tickets import Severity
from bot.errors import BeyondTimeError

_ALWAYS: Final = BusinessCalendar.always("UTC")
_LAST: Final = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
"""After it there are clocks on the wall that show the year 10000."""


@dataclass(frozen=True, slots=True)
class SampleClock:
    """One promise, as if its clock started when the ticket is opened."""

    clock: Clock
    target: Target
    due_at: datetime | None
    """None: best effort."""
    warnings: tuple[tuple[int, datetime], ...]
    """At which percent of the target staff are warned, and when."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The moments of a sample ticket, all in UTC."""

    terms: PlanTerms
    severity: Severity
    opened_at: datetime
    clocks: tuple[SampleClock, ...]
    """Those that the plan promises."""
    escalation: tuple[Step, ...]
    """Each telling of a level, in order, its repeats among them."""


def simulate(terms: PlanTerms, severity: Severity, at: datetime) -> Sample:
    """Return the moments of a ticket that is opened at *at*; NaiveTimeError, BeyondTimeError."""
    opened_at = _ALWAYS.next_open(at)
    if not MINYEAR < opened_at.year < MAXYEAR:  # local times and deadlines need some room
        raise BeyondTimeError("at")
    measures = {clock: terms.measure(severity, clock) for clock in Clock}
    clocks = tuple(_sample(clock, each, terms, opened_at) for clock, each in measures.items() if each)
    escalation = tellings(terms, severity, opened_at)
    moments = (*(each.due_at or opened_at for each in clocks), *(step.at for step in escalation))
    if max(moments) > _LAST:
        raise BeyondTimeError("at")
    return Sample(terms, severity, opened_at, clocks, escalation)


def _sample(clock: Clock, measure: Measure, terms: PlanTerms, opened_at: datetime) -> SampleClock:
    standing = Standing(opened_at)
    warnings = tuple(measure.warnings(standing, opened_at, terms.warnings_percent))
    return SampleClock(clock, measure.target, measure.due(standing, opened_at), warnings)
