"""What staff type to ask for a statement: `acme 2026-10`, `acme 2026-10-17`, `acme client`, or `acme`."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.errors import UnknownWordError

_LIKE_A_DAY: Final = re.compile(r"\d[\d./-]*")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_FOR_CLIENT: Final = "client"


@dataclass(frozen=True, slots=True)
class AskedStatement:
    """Whose statement is asked for, and of which month."""

    client: str
    """A name or an id, as it was typed; empty: the client whose channel it was typed in."""
    day: date | None
    """A day of the month; None: the last one that is over."""
    for_client: bool
    """Whether it is to be the client's edition."""


def read_statement(text: str) -> AskedStatement:
    """Return what *text* asks for; UnknownWordError where what looks like a month is none."""
    words, day, for_client = text.split(), None, False
    if words[1:] and words[-1].casefold() == _FOR_CLIENT:
        words, for_client = words[:-1], True
    if words and _LIKE_A_DAY.fullmatch(words[-1]):
        words, day = words[:-1], _day(words[-1])
    return AskedStatement(" ".join(words), day, for_client)


def _day(word: str) -> date:
    """Return the day meant; of a year and month it is the last, which is in the month that began in it."""
    try:
        if found := _MONTH.fullmatch(word):
            year, month = int(found[1]), int(found[2])
            return date(year, month, monthrange(year, month)[1])
        return date.fromisoformat(word)
    except ValueError:
        raise UnknownWordError("month", word) from None
