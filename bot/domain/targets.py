"""How long a promise may take: the units that plans are written in, and the target of one clock."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.errors import WrongValueError

ALWAYS: Final = "24/7"
"""The calendar that never closes; every plan has it without declaring it."""

_WRITTEN: Final = re.compile(r"([1-9]\d{0,3})(m|h|d|bd)")


class Clock(StrEnum):
    """What of a ticket is measured against a target."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    UPDATE = "update"
    RESOLUTION = "resolution"


class Unit(StrEnum):
    """What a length is counted in."""

    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    """Of 24 hours."""
    BUSINESS_DAYS = "bd"
    NEXT_PLANNING = "next_planning"
    """Not counted: due on the plan's next monthly planning day."""
    BEST_EFFORT = "best_effort"
    """Not counted: never due, and reported all the same."""


OPTIONAL: Final = frozenset({Clock.NEXT_RESPONSE, Clock.UPDATE})
"""What a plan may leave unpromised; the other two it has to speak of, if only as `best_effort`."""
UNCOUNTED: Final = frozenset({Unit.NEXT_PLANNING, Unit.BEST_EFFORT})
_MINUTES: Final = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: 24 * 60}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as a plan states it: `4h`, `30m`, `2d`, `1bd`, `next_planning` or `best_effort`."""

    amount: int
    """0 for what is not counted."""
    unit: Unit

    def __str__(self) -> str:
        """Return it as it is written in a plan."""
        return self.unit.value if self.unit in UNCOUNTED else f"{self.amount}{self.unit.value}"

    @property
    def open_time(self) -> timedelta | None:
        """How much open time of a calendar it takes; None where it is not counted in time."""
        minutes = _MINUTES.get(self.unit)
        return timedelta(minutes=minutes * self.amount) if minutes else None

    @property
    def business_days(self) -> int | None:
        """How many business days it takes; None where it is not counted in those."""
        return self.amount if self.unit is Unit.BUSINESS_DAYS else None


@dataclass(frozen=True, slots=True)
class Target:
    """How long one clock of a ticket may run, and the name of the calendar that it runs on."""

    length: Length
    calendar: str

    def is_longer_than(self, other: "Target") -> bool:
        """Whether this surely ends later than *other* when both start together.

        Hours and business days are not compared, for how long a business day is depends on the day. Time on
        a calendar that closes takes at least as long as the same time around the clock.
        """
        if other.calendar not in (self.calendar, ALWAYS):
            return False
        mine, theirs = self.length, other.length
        if mine.open_time and theirs.open_time:
            return mine.open_time > theirs.open_time
        return bool(mine.business_days and theirs.business_days and mine.business_days > theirs.business_days)


def read_length(text: str) -> Length:
    """Return the length that *text* writes; WrongValueError says what to write instead."""
    if text in UNCOUNTED:
        return Length(0, Unit(text))
    if written := _WRITTEN.fullmatch(text):
        return Length(int(written[1]), Unit(written[2]))
    raise WrongValueError(f"is {text!r}, which is no length of time", f"write {LENGTHS}")


LENGTHS: Final = "'4h', '30m', '2d', '1bd', 'next_planning' or 'best_effort'"
