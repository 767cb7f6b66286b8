"""Refusals of reports."""

from dataclasses import dataclass
from datetime import date

from bot.errors import SupportError


@dataclass(eq=False)
class PeriodAheadError(SupportError):
    """The time that a report was asked for has not begun."""

    first: date
    """Its first day."""
