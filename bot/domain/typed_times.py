"""Days, times of day and lengths as people type them: whatever is typed is read here, and so read alike.

Hours and minutes are real time; days and times of day go by the clock on the wall of whoever typed them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import BadLengthError

_DAY: Final = timedelta(days=1)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS: Final = 2
"""With two, each name is one day's alone."""
_NEAR: Final = {"today": 0, "tomorrow": 1}
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LIKE_A_DATE: Final = re.compile(r"\d{4}([-./]\d{1,2}){0,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)
"""Dates beyond are no nearer to anything that could be meant, and may be none in another zone."""
_NOON: Final = 12
_MIDNIGHT: Final = 24 * 60
_LAST_MINUTE: Final = 59
_MOST: Final = 1_000_000
"""Of any unit: far beyond what is accepted, and nothing that a date could not take."""

ENDS: Final = r"[,;:]?(?=\s|$)\s*"
"""How what was typed ends where a text may follow."""
TIME: Final = r"(\d{1,2})(?::(\d\d))?\s*([ap]m)?"
"""A time of day, its groups for `minutes_of_day` and `time_of_day`."""
_HOURS: Final = r"h(?:rs?|ours?|oras?)?"
_MINUTES: Final = r"m(?:in(?:ute|uto)?s?)?"
_AND: Final = r"(?:(?<=\s)(?:and|e|y)\s+)?"
_LENGTH: Final = re.compile(
    r"(?:(?P<weeks>\d{1,9})\s*(?:w(?:eeks?)?|semanas?)(?![a-z])\s*)?"
    rf"(?:{_AND}(?P<days>\d{{1,9}})\s*d(?:ays?|[ií]as?)?(?![a-z])\s*)?"
    rf"(?:{_AND}(?P<part>\d{{1,9}}[.,]\d{{1,4}})\s*{_HOURS}(?!\w)"
    rf"|(?P<clock>\d{{1,9}}):(?P<past>\d\d)(?:\s*{_HOURS}(?!\w))?"
    rf"|(?:{_AND}(?P<hours>\d{{1,9}})\s*{_HOURS}(?:(?P<odd>\d{{1,2}})m?(?!\w)|(?![a-z]))\s*)?"
    rf"(?:{_AND}(?P<minutes>\d{{1,9}})\s*{_MINUTES}(?!\w))?){ENDS}",
    re.IGNORECASE,
)
"""In English, Spanish and Portuguese words."""


def weekday_of(word: str) -> int | None:
    """Return the day of the week that `mon`, `Mo` or `Monday` means, Monday being 0; None of other words."""
    name = word.lower()
    fits = (number for number, day in enumerate(_WEEKDAYS) if day.startswith(name))
    return next(fits, None) if len(name) >= _LEAST_LETTERS else None


def date_of(word: str) -> date | None:
    """Return the day that a word such as `2026-12-24` names; None where there is no such day."""
    written = _DATE.fullmatch(word)
    try:
        return min(max(date(*map(int, written.groups())), _FIRST), _LAST) if written else None
    except ValueError:
        return None


def is_like_a_date(word: str) -> bool:
    """Whether a word was meant for a date, be it one or not: `2026-02-30`, `24.12.2026`, `2026`."""
    return _LIKE_A_DATE.fullmatch(word) is not None


def minutes_of_day(hour: str, minute: str | None, half: str | None) -> int | None:
    """Return a time of day in minutes, 24:00 being 1440; None where clocks show no such time.

    *half* is `am` or `pm` in any case, or None.
    """
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= _NOON:
        return None
    if half:
        hours = hours % _NOON + (_NOON if half.lower() == "pm" else 0)
    counted = hours * 60 + minutes
    return counted if minutes < 60 and counted <= _MIDNIGHT else None  # noqa: PLR2004 - clocks


def time_of_day(hour: str, minute: str | None, half: str | None) -> time | None:
    """Return a time of day; None where clocks show no such time, or it ends the day."""
    counted = minutes_of_day(hour, minute, half)
    return None if counted in {None, _MIDNIGHT} else time(*divmod(counted or 0, 60))


class Length(NamedTuple):
    """How long something lasts: days by the calendar, and real time beside them."""

    days: int
    more: timedelta


def read_length(text: str) -> tuple[Length, str] | None:
    """Return the length that *text* begins with, and what follows it; None where it begins with none.

    As in `45m`, `1.5h`, `1h30`, `1:40`, `1 h 40 min`, `2 horas e 15 minutos`, `3d`, `2 weeks`, `1d12h`.
    BadLengthError where it has hours, and 60 or more minutes beside them.
    """
    found = _LENGTH.match(text)
    if found is None or not any(found.groups()):
        return None
    minutes = sum(_counted(found[unit]) for unit in ("minutes", "odd", "past"))
    hours = found["hours"] or found["clock"]
    if hours and minutes > _LAST_MINUTE:
        raise BadLengthError(found[0].strip())
    days = min(7 * _counted(found["weeks"]) + _counted(found["days"]), _MOST)
    part = min(Decimal((found["part"] or "0").replace(",", ".")), Decimal(_MOST))
    more = timedelta(hours=_counted(hours), minutes=minutes, seconds=round(part * 3600))
    return Length(days, more), text[found.end() :]


def _counted(digits: str | None) -> int:
    return min(int(digits or 0), _MOST)


@dataclass(frozen=True, slots=True)
class Wall:
    """The clock on somebody's wall: days and times of day mean what it shows."""

    now: datetime
    time_zone: str

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.day_of(self.now)

    def day_of(self, at: datetime) -> date:
        """Return the day that it is at a moment."""
        return at.astimezone(self._zone).date()

    def days(self, word: str, from_on: date) -> tuple[date, ...]:
        """Return the days that a word may mean, the nearest first; none where it names none.

        A day of the week is the first such day from *from_on* on, or a week later.
        """
        if word.lower() in _NEAR:
            return (self.today + _NEAR[word.lower()] * _DAY,)
        weekday = weekday_of(word)
        if weekday is None:
            day = date_of(word)
            return (day,) if day else ()
        nearest = from_on + (weekday - from_on.weekday()) % len(_WEEKDAYS) * _DAY
        return nearest, nearest + len(_WEEKDAYS) * _DAY

    def first(self, days: Sequence[date], at: time, after: datetime) -> datetime:
        """Return the first moment after *after* at which it is that time on one of *days*; else the last."""
        moments = [self.instant(day, at, after) for day in days]
        return next((each for each in moments if each > after), moments[-1])

    def instant(self, day: date, at: time, after: datetime | None = None) -> datetime:
        """Return, in UTC, when clocks show it.

        What they show twice is the first that lies after *after*, which is now if left out; what they skip is
        as long after the skip began as it would have been.
        """
        wall = datetime.combine(day, at, self._zone)
        first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return second if first <= (after or self.now) < second else first

    def later(self, begins: datetime, length: Length) -> datetime:
        """Return, in UTC, the moment that lies so long after another: days keep the time of day."""
        wall = begins.astimezone(self._zone)
        moved = self.instant(wall.date() + length.days * _DAY, wall.time(), begins) if length.days else begins
        return moved.astimezone(UTC) + length.more

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
