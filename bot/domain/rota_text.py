"""How people write hand-overs and times in commands and files, read into values."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from bot.domain.rotations import Rotation
from bot.domain.spans import WEEKDAYS
from bot.domain.typed_times import TIME, Wall, is_like_a_date, read_length, time_of_day, weekday_of
from bot.errors import BadTimesError

DAILY: Final = "daily"

_HANDOVER: Final = re.compile(rf"(?:every\s+)?([a-z]{{2,9}})\s+(?:at\s+)?{TIME}", re.IGNORECASE)
_TO: Final = re.compile(
    r"\s*(?:\.{2,3}|…|\N{EN DASH}|\N{EM DASH}|\s-\s|\b(?:to|until|till)\b)\s*", re.IGNORECASE
)
_FOR: Final = re.compile(r"\bfor\b", re.IGNORECASE)
_FROM: Final = re.compile(r"^(?:from|on)\b\s*", re.IGNORECASE)
_IN: Final = re.compile(r"in\s+", re.IGNORECASE)
_TIME: Final = re.compile(TIME, re.IGNORECASE)
_HALF: Final = re.compile(r"(?<=\d)\s+(?=[ap]m\b)", re.IGNORECASE)
_JOINT: Final = re.compile(r"(?<=\d)T(?=\d)|,", re.IGNORECASE)
_FILLING: Final = frozenset({"at", "on"})
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366)
"""What lasts longer, or begins later than in so long, is no exception any more but another rotation."""


def read_handover(text: str) -> tuple[int | None, time] | None:
    """Return the day of the week, None for every day, and the hour of `mon 09:00` or `daily 9:00`.

    None where *text* is neither.
    """
    found = _HANDOVER.fullmatch(text.strip())
    at = time_of_day(*found.group(2, 3, 4)) if found else None
    if found is None or at is None:
        return None
    word = found[1].lower()
    if word in {DAILY, "day"}:
        return None, at
    weekday = weekday_of(word)
    return None if weekday is None else (weekday, at)


def handover_text(rotation: Rotation) -> str:
    """Return a rotation's hand-over as `read_handover` reads it."""
    weekday = rotation.handover_weekday
    return f"{DAILY if weekday is None else WEEKDAYS[weekday]} {rotation.handover_at:%H:%M}"


class _Point(NamedTuple):
    """A day, a time of day, or both, as they were typed."""

    day: str
    """The word for it; empty where none is named."""
    at: time | None


@dataclass(frozen=True, slots=True)
class Times:
    """Reads from when to when somebody types, by the clock on the wall of their zone."""

    now: datetime
    time_zone: str

    def span(self, text: str) -> tuple[datetime, datetime]:
        """Return, in UTC, from when to when *text* says; what has begun begins now.

        As in `from fri 18:00 to mon 9:00`, `2026-12-24 09:00..2026-12-26 09:00`, days alone (whole days, the
        last one too), one day, `from now for 4h`, `for 2d`, `until 18:00`, `today`. A day of the week with a
        time is the next such moment, as `bot.domain.moments_typed` has it. Raises BadTimesError.
        """
        begins, ends = self._ends(_FROM.sub("", text.strip()), text)
        if ends <= begins:
            raise BadTimesError(text, "backwards")
        if ends <= self.now:
            raise BadTimesError(text, "past")
        if ends - begins > _LONGEST:
            raise BadTimesError(text, "long")
        if begins - self.now > _LONGEST:
            raise BadTimesError(text, "far")
        return max(begins, self.now).astimezone(UTC), ends.astimezone(UTC)

    def days(self, text: str) -> tuple[date, date]:
        """Return the first and the last day that *text* names: `2026-12-24..2026-12-26`, `fri to mon`.

        Raises BadTimesError.
        """
        begin, *end = _TO.split(_FROM.sub("", text.strip()))
        if len(end) > 1:
            raise BadTimesError(text, "days")
        first = self._day(begin if begin or not end else "today", self.today, text, "days")
        until = self._day(end[0], first, text, "days") if end else first
        if until < first:
            raise BadTimesError(text, "days_backwards")
        if until < self.today:
            raise BadTimesError(text, "days_past")
        if until - first > _LONGEST:
            raise BadTimesError(text, "long")
        if first - self.today > _LONGEST:
            raise BadTimesError(text, "far")
        return first, until

    @property
    def today(self) -> date:
        """The day that it is."""
        return self._wall.today

    @property
    def _wall(self) -> Wall:
        return Wall(self.now, self.time_zone)

    def _ends(self, bare: str, text: str) -> tuple[datetime, datetime]:
        begin, *length = _FOR.split(bare)
        if len(length) == 1:
            begins = self._begin(begin, text)
            return begins, self._after(begins, length[0], text)
        begin, *end = _TO.split(bare)
        if len(end) > 1:
            raise BadTimesError(text, "times")
        if end:
            begins = self._begin(begin, text)
            return begins, self._end(end[0], begins, text)
        point = self._point(begin, text)
        if not point.day or point.at is not None:
            raise BadTimesError(text, "no_end")
        return self._begin(begin, text), self._end(begin, self._begin(begin, text), text)

    def _begin(self, written: str, text: str) -> datetime:
        """Return the beginning of a span: now where none is written, and a day begins with its midnight."""
        bare = written.strip()
        if bare.lower() in {"", "now"}:
            return self.now
        if begun := _IN.match(bare):
            return self._after(self.now, bare[begun.end() :], text)
        day, at = self._point(bare, text)
        if at is None:
            return self._wall.instant(self._day(day, self.today, text), time())
        days = self._days(day, self.today, text) if day else (self.today,)
        return self._wall.first(days, at, self.now)

    def _end(self, written: str, begins: datetime, text: str) -> datetime:
        """Return the end of a span: a day ends with its midnight, and an hour alone is the next such hour."""
        day, at = self._point(written, text)
        first = self._wall.day_of(begins)
        if at is None:
            return self._wall.instant(self._day(day, first, text) + _DAY, time())
        days = self._days(day, first, text) if day else (first, first + _DAY)
        return self._wall.first(days, at, begins)

    def _point(self, written: str, text: str) -> _Point:
        """Return the day and the time that are written, at least one of them and in any order."""
        words = [
            word for word in _JOINT.sub(" ", _HALF.sub("", written)).split() if word.lower() not in _FILLING
        ]
        clocks = [found for word in words if (found := _TIME.fullmatch(word))]
        days = [word for word in words if not _TIME.fullmatch(word)]
        at = time_of_day(*clocks[0].groups()) if clocks else None
        if not words or len(clocks) > 1 or len(days) > 1 or (clocks and at is None):
            raise BadTimesError(text, "times")
        return _Point(days[0] if days else "", at)

    def _day(self, word: str, from_on: date, text: str, otherwise: str = "times") -> date:
        return self._days(word, from_on, text, otherwise)[0]

    def _days(self, word: str, from_on: date, text: str, otherwise: str = "times") -> tuple[date, ...]:
        days = self._wall.days(word, from_on)
        if not days:
            raise BadTimesError(text, "days" if is_like_a_date(word) else otherwise)
        return days

    def _after(self, begins: datetime, length: str, text: str) -> datetime:
        found = read_length(length.strip())
        if found is None or found[1]:
            raise BadTimesError(text, "times")
        return self._wall.later(begins, found[0])
