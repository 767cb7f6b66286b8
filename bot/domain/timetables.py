"""When somebody is there: a calendar of a plan as a value, and the one place where it becomes one to ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from bot.domain.calendar import BusinessCalendar
from bot.domain.public_holidays import public_holidays
from bot.domain.spans import DAY, WEEKDAYS, read_spans

Spans: TypeAlias = tuple[tuple[str, str], ...]
"""Opening and closing times, as `BusinessCalendar` takes them: `(("09:00", "12:00"), ("13:00", "18:00"))`."""

_MINUTE: Final = 60_000_000
_ALL_DAY: Final = (("00:00", "24:00"),)


@dataclass(frozen=True, slots=True)
class Region:
    """A country by its code, or a part of one that has holidays of its own."""

    country: str
    subdivision: str = ""

    def __str__(self) -> str:
        """Return it in the form of ISO 3166-2: `BR-SP`."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


@dataclass(frozen=True, slots=True)
class Timetable:
    """The opening hours of one calendar of a plan."""

    time_zone: str
    week: Mapping[str, Spans]
    """By day of the week, mon to sun; a day that is left out is closed."""
    follows_client: bool = False
    """Whether a client in another zone has these hours by the clock on their own wall."""
    region: Region | None = None
    """Whose public holidays it is closed on."""
    closed: Mapping[date, str] = field(default_factory=dict)
    """Further closed dates, with the reason that clients are told."""
    worked: tuple[date, ...] = ()
    """Public holidays on which it is open all the same."""
    shifts: Mapping[date, Spans] = field(default_factory=dict)
    """Dates with hours of their own."""

    def for_client(self, time_zone: str) -> "Timetable":
        """Return these hours as a client in *time_zone* has them."""
        return replace(self, time_zone=time_zone) if self.follows_client else self

    def calendar(self) -> BusinessCalendar:
        """Return these hours to be asked; equal ones get the same, for it keeps what it has worked out."""
        return _calendar(
            self.time_zone,
            tuple(self.week.items()),
            self.region,
            frozenset(self.closed),
            frozenset(self.worked),
            tuple(self.shifts.items()),
        )

    def closed_in(self, year: int) -> Mapping[date, str]:
        """Return the dates of a year that are closed as holidays, with their names."""
        own = {day: name for day, name in self.closed.items() if day.year == year}
        if not self.region:
            return own
        public = public_holidays(self.region.country, self.region.subdivision, worked=self.worked).names(year)
        return dict(sorted({**public, **own}.items()))

    def closures(self, first: date, last: date) -> Mapping[date, str]:
        """Return the holidays from *first* to *last* that take hours away, with their names, in order."""
        years = range(first.year, last.year + 1)
        closed = {day: name for year in years for day, name in self.closed_in(year).items()}
        return {day: closed[day] for day in sorted(closed) if first <= day <= last and self._has_hours(day)}

    def _has_hours(self, day: date) -> bool:
        """Whether a date would be open if it were no holiday."""
        return bool(self.shifts.get(day, self.week.get(WEEKDAYS[day.weekday()], ())))

    def spans_on(self, day: date) -> Spans:
        """Return the hours that begin on a date; none where it is closed."""
        if not self.calendar().opens_on(day):
            return ()
        return self.shifts.get(day, self.week.get(WEEKDAYS[day.weekday()], ()))

    @property
    def never_closes(self) -> bool:
        """Whether a week is open throughout."""
        return all(sum(_open_time(span) for span in self.week.get(name, ())) == DAY for name in WEEKDAYS)

    @property
    def longest_day_minutes(self) -> int:
        """The open minutes of the longest day of its week."""
        return max(sum(_open_time(span) for span in spans) for spans in self.week.values()) // _MINUTE


def always_open(time_zone: str) -> Timetable:
    """Return the hours of a calendar that never closes."""
    return Timetable(time_zone, week=dict.fromkeys(WEEKDAYS, _ALL_DAY))


def _open_time(span: tuple[str, str]) -> int:
    """Return how long a span is, in microseconds."""
    [(opens, closes)] = read_spans([span], "week")
    return closes - opens


@lru_cache(maxsize=256)
def _calendar(
    time_zone: str,
    week: tuple[tuple[str, Spans], ...],
    region: Region | None,
    closed: frozenset[date],
    worked: frozenset[date],
    shifts: tuple[tuple[date, Spans], ...],
) -> BusinessCalendar:
    holidays: Collection[date] = closed
    if region:
        holidays = public_holidays(region.country, region.subdivision, own=closed, worked=worked)
    return BusinessCalendar(time_zone, dict(week), holidays, dict(shifts))
