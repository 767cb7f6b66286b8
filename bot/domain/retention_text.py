"""What is typed after `/support retention`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.retention import MOST_MONTHS
from bot.report_errors import BadRetentionError

_LENGTH: Final = re.compile(r"(?:^|\s)(\d{1,4})\s*(month|year)s?$", re.IGNORECASE)
_WORD: Final = re.compile(r"(?:^|\s)(keep|default)$", re.IGNORECASE)
_YEAR: Final = 12


class Rule(StrEnum):
    """What is set, where that is no number of months."""

    KEEP = "keep"
    """Nothing is ever removed."""
    DEFAULT = "default"
    """As is set for all clients."""


@dataclass(frozen=True, slots=True)
class TypedRetention:
    """What is set, and for whom; without either a length or a rule it is asked what stands."""

    client: str
    """A name or id, or `all`; empty: whose channel it is, else all."""
    months: int | None = None
    rule: Rule | None = None


def read_retention(typed: str) -> TypedRetention:
    """Return what `acme 12 months` says; BadRetentionError for a length that cannot be."""
    text = " ".join(typed.split())
    if found := _WORD.search(text):
        return TypedRetention(text[: found.start()].strip(), rule=Rule(found[1].lower()))
    found = _LENGTH.search(text)
    if found is None:
        return TypedRetention(text)
    months = int(found[1]) * (_YEAR if found[2].lower() == "year" else 1)
    if not 1 <= months <= MOST_MONTHS:
        raise BadRetentionError(found[0].strip())
    return TypedRetention(text[: found.start()].strip(), months)
