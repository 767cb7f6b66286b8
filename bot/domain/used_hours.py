"""What a client has used of the hours of one month: for digests, reports and pictures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.percents import reached_percent, used_percent

_ALL: Final = 100
NEAR_LIMIT: Final = 80
"""From so many percent of its hours on, a client is near the limit."""


@dataclass(frozen=True, slots=True)
class HoursUsed:
    """What was used of the hours of one month of a contract, in minutes."""

    client: str
    begins_on: date
    used: int
    allowed: int
    """What there was to use; negative where earlier months took more than that."""
    last_day: date | None = None
    """The last one that belongs to the month; None where that is not known."""
    has_ended: bool = False
    """Whether another month has begun since."""
    is_gone: bool = False
    """Whether there is nothing to use, for all that there was has been used or taken."""

    @property
    def left(self) -> int:
        """What is left; negative where more was used than there was."""
        return self.allowed - self.used

    @property
    def percent(self) -> int:
        """How much of it is used; 100 where there is nothing any more."""
        return _ALL if self.is_gone else used_percent(self.used, self.allowed)

    @property
    def is_over(self) -> bool:
        """Whether all of it is used, or more."""
        return self.is_gone or self.used >= max(self.allowed, 1)

    @property
    def is_near(self) -> bool:
        """Whether it is nearly used up."""
        return not self.is_over and reached_percent(self.used, max(self.allowed, 1)) >= NEAR_LIMIT


@dataclass(frozen=True, slots=True)
class Worked:
    """On which tickets the hours of a month were used."""

    month: HoursUsed
    by_ticket: Sequence[tuple[int, int]]
    """Their numbers with the minutes of each, those first that took most."""

    @property
    def besides(self) -> int:
        """The minutes that no work of that month used: what was owed from the month before."""
        return self.month.used - sum(minutes for _, minutes in self.by_ticket)


def worked(month: HoursUsed, entries: Iterable[Entry]) -> Worked:
    """Return on which tickets the entries of a month used its hours."""
    spent = Counter[int]()
    for each in standing(entries):
        if each.kind is EntryKind.USAGE and each.month == month.begins_on and each.minutes and each.ticket:
            spent[each.ticket] -= each.minutes
    return Worked(month, sorted(spent.items(), key=lambda one: (-one[1], one[0])))
