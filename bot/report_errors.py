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
class BadPeriodError(SupportError):
    """There is no such time to report on; `why`: what it would be, a `month`, `quarter`, `week` or `days`."""

    value: str
    why: str


@dataclass(eq=False)
class BadScheduleError(SupportError):
    """What was typed of a schedule cannot be used; `why`: `weekday`, `day` of the month, or `time`.

    `which_weekday`, `which_day`: none was typed.
    """

    value: str
    why: str


@dataclass(eq=False)
class DigestPlaceError(SupportError):
    """A digest cannot go where it was asked to; `why` says what hinders it.

    `elsewhere`: the channel is neither a client's nor a triage channel. `others`: people of a client are in
    it, and would read of others. `outsiders`: people from outside are in a triage channel.
    """

    why: str


@dataclass(eq=False)
class CheckInError(SupportError):
    """A talk with a client cannot be set, or its agenda shared; `why` says what hinders it.

    `none`: the plan promises no such talk. `ended`: none is to come under the contract. `order`: it would be
    after the next one. `called_off`: too many were called off already. `not_then`: the plan is paused then,
    or the contract not in force. `day_over`: the day that the plan has is over, so that it cannot stand
    again. `nowhere`: there is no channel of the client's that can be written to.
    """

    client: str
    why: str


@dataclass(eq=False)
class NoWishError(SupportError):
    """A ticket is not, or no more, among those that wait for the next planning."""

    number: int


@dataclass(eq=False)
class BadMeasureError(SupportError):
    """What was typed of a measurement or a note cannot be used."""

    value: str
    """What was typed."""
    wrong: str
    """What is wrong, to be read after the value's name."""
    remedy: str


@dataclass(eq=False)
class NothingMeasuredError(SupportError):
    """There is no such value, or no such note, that could be taken back."""

    what: str
    """The name of the metric, or the note's number."""


@dataclass(eq=False)
class BadRetentionError(SupportError):
    """Text cannot be kept for such a time."""

    value: str
