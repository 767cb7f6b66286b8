"""Which time a digest is asked for in plain words: "of this month", "outubro", "2026-q3", "last 30 days"."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from bot.domain.plain_text import folded_words
from bot.domain.report_periods import PeriodUnit
from bot.domain.words import WORDS


def _folded(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in folded_words(phrase))


_PRESENT: Final = frozenset().union(*(_folded(each.present) for each in WORDS.values()))
_PAST: Final = frozenset().union(*(_folded(each.past) for each in WORDS.values()))
_UNITS: Final = {
    PeriodUnit.MONTH: _folded(["month monthly mes mês mensual mensal"]),
    PeriodUnit.QUARTER: _folded(["quarter quarterly trimestre trimestral"]),
}
_MONTHS: Final[Mapping[str, int]] = {
    word: number
    for each in WORDS.values()
    for number, names in enumerate(each.months, start=1)
    for word in folded_words(names)
}
_TIME: Final = re.compile(
    r"\b(?:(?P<year>20\d\d) (?P<number>0?[1-9]|1[0-2])"
    r"|(?P<number_first>0?[1-9]|1[0-2]) (?P<its_year>20\d\d)"
    r"|(?:(?P<quarters_year>20\d\d) ?)?q(?P<quarter>[1-4])(?: (?P<year_of_quarter>20\d\d))?"
    r"|(?P<weeks_year>20\d\d) ?w(?P<week>\d{1,2})"
    r"|(?:(?:ultimos|last|past) )?(?P<days>[1-9]\d{0,2}) (?:days?|dias?)"
    rf"|(?!^may\b)(?P<name>{'|'.join(_MONTHS)})(?: (?:(?:de|do|del|of) )?(?P<year_of_name>20\d\d))?)\b(?! \d)"
)
"""As it stands among folded words; a question may begin with "may"."""
_PART: Final = re.compile(r"20\d\d|\d{1,3}|(?:20\d\d)?[qw]\d{1,2}|days?|dias?|ultimos")


def without_time(words: Sequence[str]) -> list[str]:
    """Return what else stands in folded words that may name a time."""
    return _TIME.sub("", " ".join(words), count=1).split()


def is_of_time(word: str) -> bool:
    """Return whether a word may be a part of what names a time: "October", "2026-10", "days"."""
    parts = folded_words(word)
    return bool(parts) and all(each in _MONTHS or _PART.fullmatch(each) for each in parts)


def time_asked(text: str, today: date) -> str:
    """Return the time that a question is about, as `read_period` reads it.

    The last whole week, month or quarter unless it names another; a month or quarter without its year is the
    latest that has begun.
    """
    words = folded_words(text)
    named = _TIME.search(" ".join(words))
    if named is None:
        spoken = set(words)
        unit = next((unit for unit, known in _UNITS.items() if spoken & known), PeriodUnit.WEEK)
        return f"{'this' if spoken & _PRESENT and not spoken & _PAST else 'last'} {unit}"
    return next(write(named, today) for part, write in _WRITTEN.items() if named[part])


def _latest(number: int, present: int, year: str | None, today: date) -> int:
    """Return the year that a month or quarter is meant of: without one, the latest in which it has begun."""
    return int(year) if year else today.year - (number > present)


def _name(named: re.Match[str], today: date) -> str:
    number = _MONTHS[named["name"]]
    return f"{_latest(number, today.month, named['year_of_name'], today)}-{number:02}"


def _quarter(named: re.Match[str], today: date) -> str:
    year = named["quarters_year"] or named["year_of_quarter"]
    return f"{_latest(int(named['quarter']), (today.month + 2) // 3, year, today)}-q{named['quarter']}"


_WRITTEN: Final[Mapping[str, Callable[[re.Match[str], date], str]]] = {
    "number": lambda named, _: f"{named['year']}-{named['number']}",
    "number_first": lambda named, _: f"{named['its_year']}-{named['number_first']}",
    "quarter": _quarter,
    "week": lambda named, _: f"{named['weeks_year']}-w{named['week']}",
    "days": lambda named, _: f"{named['days']} days",
    "name": _name,
}
"""How the parts that name a time are written."""
