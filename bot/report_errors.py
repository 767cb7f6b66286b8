"""Refusals of reports."""

from dataclasses import dataclass
from datetime import date

from bot.errors import SupportError


@dataclass(eq=False)
class PeriodAheadError(SupportError):
    """The time that a report was asked for has not begun."""

    first: date
    """Its first day."""


@dataclass(eq=False)
class BadScheduleError(SupportError):
    """What was typed of a schedule cannot be used; `why`: `weekday`, `day` of the month, or `time`."""

    value: str
    why: str


@dataclass(eq=False)
class DigestPlaceError(SupportError):
    """A digest cannot go where it was asked to; `why` says what hinders it.

    `elsewhere`: the channel is neither a client's nor a triage channel. `others`: people of a client are in
    it, and would read of others. `outsiders`: people from outside are in a triage channel.
    """

    why: str
