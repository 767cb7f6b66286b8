"""The months of a contract: from its day of the month to the day before the next, where the client is.

The source is `sla.md` 5: a contract that began on the 29th, 30th or 31st has its month begin on the last day
where a month is shorter. A month that would begin while the plan is paused does not begin: the one before it
lasts on.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.terms import Period

_YEAR: Final = 12
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta.resolution


class Paused(NamedTuple):
    """Days of a month on which the plan is, was, or will be paused."""

    begins_on: date
    ends_on: date
    is_over: bool
    lengthens: bool
    """Whether the month lasts on because of it."""


class Month(NamedTuple):
    """One month of a contract."""

    begins_on: date
    ends_before: date
    """The first day of the next one."""

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.ends_before - _DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_before - self.begins_on).days


class Span(NamedTuple):
    """From one moment up to another."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Contract:
    """When the months of a client begin."""

    begins_on: date
    period: Period
    time_zone: str
    pauses: tuple[Span, ...] = ()
    """In which the plan is, was, or will be paused."""
    ends_on: date | None = None
    """Its last day; None: it goes on."""

    def month_of(self, day: date) -> Month:
        """Return the month that a date belongs to, be it before the contract began."""
        return _month_of(self, day)

    def _month_of(self, day: date) -> Month:
        number = (day.year - self._anchor.year) * _YEAR + day.month - self._anchor.month
        first = number if self._begins(number) <= day else number - 1
        while self._is_skipped(first):
            first -= 1
        after = first + 1
        while self._is_skipped(after):
            after += 1
        return Month(self._begins(first), self._begins(after))

    def month_at(self, at: datetime) -> Month:
        """Return the month in which a moment lies."""
        return self.month_of(self.day_at(at))

    def day_at(self, at: datetime) -> date:
        """Return the date on the client's wall at a moment."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def months_after(self, month: Month, until: datetime) -> Iterator[Month]:
        """Yield the months that follow *month*, up to the one in which *until* lies or the contract ends."""
        last = self._last(until)
        while month.begins_on < last.begins_on:
            month = self.month_of(month.ends_before)
            yield month

    def is_in_force(self, at: datetime) -> bool:
        """Whether it has begun, and its last day is not over."""
        return self.is_in_term(self.day_at(at))

    def is_in_term(self, day: date) -> bool:
        """Whether a date is one of the contract's, the last one included."""
        return self.begins_on <= day <= (self.ends_on or day)

    def days_in_force(self, since: date, until: date) -> int:
        """Return how many days there are from one on up to before another; one that begins paused is none."""
        days = (since + number * _DAY for number in range((until - since).days))
        return sum(not self._is_paused(day) for day in days)

    def begins_at(self, day: date) -> datetime:
        """Return the first moment of a date where the client is, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.time_zone)).astimezone(UTC)

    def is_paused(self, day: date, at: datetime | None = None) -> bool:
        """Whether the plan is paused at a moment of a day; without the moment, at any time of that day."""
        first, last = (at, at) if at else (self.begins_at(day), self.begins_at(day + _DAY) - _INSTANT)
        return any(each.from_at <= last and first < each.until_at for each in self.pauses)

    def pauses_in(self, month: Month, now: datetime) -> tuple[Paused, ...]:
        """Return the pauses of a month as they stand *now*."""
        begins_at, ends_at = (self.begins_at(each) for each in month)
        touching = (each for each in self.pauses if each.from_at < ends_at and each.until_at > begins_at)
        return tuple(
            Paused(
                self.day_at(each.from_at),
                self.day_at(each.until_at),
                is_over=each.until_at <= now,
                lengthens=self._lengthens(each, month),
            )
            for each in touching
        )

    def _lengthens(self, pause: Span, month: Month) -> bool:
        """Whether a month would be shorter without a pause."""
        without = replace(self, pauses=tuple(each for each in self.pauses if each != pause))
        return without.month_of(month.begins_on).ends_before < self.month_of(month.begins_on).ends_before

    @property
    def _anchor(self) -> date:
        return self.begins_on if self.period is Period.CONTRACT_MONTH else self.begins_on.replace(day=1)

    def _begins(self, number: int) -> date:
        """Return when the month would begin that comes so many after the first."""
        year, month = divmod(self._anchor.year * _YEAR + self._anchor.month - 1 + number, _YEAR)
        return date(year, month + 1, min(self._anchor.day, monthrange(year, month + 1)[1]))

    def _is_skipped(self, number: int) -> bool:
        return bool(self.pauses) and self._is_paused(self._begins(number))

    def _is_paused(self, day: date) -> bool:
        """Whether the plan is paused as a day begins."""
        at = self.begins_at(day)
        return any(pause.from_at <= at < pause.until_at for pause in self.pauses)

    def _last(self, until: datetime) -> Month:
        """Return the month in which *until* lies, or in which the contract ended before that."""
        day = self.day_at(until)
        return self.month_of(min(day, self.ends_on or day))


@lru_cache(maxsize=4096)
def _month_of(contract: Contract, day: date) -> Month:
    """Return a month of a contract: for one balance it is asked for five times, which took a third of it."""
    return contract._month_of(day)  # noqa: SLF001 - the same, kept
