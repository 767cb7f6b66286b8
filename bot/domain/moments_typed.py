"""A moment as people type it after a command: `in 2h`, `at 15:00`, `tomorrow 9:00`, `on fri 14:00`.

Hours and minutes are real time; days and times of day go by the clock on the wall of whoever typed them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import BadMomentError

_DAY: Final = timedelta(days=1)
_FARTHEST: Final = timedelta(days=366)
_MOST: Final = 1_000_000
"""Of any unit: far beyond what is accepted, and nothing that a date could not take."""
_MORNING: Final = time(9)
"""Where a day stands without a time."""
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME: Final = 3
_MOST_QUOTED: Final = 40

_ENDS: Final = r"[,;:]?(?=\s|$)\s*"
_IN: Final = re.compile(r"in\s+", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"(?:(?P<days>\d{1,9})\s*d(?:ays?)?(?![a-z])\s*)?"
    r"(?:(?P<hours>\d{1,9})\s*h(?:rs?|ours?)?(?:(?P<odd>\d{1,2})m?(?!\w)|(?![a-z]))\s*)?"
    rf"(?:(?P<minutes>\d{{1,9}})\s*m(?:in(?:ute)?s?)?(?!\w))?{_ENDS}",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    rf"(?:at\s+)?(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d)\s*(?P<half>[ap]m)?|\s*(?P<bare>[ap]m)){_ENDS}",
    re.IGNORECASE,
)
_LIKE_A_TIME: Final = re.compile(r"(?:at\s+)?\d{1,2}(?:[:.h]\S*)?(?=\s|$)", re.IGNORECASE)
_ON: Final = re.compile(rf"(?:(?P<near>today|tomorrow)|on\s+(?P<day>\S+?)){_ENDS}", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class TypedMoment(NamedTuple):
    """When somebody meant, in UTC, and what they typed after it."""

    at: datetime
    rest: str


def read_moment(text: str, now: datetime, time_zone: str) -> TypedMoment:
    """Return the moment that *text* begins with, by the clocks of *time_zone*, and what follows it.

    BadMomentError where it begins with none, or with one that has passed or is more than a year ahead.
    """
    typed = " ".join(text.split())
    found = _Reader(typed, now, ZoneInfo(time_zone)).read()
    form = typed.removesuffix(found.rest).strip()
    if found.at <= now:
        raise BadMomentError(form, "past")
    if found.at - now > _FARTHEST:
        raise BadMomentError(form, "too_far")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one text at one moment, in one zone."""

    text: str
    now: datetime
    zone: ZoneInfo

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
        length = _LENGTH.match(text)
        if length is None or not any(length.groups()):
            raise BadMomentError(_quoted(self.text), "length")
        days, hours, odd, minutes = (
            min(int(length[unit] or 0), _MOST) for unit in ("days", "hours", "odd", "minutes")
        )
        later = timedelta(hours=hours, minutes=odd + minutes)
        wall = self._today(self.now.astimezone(self.zone).time()) + days * _DAY
        begins = self._instant(wall) if days else self.now
        return TypedMoment(begins + later, text[length.end() :])

    def _on(self, on: re.Match[str]) -> TypedMoment:
        """Read a day, and a time of day that may follow it."""
        rest = self.text[on.end() :]
        clock = _TIME.match(rest)
        if clock is None and _LIKE_A_TIME.match(rest):
            raise BadMomentError(_quoted(rest), "time")
        at = _time_of(clock) if clock else _MORNING
        return TypedMoment(self._first(on, at), rest[clock.end() :] if clock else rest)

    def _at(self) -> TypedMoment:
        """Read a time of day, and a day that may follow it; else it is today's."""
        clock = _TIME.match(self.text)
        if clock is None:
            raise BadMomentError(_quoted(self.text), "time")
        at, rest = _time_of(clock), self.text[clock.end() :]
        on = _ON.match(rest)
        if on and (on["near"] or _weekday(on["day"]) is not None or _DATE.fullmatch(on["day"])):
            return TypedMoment(self._first(on, at), rest[on.end() :])
        return TypedMoment(self._instant(self._today(at)), rest)

    def _first(self, on: re.Match[str], at: time) -> datetime:
        """Return the first moment ahead at which it is that time on such a day; the last one if none is."""
        moments = [self._instant(datetime.combine(day, at)) for day in self._days(on)]
        return next((each for each in moments if each > self.now), moments[-1])

    def _days(self, on: re.Match[str]) -> Iterator[date]:
        """Yield the days that may be meant, the nearest first."""
        today = self._today(_MORNING).date()
        if on["near"]:
            yield today + _DAY if on["near"].lower() == "tomorrow" else today
            return
        weekday = _weekday(on["day"])
        if weekday is None:
            yield _date(on["day"])
            return
        nearest = today + (weekday - today.weekday()) % len(_WEEKDAYS) * _DAY
        yield from (nearest, nearest + len(_WEEKDAYS) * _DAY)

    def _today(self, at: time) -> datetime:
        return datetime.combine(self.now.astimezone(self.zone).date(), at)

    def _instant(self, wall: datetime) -> datetime:
        """Return when clocks show *wall*.

        What they show twice is the first time that is still ahead; what they skip is as long after the skip
        began as it would have been.
        """
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return second if first <= self.now < second else first


def _time_of(clock: re.Match[str]) -> time:
    hour, minute, half = int(clock["hour"]), int(clock["minute"] or 0), clock["half"] or clock["bare"]
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - hours of half a day
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    elif half:
        raise BadMomentError(clock[0].strip(), "time")
    try:
        return time(hour, minute)
    except ValueError:
        raise BadMomentError(clock[0].strip(), "time") from None


def _weekday(word: str) -> int | None:
    """Return which day of the week a word names, from Monday on: `fri`, `Friday`."""
    name = word.lower()
    fits = (number for number, day in enumerate(_WEEKDAYS) if day.startswith(name))
    return next(fits, None) if len(name) >= _SHORTEST_NAME else None


def _date(word: str) -> date:
    written = _DATE.fullmatch(word)
    try:
        return date(*map(int, written.groups() if written else ()))
    except (TypeError, ValueError):
        raise BadMomentError(_quoted(word), "day") from None


def _quoted(text: str) -> str:
    """Return as much of what was typed as is worth repeating."""
    return text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED].rsplit(' ', 1)[0]} ..."
