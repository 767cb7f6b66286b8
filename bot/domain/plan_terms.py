"""A plan as one client has it: what is promised, on the calendar that holds where the client is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.measures import Measure
from bot.domain.plans import Plan
from bot.domain.targets import ALWAYS, Clock
from bot.domain.tickets import Severity

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """A plan's terms as a client in some time zone has them."""

    plan: Plan
    time_zone: str
    _measures: dict[tuple[Severity, Clock], Measure] = field(default_factory=dict, repr=False, compare=False)
    """Those that were asked for before: a ticket's clocks ask for the same few again and again."""

    @property
    def claim_counts_as_response(self) -> bool:
        """Whether a claim stops the first-response clock."""
        return self.plan.claim_counts_as_response

    @property
    def third_party_pauses_resolution(self) -> bool:
        """Whether waiting on a third party pauses the resolution clock."""
        return self.plan.third_party_pauses_resolution

    @property
    def warnings_percent(self) -> Sequence[int]:
        """At which parts of a target staff are warned, smallest first."""
        return self.plan.warnings_percent

    def measure(self, severity: Severity, clock: Clock) -> Measure | None:
        """Return what is promised, on the calendar as the client has it; None: nothing."""
        if (severity, clock) not in self._measures:
            target = self.plan.targets[severity].get(clock)
            if target is None:
                return None
            calendar = self.plan.timetable(target, self.time_zone).calendar()
            self._measures[severity, clock] = Measure(target, calendar, self.plan.planning)
        return self._measures[severity, clock]

    @property
    def business_calendar(self) -> BusinessCalendar:
        """The calendar that tells business days, as the client has it."""
        return self.plan.business_hours(self.time_zone).calendar()

    def pages_after_hours(self, severity: Severity) -> bool:
        """Whether staff are paged for such a ticket while the calendar of its clock is closed."""
        return self.plan.pages_after_hours(severity)


def pages_at_any_hour(plan: Plan, severity: Severity) -> bool:
    """Whether people are called for such a ticket outside their own hours, too.

    So they are for what the plan's `emergency` names, and for the worst where a first answer is promised
    around the clock.
    """
    answer = plan.targets[severity].get(Clock.FIRST_RESPONSE)
    never_closes = answer is not None and answer.calendar == ALWAYS
    return plan.pages_after_hours(severity) or (severity is Severity.CRITICAL and never_closes)
