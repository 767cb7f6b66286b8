"""A change of a client's hours as it is typed: `acme +2h Credit for the outage`."""

import re
from datetime import timedelta
from typing import Final, NamedTuple

from bot.cost_errors import BadWorkError
from bot.domain.typed_times import read_length

_SIGNED: Final = re.compile(r"(?:^|(?<=\s))(?P<sign>[+\-\N{MINUS SIGN}])\s*(?=\d)")
_MINUTE: Final = timedelta(minutes=1)
_MOST_MINUTES: Final = 1_000 * 60
"""More than that is a slip of the finger."""


class Adjustment(NamedTuple):
    """By how much whose hours are to change, and why."""

    client: str
    """As typed; empty: nobody was named."""
    minutes: int
    reason: str


def read_adjustment(text: str) -> Adjustment:
    """Return what *text* says; BadWorkError where it says no number of hours with its sign.

    Days are refused: nobody knows how many hours they mean.
    """
    found = _SIGNED.search(text)
    read = read_length(text[found.end() :]) if found else None
    if found is None or read is None:
        raise BadWorkError("adjustment", text.strip())
    length, reason = read
    minutes = length.more // _MINUTE
    if length.days or length.more % _MINUTE or not 0 < minutes <= _MOST_MINUTES:
        raise BadWorkError("adjustment", text.strip())
    signed = minutes if found["sign"] == "+" else -minutes
    return Adjustment(text[: found.start()].strip(), signed, reason.strip())
