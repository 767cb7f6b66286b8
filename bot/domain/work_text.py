"""Time as it is typed to be logged: `1.5h on 2026-11-20 phone mended the import`.

First how long; then, in any order, what says when, how and by whom; the rest is what was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.cost_errors import BadWorkError
from bot.domain.typed_times import (
    ENDS,
    TIME,
    Wall,
    date_of,
    is_like_a_date,
    read_length,
    time_of_day,
    weekday_of,
)

LONGEST_MINUTES: Final = 24 * 60
"""No single piece of work is longer: two days are two entries."""

_MINUTE: Final = timedelta(minutes=1)
_WEEK: Final = timedelta(days=7)
_ON: Final = re.compile(rf"(?:on\s+)?(?P<day>today|yesterday){ENDS}|on\s+(?P<date>\S+?){ENDS}", re.IGNORECASE)
_AT: Final = re.compile(rf"(?:at|from)\s+{TIME}{ENDS}", re.IGNORECASE)
_PHONE: Final = re.compile(rf"(?:by\s+|on\s+the\s+)?phone{ENDS}", re.IGNORECASE)
_AFTER: Final = re.compile(rf"after[ -]hours{ENDS}", re.IGNORECASE)
_WITHIN: Final = re.compile(rf"(?:in|within|during)[ -](?:business[ -])?hours{ENDS}", re.IGNORECASE)
_FOR: Final = re.compile(rf"(?:for|by)\s+(?P<person><@[A-Z0-9]+(?:\|[^>]*)?>|@\S+?){ENDS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedWork:
    """What somebody typed of their work."""

    minutes: int
    words: str
    day: date | None = None
    """None: today, or the day of `at`."""
    at: time | None = None
    """When it began, by the clock of whoever typed it."""
    ran_since: datetime | None = None
    """When it began, to the second, where that is known of time that ran or was logged before."""
    by_phone: bool = False
    after_hours: bool | None = None
    """None: not said."""
    person: str = ""
    """As typed; empty: whoever typed it."""

    def began_at(self, now: datetime, time_zone: str) -> datetime | None:
        """Return when it began, in UTC: as run or said; else it ends now, if no other day is said."""
        if self.ran_since is not None:
            return self.ran_since
        wall = Wall(now, time_zone)
        day = self.day or wall.today
        if self.at is not None:
            return wall.instant(day, self.at, datetime.min.replace(tzinfo=UTC))
        return None if self.day and self.day != wall.today else now - self.minutes * _MINUTE


def read_work(text: str, now: datetime, time_zone: str) -> TypedWork:
    """Return what *text* says of some work, by the clocks of *time_zone*; BadWorkError says what it lacks."""
    minutes, rest = _spent(text)
    return _Reader(Wall(now, time_zone)).read(TypedWork(minutes, rest))


def read_spent(text: str) -> int:
    """Return the minutes of a length such as `1.5h`, with nothing behind it; BadWorkError otherwise."""
    minutes, rest = _spent(text)
    if rest:
        raise BadWorkError("length", text.strip())
    return minutes


def _spent(text: str) -> tuple[int, str]:
    """Return the minutes that *text* begins with, and what follows; a minute that has begun counts."""
    found = read_length(" ".join(text.split()))
    if found is None:
        raise BadWorkError("length", text.strip())
    length, rest = found
    minutes = -(-(timedelta(days=length.days) + length.more) // _MINUTE)
    if not 0 < minutes <= LONGEST_MINUTES:
        raise BadWorkError("too_long" if minutes else "length", text.strip())
    return minutes, rest


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what stands between how long it took and what was done."""

    wall: Wall

    def read(self, work: TypedWork) -> TypedWork:
        for form, said in self._forms().items():
            if found := form.match(work.words):
                after = replace(work, words=work.words[found.end() :])
                return self.read(said(after, found))
        return replace(work, words=work.words.strip())

    def _forms(self) -> Mapping[re.Pattern[str], Callable[[TypedWork, re.Match[str]], TypedWork]]:
        return {
            _PHONE: lambda work, _: replace(work, by_phone=True),
            _ON: lambda work, found: replace(work, day=self._day(found)),
            _AT: lambda work, found: replace(work, at=_time(found)),
            _AFTER: lambda work, _: replace(work, after_hours=True),
            _WITHIN: lambda work, _: replace(work, after_hours=False),
            _FOR: lambda work, found: replace(work, person=found["person"]),
        }

    def _day(self, found: re.Match[str]) -> date:
        word = (found["day"] or found["date"]).lower()
        if word in {"today", "yesterday"}:
            return self.wall.today - timedelta(days=word == "yesterday")
        day = self._weekday(word) if weekday_of(word) is not None else date_of(word)
        if day is None or (is_like_a_date(word) and date_of(word) is None):
            raise BadWorkError("day", found["date"])
        if day > self.wall.today:
            raise BadWorkError("future", found["date"])
        return day

    def _weekday(self, word: str) -> date:
        """Return the last such day, be it today."""
        nearest = self.wall.days(word, self.wall.today)[0]
        return nearest if nearest == self.wall.today else nearest - _WEEK


def _time(found: re.Match[str]) -> time:
    at = time_of_day(found[1], found[2], found[3])
    if at is None:
        raise BadWorkError("time", found[0].strip())
    return at
