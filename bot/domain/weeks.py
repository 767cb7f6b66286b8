"""Weeks in a row and what each brought, counted: what charts of digests are drawn from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.percents import share_percent
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.samples import Counts

_SHOWN: Final = 8
_SHOWN_OF_QUARTER: Final = 14
"""As many weeks as a quarter can touch."""
_LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class Week:
    """One week, as far as it has come."""

    period: ReportPeriod
    counts: Counts
    backlog: int
    """How many tickets were open at its end, or are now where that is still ahead."""
    is_over: bool

    @property
    def percent(self) -> int | None:
        """How many of its promises were kept; None where there were none."""
        return share_percent(self.counts.met, self.counts.met + self.counts.missed)


def weeks_shown(period: ReportPeriod, now: datetime) -> list[ReportPeriod]:
    """Return the weeks that a chart shows beside a report of a period: those that have begun."""
    count = _SHOWN_OF_QUARTER if period.unit is PeriodUnit.QUARTER else _SHOWN
    return [each for each in period.last_weeks(count) if each.from_at < now]


def since_the_first(weeks: list[Week]) -> list[Week]:
    """Return weeks without those at their beginning in which nothing was there yet, but for the last few."""
    begun = next((place for place, week in enumerate(weeks) if any(week.counts) or week.backlog), len(weeks))
    return weeks[min(begun, max(len(weeks) - _LEAST, 0)) :]
