"""Lengths and spans of time in words, as receipts state them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from bot.domain.instants import from_micros
from bot.views.text import known_language, plain

_SECOND: Final = timedelta(seconds=1)
_DASH: Final = "\N{EN DASH}"


def length(time: timedelta, language: str) -> str:
    """Return a length in its two largest units, "1 h 40 min"; in hours however long, for days differ."""
    seconds = max(0, round(time / _SECOND))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    amounts = {"hours": hours, "minutes": minutes, "seconds": 0 if hours else seconds % 60}
    given = {unit: amount for unit, amount in amounts.items() if amount} or {"minutes": 0}
    return " ".join(plain(language, f"client.length.{unit}", n=amount) for unit, amount in given.items())


def minutes_length(minutes: int, language: str) -> str:
    """Return so many minutes, whatever their sign, as `length` does."""
    return length(timedelta(minutes=abs(minutes)), language)


def rounded_length(real: int, accounted: int, language: str) -> str:
    """Return accounted minutes, with the real ones where those are others: "1 h (50 min, rounded up)"."""
    said = minutes_length(accounted, language)
    if abs(real) == abs(accounted):
        return said
    return plain(language, "client.length.rounded", time=said, real=minutes_length(real, language))


def span(start: datetime, end: datetime, language: str, time_zone: str) -> str:
    """Return from when to when, as clocks show it in *time_zone*; a day that stays the same is said once."""
    first, last = (at.astimezone(ZoneInfo(time_zone)) for at in (start, end))
    until = _hour(last, language) if first.date() == last.date() else _moment(last, language)
    return f"{_moment(first, language)} {_DASH} {until}"


def moment_in(facts: Mapping[str, object], name: str) -> datetime:
    """Return a moment that facts hold in microseconds since 1970."""
    return from_micros(int(str(facts.get(name) or 0)))


def day_words(day: date, language: str) -> str:
    """Return a date with its day of the week: "Monday, November 30"."""
    tongue = known_language(language)
    return f"{format_date(day, 'EEEE', locale=tongue)}, {format_skeleton('MMMMd', day, locale=tongue)}"


def short_day(day: date, language: str) -> str:
    """Return a date with its year: "Oct 5, 2026"."""
    return format_skeleton("yMMMd", day, locale=known_language(language))


def _moment(at: datetime, language: str) -> str:
    return f"{format_skeleton('MMMEd', at, locale=known_language(language))}, {_hour(at, language)}"


def _hour(at: datetime, language: str) -> str:
    return format_skeleton("Hm", at, locale=known_language(language))
