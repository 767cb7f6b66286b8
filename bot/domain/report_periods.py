"""The times that reports are about: weeks, months, quarters and runs of days, where their readers are."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.report_errors import BadPeriodError, PeriodAheadError

_DAY: Final = timedelta(days=1)
_LONGEST_MONTH: Final = 31
_WEEK: Final = 7
_YEAR: Final = 12
_YEAR_DAYS: Final = 365
_QUARTER: Final = 3
_MOST_DAYS: Final = 366
_MONTH: Final = re.compile(r"(20\d\d)-(0?[1-9]|1[0-2])")
_QUARTER_OF_YEAR: Final = re.compile(r"(20\d\d)-?q([1-4])")
_WEEK_OF_YEAR: Final = re.compile(r"(20\d\d)-?w(0?[1-9]|[1-4]\d|5[0-3])")
_LAST_DAYS: Final = re.compile(r"(?:last |past )?([1-9]\d{0,2}) days?")
_WHOLE: Final = re.compile(r"(?:(last|this) )?(week|month|quarter)")


class PeriodUnit(StrEnum):
    """What a time is counted in."""

    WEEK = "week"
    """From Monday to Sunday."""
    MONTH = "month"
    QUARTER = "quarter"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Whole days, one after the other, by the clock on the wall in a zone."""

    unit: PeriodUnit
    first: date
    last: date
    time_zone: str

    @property
    def from_at(self) -> datetime:
        """When its first day begins, in UTC."""
        return _midnight(self.first, self.time_zone)

    @property
    def until_at(self) -> datetime:
        """When the day after its last one begins, in UTC."""
        return _midnight(self.last + _DAY, self.time_zone)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        """How files are named after it: "2026-10", "2026-q4", or from which day to which."""
        if self.unit is PeriodUnit.MONTH:
            return f"{self.first:%Y-%m}"
        if self.unit is PeriodUnit.QUARTER:
            return f"{self.first:%Y}-q{self.last.month // _QUARTER}"
        return f"{self.first}-to-{self.last}"

    @property
    def has_months(self) -> bool:
        """Whether it is longer than any month: what counts by months is told of each."""
        return self.days > _LONGEST_MONTH

    @property
    def has_report(self) -> bool:
        """Whether it is reported on at length: a month, a quarter or a year."""
        return self.unit in {PeriodUnit.MONTH, PeriodUnit.QUARTER} or self.days >= _YEAR_DAYS

    @property
    def before(self) -> "ReportPeriod":
        """The one before it, which it is compared with: a month with a month, be it shorter or longer."""
        if self._is_year:
            return self._years_on(-1)
        if self.unit is PeriodUnit.DAYS:
            return replace(self, first=self.first - timedelta(days=self.days), last=self.first - _DAY)
        return _holding(self.unit, self.first - _DAY, self.time_zone)

    @property
    def following(self) -> "ReportPeriod":
        """The one after it."""
        if self._is_year:
            return self._years_on(1)
        if self.unit is PeriodUnit.DAYS:
            return replace(self, first=self.last + _DAY, last=self.last + timedelta(days=self.days))
        return _holding(self.unit, self.last + _DAY, self.time_zone)

    @property
    def _is_year(self) -> bool:
        year = self.first.year
        return self.first == date(year, 1, 1) and self.last + _DAY == date(year + 1, 1, 1)

    def _years_on(self, count: int) -> "ReportPeriod":
        first, last = (day.replace(year=day.year + count) for day in (self.first, self.last))
        return replace(self, first=first, last=last)

    def day_at(self, at: datetime) -> date:
        """Return the date at a moment where its days are counted."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def is_over(self, now: datetime) -> bool:
        """Whether none of it is ahead."""
        return self.until_at <= now

    def last_weeks(self, count: int) -> list["ReportPeriod"]:
        """Return so many weeks up to the one of its last day, the earliest first."""
        found = [_holding(PeriodUnit.WEEK, self.last, self.time_zone)]
        while len(found) < count:
            found.append(found[-1].before)
        return found[::-1]


def last_whole(unit: PeriodUnit, today: date, time_zone: str) -> ReportPeriod:
    """Return the last week, month or quarter that is over."""
    return _holding(unit, today, time_zone).before


def read_period(typed: str, today: date, time_zone: str) -> ReportPeriod:
    """Return the time that somebody typed; the last whole week of nothing.

    BadPeriodError of what there is not, PeriodAheadError of what has not begun.
    """
    words = " ".join(typed.lower().split()) or PeriodUnit.WEEK
    found = next(
        (
            found
            for pattern, read in _READ.items()
            if (found := _match(pattern, read, words, today, time_zone))
        ),
        None,
    )
    if found is None:
        raise BadPeriodError(typed, _counted_in(words))
    if found.first > today:
        raise PeriodAheadError(found.first)
    return found


def _counted_in(words: str) -> str:
    """Return what somebody counts in who typed a time that there is not; empty where that is unclear."""
    return next((unit for sign, unit in _COUNTED_IN if re.search(sign, words)), "")


_COUNTED_IN: Final = (
    (r"day", PeriodUnit.DAYS),
    (r"\d-?q\d", PeriodUnit.QUARTER),
    (r"\d-?w\d", PeriodUnit.WEEK),
    (r"\d-\d", PeriodUnit.MONTH),
)


_Reader = Callable[[re.Match[str], date, str], "ReportPeriod | None"]


def _match(
    pattern: re.Pattern[str], read: _Reader, words: str, today: date, time_zone: str
) -> ReportPeriod | None:
    written = pattern.fullmatch(words)
    return read(written, today, time_zone) if written else None


def _whole(written: re.Match[str], today: date, time_zone: str) -> ReportPeriod:
    present = _holding(PeriodUnit(written[2]), today, time_zone)
    return present if written[1] == "this" else present.before


def _month(written: re.Match[str], _: date, time_zone: str) -> ReportPeriod:
    return _holding(PeriodUnit.MONTH, date(int(written[1]), int(written[2]), 1), time_zone)


def _quarter(written: re.Match[str], _: date, time_zone: str) -> ReportPeriod:
    first = date(int(written[1]), (int(written[2]) - 1) * _QUARTER + 1, 1)
    return _holding(PeriodUnit.QUARTER, first, time_zone)


def _week(written: re.Match[str], _: date, time_zone: str) -> ReportPeriod | None:
    try:
        return _holding(PeriodUnit.WEEK, date.fromisocalendar(int(written[1]), int(written[2]), 1), time_zone)
    except ValueError:  # a year without a week 53
        return None


def _days(written: re.Match[str], today: date, time_zone: str) -> ReportPeriod | None:
    """The days up to today, that included."""
    count = int(written[1])
    first = today - timedelta(days=count - 1)
    return ReportPeriod(PeriodUnit.DAYS, first, today, time_zone) if count <= _MOST_DAYS else None


_READ: Final[Mapping[re.Pattern[str], _Reader]] = {
    _WHOLE: _whole,
    _MONTH: _month,
    _QUARTER_OF_YEAR: _quarter,
    _WEEK_OF_YEAR: _week,
    _LAST_DAYS: _days,
}
"""How times are typed."""


def _holding(unit: PeriodUnit, day: date, time_zone: str) -> ReportPeriod:
    """Return the week, month or quarter that a day belongs to."""
    if unit is PeriodUnit.WEEK:
        first = day - timedelta(days=day.weekday())
        return ReportPeriod(unit, first, first + timedelta(days=_WEEK - 1), time_zone)
    length = _QUARTER if unit is PeriodUnit.QUARTER else 1
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    following = first.month + length
    ends = date(first.year + following // (_YEAR + 1), (following - 1) % _YEAR + 1, 1)
    return ReportPeriod(unit, first, ends - _DAY, time_zone)


def _midnight(day: date, time_zone: str) -> datetime:
    """Return when a day begins; where its midnight is skipped, the first moment after that."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)
