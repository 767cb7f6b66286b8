"""When digests come by themselves: as a client's plan promises, or as managers have set it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.domain.terms import Cadence, Report

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7
_FARTHEST_DAYS: Final = 800
"""Farther than two of the rarest are apart."""
_QUARTERS: Final = frozenset({1, 4, 7, 10})
_UNITS: Final[Mapping[Cadence, PeriodUnit]] = {
    Cadence.MONTHLY: PeriodUnit.MONTH,
    Cadence.QUARTERLY: PeriodUnit.QUARTER,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A digest that comes again and again."""

    cadence: Cadence
    day: int
    """Of the week from 1, Monday, where it is weekly; else of the first month of the period."""
    at: time
    time_zone: str
    title: str = ""
    """What the plan calls it; empty: it has no name of its own."""

    def next(self, after: datetime) -> datetime:
        """Return the next moment after another, in UTC."""
        day = self._date(after) - _DAY
        while not self._holds(day) or self._moment(day) <= after:
            day += _DAY
        return self._moment(day)

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """Return the last moment after *since* and up to *until*; None where there is none."""
        day = self._date(until) + _DAY
        for _ in range(_FARTHEST_DAYS):
            if self._holds(day) and self._moment(day) <= until:
                return self._moment(day) if self._moment(day) > since else None
            day -= _DAY
        return None

    def period(self, moment: datetime) -> ReportPeriod:
        """Return what a digest of that moment is about: the last whole one, a week being any seven days.

        On Mondays that is the week that is over; on another day the seven days before it, so that no day is
        told twice or never.
        """
        today = self._date(moment)
        if self.cadence in _UNITS:
            return last_whole(_UNITS[self.cadence], today, self.time_zone)
        if self.cadence is Cadence.YEARLY:
            first, last = date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
            return ReportPeriod(PeriodUnit.DAYS, first, last, self.time_zone)
        unit = PeriodUnit.WEEK if today.isoweekday() == 1 else PeriodUnit.DAYS
        return ReportPeriod(unit, today - _WEEK * _DAY, today - _DAY, self.time_zone)

    def _date(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, self.at, ZoneInfo(self.time_zone)).astimezone(UTC)

    def _holds(self, day: date) -> bool:
        if self.cadence is Cadence.WEEKLY:
            return day.isoweekday() == self.day
        is_first_month = {
            Cadence.MONTHLY: True,
            Cadence.QUARTERLY: day.month in _QUARTERS,
            Cadence.YEARLY: day.month == 1,
        }
        return day.day == self.day and is_first_month[self.cadence]


@dataclass(frozen=True, slots=True)
class OwnSchedule:
    """What managers have set for one place, instead of what the plan promises."""

    place: str
    """`client:` and a client's id, or the id of a triage channel."""
    cadence: Cadence
    is_off: bool
    day: int = 1
    at: time = time(9)
    time_zone: str = "UTC"

    @property
    def schedule(self) -> Schedule:
        """When it comes."""
        return Schedule(self.cadence, self.day, self.at, self.time_zone)


def in_force(
    promised: Mapping[Cadence, Report], own: Iterable[OwnSchedule], time_zone: str
) -> list[Schedule]:
    """Return what comes at a place: as promised in a time zone, but for what managers have set otherwise."""
    found = {
        cadence: Schedule(cadence, report.day, report.at, time_zone, report.title)
        for cadence, report in promised.items()
    }
    for each in own:
        promise = found.pop(each.cadence, None)
        if not each.is_off:
            found[each.cadence] = replace(each.schedule, title=promise.title if promise else "")
    return [found[cadence] for cadence in Cadence if cadence in found]
