"""A moment as people type it after a command: `in 2h`, `at 15:00`, `tomorrow 9:00`, `on fri 14:00`.

A text may follow it; days, times of day and lengths are read by `bot.domain.typed_times`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from bot.domain.typed_times import ENDS, Wall, is_like_a_date, read_length, time_of_day, weekday_of
from bot.errors import BadMomentError

_FARTHEST: Final = timedelta(days=366)
_MORNING: Final = time(9)
"""Where a day stands without a time."""
_MOST_QUOTED: Final = 40

_IN: Final = re.compile(r"in\s+", re.IGNORECASE)
# An hour alone is none here, for a text follows: "tomorrow 9 clients come".
_TIME: Final = re.compile(
    rf"(?:at\s+)?(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d)\s*(?P<half>[ap]m)?|\s*(?P<bare>[ap]m)){ENDS}",
    re.IGNORECASE,
)
_LIKE_A_TIME: Final = re.compile(r"(?:at\s+)?\d{1,2}(?:[:.h]\S*)?(?=\s|$)", re.IGNORECASE)
_ON: Final = re.compile(rf"(?:(?P<near>today|tomorrow)|on\s+(?P<day>\S+?)){ENDS}", re.IGNORECASE)


class TypedMoment(NamedTuple):
    """When somebody meant, in UTC, and what they typed after it."""

    at: datetime
    rest: str


def read_moment(text: str, now: datetime, time_zone: str) -> TypedMoment:
    """Return the moment that *text* begins with, by the clocks of *time_zone*, and what follows it.

    BadMomentError where it begins with none, or with one that has passed or is more than a year ahead.
    """
    typed = " ".join(text.split())
    found = _Reader(typed, Wall(now, time_zone)).read()
    form = typed.removesuffix(found.rest).strip()
    if found.at <= now:
        raise BadMomentError(form, "past")
    if found.at - now > _FARTHEST:
        raise BadMomentError(form, "too_far")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one text by one clock."""

    text: str
    wall: Wall

    def read(self) -> TypedMoment:
        """Return what the text begins with, be it past or far."""
        if begun := _IN.match(self.text):
            return self._after(self.text[begun.end() :])
        if on := _ON.match(self.text):
            return self._on(on)
        if self.text.lower().startswith("at "):
            return self._at()
        raise BadMomentError(_quoted(self.text), "unknown")

    def _after(self, text: str) -> TypedMoment:
        """Read `2h`, `3d` or `1h30`: so long from now."""
        found = read_length(text)
        if found is None:
            raise BadMomentError(_quoted(self.text), "length")
        return TypedMoment(self.wall.later(self.wall.now, found[0]), found[1])

    def _on(self, on: re.Match[str]) -> TypedMoment:
        """Read a day, and a time of day that may follow it."""
        rest = self.text[on.end() :]
        clock = _TIME.match(rest)
        if clock is None and _LIKE_A_TIME.match(rest):
            raise BadMomentError(_quoted(rest), "time")
        days = self._days(on)
        at = _time_of(clock) if clock else _MORNING
        return TypedMoment(self.wall.first(days, at, self.wall.now), rest[clock.end() :] if clock else rest)

    def _at(self) -> TypedMoment:
        """Read a time of day, and a day that may follow it; else it is today's."""
        clock = _TIME.match(self.text)
        if clock is None:
            raise BadMomentError(_quoted(self.text), "time")
        at, rest = _time_of(clock), self.text[clock.end() :]
        on = _ON.match(rest)
        if on and (on["near"] or weekday_of(on["day"]) is not None or is_like_a_date(on["day"])):
            return TypedMoment(self.wall.first(self._days(on), at, self.wall.now), rest[on.end() :])
        return TypedMoment(self.wall.instant(self.wall.today, at), rest)

    def _days(self, on: re.Match[str]) -> Sequence[date]:
        days = self.wall.days(on["near"] or on["day"], self.wall.today)
        if not days:
            raise BadMomentError(_quoted(on["day"]), "day")
        return days


def _time_of(clock: re.Match[str]) -> time:
    at = time_of_day(clock["hour"], clock["minute"], clock["half"] or clock["bare"])
    if at is None:
        raise BadMomentError(clock[0].strip(), "time")
    return at


def _quoted(text: str) -> str:
    """Return as much of what was typed as is worth repeating."""
    return text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED].rsplit(' ', 1)[0]} ..."
