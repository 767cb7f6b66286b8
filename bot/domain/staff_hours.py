"""A person's own working hours: outside them only what pages is said to them, the rest in the morning.

Written as in `mon-fri 9-17 Europe/Lisbon`, `mon-thu 9-13 14-18, fri 9-13`, `sat,sun 10:30-12:00 UTC`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.domain.field_types import named_zone
from bot.domain.spans import WEEKDAYS, read_hours
from bot.domain.typed_times import TIME, minutes_of_day, weekday_of
from bot.errors import BadTimesError

if TYPE_CHECKING:  # a start has no use for calendars
    from datetime import datetime

    from bot.domain.calendar import BusinessCalendar

Day: TypeAlias = tuple[tuple[str, str], ...]
"""The spans of one day of the week, such as `(("09:00", "17:00"),)`."""

_GROUPS: Final[Mapping[str, tuple[int, ...]]] = {
    "daily": tuple(range(7)),
    "every-day": tuple(range(7)),
    "weekdays": tuple(range(5)),
    "weekends": (5, 6),
}
_DASH: Final = re.compile(r"\s*[-\N{EN DASH}\N{EM DASH}]\s*|\s+to\s+", re.IGNORECASE)
_MIDNIGHT: Final = 24 * 60
_SPAN: Final = re.compile(rf"{TIME}-{TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StaffHours:
    """When a person works, by the clock on the wall of their zone."""

    week: tuple[Day, ...]
    """Monday first; at least one day has hours."""
    time_zone: str

    def __str__(self) -> str:
        """Return the hours as `read_staff_hours` reads them."""
        runs = [(spans, [day for day, _ in run]) for spans, run in groupby(enumerate(self.week), _spans_of)]
        days = [f"{_named(run)} {_shown(spans)}" for spans, run in runs if spans]
        return f"{', '.join(days)} {self.time_zone}"

    def is_in(self, at: datetime) -> bool:
        """Whether the person works at that moment."""
        return _calendar(self).is_open(at)

    def next_morning(self, at: datetime) -> datetime:
        """Return, in UTC, when the person begins to work next; *at* itself if they are at it."""
        return _calendar(self).next_open(at)


@lru_cache(maxsize=1024)
def _calendar(hours: StaffHours) -> BusinessCalendar:
    week = dict(zip(WEEKDAYS, hours.week, strict=True))
    calendar: BusinessCalendar = import_module("bot.domain.calendar").BusinessCalendar(hours.time_zone, week)
    return calendar


def _spans_of(day: tuple[int, Day]) -> Day:
    return day[1]


def _named(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return first if len(days) == 1 else f"{first}-{last}"


def _shown(spans: Day) -> str:
    return " ".join(f"{opens}-{closes}" for opens, closes in spans)


@dataclass(slots=True)
class _Reading:
    """What has been read so far: the days that the next span is for, and the spans of each day."""

    week: list[list[tuple[str, str]]] = field(default_factory=lambda: [[] for _ in WEEKDAYS])
    days: list[int] = field(default_factory=list)
    has_span: bool = False

    def add_days(self, days: tuple[int, ...]) -> None:
        """Take in days, which begin anew after a span."""
        self.days = list(days) if self.has_span else [*self.days, *days]
        self.has_span = False

    def add_span(self, opens: str, closes: str) -> None:
        """Take in a span for the days before it."""
        for day in self.days:
            self.week[day].append((opens, closes))
        self.has_span = bool(self.days)


def read_staff_hours(text: str, time_zone: str) -> StaffHours:
    """Return the hours that *text* states, in *time_zone* where it names none.

    BadTimesError where it cannot be read, BadHoursError where spans overlap, UnknownWordError for the zone.
    """
    reading = _Reading()
    zone = ""
    for word in _words(text):
        if zone:
            raise BadTimesError(text, "hours")
        if days := _days(word):
            reading.add_days(days)
        elif span := _SPAN.fullmatch(word):
            reading.add_span(*_span(span, text))
        elif reading.has_span:
            zone = named_zone(word)
        else:
            raise BadTimesError(text, "hours")
    if not reading.has_span:
        raise BadTimesError(text, "hours")
    week = tuple(tuple(sorted(set(spans))) for spans in reading.week)
    read_hours(dict(zip(WEEKDAYS, week, strict=True)), (), {})
    return StaffHours(week, zone or time_zone)


def _words(text: str) -> Iterator[str]:
    return iter(_DASH.sub("-", text.replace(",", " ").replace(";", " ")).split())


def _days(word: str) -> tuple[int, ...]:
    """Return the days that a word names, none where it names none: `mon`, `Friday`, `fri-mon`, `daily`."""
    if word.lower() in _GROUPS:
        return _GROUPS[word.lower()]
    ends = [weekday_of(each) for each in word.split("-")]
    match ends:
        case [int(day)]:
            return (day,)
        case [int(first), int(last)]:
            return tuple(number % 7 for number in range(first, last + 1 if last >= first else last + 8))
        case _:
            return ()


def _span(found: re.Match[str], text: str) -> tuple[str, str]:
    opens, closes = minutes_of_day(*found.group(1, 2, 3)), minutes_of_day(*found.group(4, 5, 6))
    if opens is None or closes is None or opens == _MIDNIGHT:
        raise BadTimesError(text, "hours")
    return _as_written(opens), _as_written(closes)


def _as_written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
