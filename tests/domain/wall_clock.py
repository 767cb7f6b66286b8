"""Business time worked out slowly, by looking at the clock on the wall again and again.

Written from the definition alone, to hold the calendar to: no arithmetic with zones or weeks in common.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import gcd
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.calendar import BusinessCalendar

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECOND: Final = timedelta(seconds=1)
MINUTE: Final = 60
QUARTER: Final = 15 * MINUTE
MIDNIGHT: Final = 24 * 60 * MINUTE

Spans = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """Business hours in a zone, as they are written."""

    tz: str
    week: Mapping[str, Spans]
    holidays: frozenset[date] = frozenset()
    shifts: Mapping[date, Spans] = field(default_factory=dict)
    _read: dict[date, Sequence[tuple[int, int]]] = field(default_factory=dict, repr=False)

    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar(self.tz, self.week, self.holidays, self.shifts)

    def is_open(self, at: datetime) -> bool:
        """The definition."""
        wall = at.astimezone(ZoneInfo(self.tz))
        today, time = wall.date(), wall.hour * 3600 + wall.minute * MINUTE + wall.second
        if today in self.holidays:
            return False
        return any(opens <= time < closes for opens, closes in self._beginning_on(today)) or any(
            time < closes - MIDNIGHT for _, closes in self._beginning_on(today - timedelta(days=1))
        )

    def _beginning_on(self, day: date) -> Sequence[tuple[int, int]]:
        if day not in self._read:
            written = self.shifts.get(day, self.week.get(DAYS[day.weekday()], ()))
            spans = [(seconds(opens), seconds(closes)) for opens, closes in written]
            self._read[day] = [
                (opens, closes if opens < closes else closes + MIDNIGHT)
                for opens, closes in spans
                if day not in self.holidays
            ]
        return self._read[day]


def seconds(text: str) -> int:
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * MINUTE + sum(rest)


def ahead(tz: str, at: datetime) -> int:
    return (at.astimezone(ZoneInfo(tz)).utcoffset() or timedelta()) // SECOND


@dataclass(frozen=True)
class Seen:
    """What was open between two instants."""

    first: datetime
    last: datetime
    runs: tuple[tuple[datetime, datetime], ...]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        parts = (min(end, closes) - max(start, opens) for opens, closes in self.runs)
        return sum((part for part in parts if part > timedelta()), timedelta())

    def due(self, start: datetime, allowance: timedelta) -> datetime:
        """The earliest instant by which it is used up; the allowance is positive and used up here."""
        for opens, closes in self.runs:
            here = max(closes - max(start, opens), timedelta())
            if here >= allowance:
                return closes - here + allowance
            allowance -= here
        raise AssertionError("the allowance is longer than what was seen")

    def due_back(self, start: datetime, allowance: timedelta) -> datetime:
        for opens, closes in reversed(self.runs):
            here = max(min(start, closes) - opens, timedelta())
            if here >= allowance:
                return opens + here - allowance
            allowance -= here
        raise AssertionError("the allowance is longer than what was seen")

    def next_open(self, at: datetime) -> datetime | None:
        return next((max(at, opens) for opens, closes in self.runs if closes > at), None)

    def next_close(self, at: datetime) -> datetime | None:
        return next((closes for _, closes in self.runs if closes > at), None)


def look(place: Place, first: datetime, last: datetime) -> Seen:
    """Look at the wall from *first* to *last*, two midnights, at every instant that may matter."""
    runs: list[tuple[datetime, datetime]] = []
    for begins, ends in _ticks(place, first, last):
        if not place.is_open(begins):
            continue
        if runs and runs[-1][1] == begins:
            runs[-1] = runs[-1][0], ends
        else:
            runs.append((begins, ends))
    return Seen(first, last, tuple(runs))


def _ticks(place: Place, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Quarters of an hour, or parts of them that meet every edge; in one with a move, every second."""
    edges = [*place.week.values(), *place.shifts.values()]
    finest = gcd(QUARTER, *(seconds(text) for spans in edges for span in spans for text in span))
    at = first
    while at < last:
        now = ahead(place.tz, at)
        is_moved = ahead(place.tz, at + timedelta(seconds=QUARTER - 1)) != now
        step = timedelta(seconds=1 if is_moved else gcd(finest, now))
        quarter = at + timedelta(seconds=QUARTER)
        while at < quarter:
            yield at, at + step
            at += step


def start_of_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
