"""What a target comes to on its calendar: when it is due, from wherever its clock stands."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.domain.targets import Target, Unit
from bot.errors import BeyondTimeError, NeverOpenError

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar
    from bot.domain.terms import Planning

_NOTHING: Final = timedelta(0)
_ALL: Final = 100
_MOST_DAYS: Final = 3660
"""How many days without a business day are looked through: ten years of them are a mistake."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pause:
    """From when to when a clock stood still, with the pauses before; what they came to is summed up once."""

    from_at: datetime
    to_at: datetime
    before: _Pause | None = field(repr=False)
    sums: dict[BusinessCalendar, timedelta] = field(default_factory=dict, repr=False)

    def open_time(self, calendar: BusinessCalendar) -> timedelta:
        """Return how much open time of a calendar this pause and those before it took."""
        unknown: list[_Pause] = []
        last: _Pause | None = self
        while last is not None and calendar not in last.sums:
            unknown.append(last)
            last = last.before
        total = last.sums[calendar] if last else _NOTHING
        for each in reversed(unknown):
            total += calendar.elapsed(each.from_at, each.to_at)
            each.sums[calendar] = total
        return total


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a clock has come: since when it is measured, and what was used up and paused of its time."""

    started_at: datetime
    used: timedelta = _NOTHING
    """Open time that counted, on whatever calendars it ran."""
    used_before: timedelta = _NOTHING
    """How much of it counted before its present target began to hold."""
    held_from_at: datetime | None = None
    """Since when its present target has held without a pause; None: from the start."""
    _pauses: _Pause | None = field(default=None, compare=False, repr=False)

    def ran(self, counted: timedelta) -> Standing:
        """Return it with more time used up."""
        used = self.used + counted
        return Standing(self.started_at, used, self.used_before, self.held_from_at, self._pauses)

    def paused(self, from_at: datetime, to_at: datetime) -> Standing:
        """Return it with one more pause, after all the others."""
        pauses = _Pause(from_at, to_at, self._pauses)
        return Standing(self.started_at, self.used, self.used_before, to_at, pauses)

    def retargeted(self, at: datetime) -> Standing:
        """Return it with another target that holds from a moment on."""
        return Standing(self.started_at, self.used, self.used, at, self._pauses)

    def paused_on(self, calendar: BusinessCalendar) -> timedelta:
        """Return how much open time of a calendar its pauses took."""
        return self._pauses.open_time(calendar) if self._pauses else _NOTHING


@dataclass(frozen=True, slots=True)
class Measure:
    """A target, with the calendar that it runs on and the planning day that it may mean."""

    target: Target
    calendar: BusinessCalendar
    planning: Planning | None = None

    def due(self, standing: Standing, at: datetime) -> datetime | None:
        """Return when a clock that runs from *at* on will have used up its target; None: never.

        Where that is past already, because the target became shorter, it is *at*.
        """
        left = self.left(standing)
        if left is not None:
            return self.calendar.due(at, left) if left > _NOTHING else at
        due = self._day(standing)
        return due if due is None else max(due, at)

    def warning(self, standing: Standing, at: datetime, percent: int) -> datetime | None:
        """Return when *percent* of the target will have passed, for a clock that runs from *at* on.

        None where it is never due; *at* where so much has passed already. 100 is the due moment itself: one
        that is counted in days may come after the last open time before it.
        """
        return next((passed for _, passed in self.warnings(standing, at, (percent,))), None)

    def warnings(
        self, standing: Standing, at: datetime, percents: Iterable[int]
    ) -> Iterator[tuple[int, datetime]]:
        """Yield when each of *percents* of the target will have passed; nothing where it is never due."""
        due, whole, used = self.due(standing, at), self.target.length.open_time, standing.used
        if due is None:
            return
        if self.target.length.unit is Unit.NEXT_PLANNING:
            used -= standing.used_before
        if whole is None:
            whole = used + self.calendar.elapsed(at, due)
        for percent in percents:
            ahead = whole * percent // _ALL - used
            if percent == _ALL:
                yield percent, due
            else:
                yield percent, self.calendar.due(at, ahead) if ahead > _NOTHING else at

    def left(self, standing: Standing) -> timedelta | None:
        """Return how much open time is left, below zero once overdrawn; None of one not counted in it."""
        allowance = self.target.length.open_time
        return None if allowance is None else allowance - standing.used

    def _day(self, standing: Standing) -> datetime | None:
        """Return when a target is due that is counted in days.

        A pause moves business days by as much open time. A planning day is the next one from when it was
        chosen on, or from the end of the last pause.
        """
        length = self.target.length
        if length.business_days is not None:
            due = business_days_later(self.calendar, standing.started_at, length.business_days)
            paused = standing.paused_on(self.calendar)
            return self.calendar.due(due, paused) if paused else due
        if length.unit is Unit.NEXT_PLANNING and self.planning is not None:
            since = standing.held_from_at or standing.started_at
            return next_planning(self.calendar, self.planning, since)
        return None


def business_days_later(calendar: BusinessCalendar, start: datetime, days: int) -> datetime:
    """Return the same local time *days* business days after *start*, within that day's hours, in UTC.

    From outside the hours it is counted from the next opening. Between two spans of that day it is the end of
    the earlier one, for no open time passes until the later one begins. A night is counted as the day on
    which it begins, since its hours are that day's: two in the morning is the end of yesterday's work, and a
    business day later is two in the morning of the next night. Raises NeverOpenError and BeyondTimeError.
    """
    return _days_after(calendar, calendar.next_open(start), days)


@lru_cache(maxsize=1024)  # each thing that happens to a ticket asks its clocks again when they are due
def _days_after(calendar: BusinessCalendar, opening: datetime, days: int) -> datetime:
    """Return that of a moment in the hours, in UTC: in a zone, two that its clocks show alike are equal."""
    begun, clock = calendar.owner(opening)
    day = next(islice(_business_days(calendar, _days_from(begun.toordinal() + 1)), days - 1, None))
    return calendar.nearest(day, clock)


def next_planning(calendar: BusinessCalendar, planning: Planning, after: datetime) -> datetime:
    """Return the first planning after a moment, in UTC: the first business day from a day of the month on.

    Raises NeverOpenError and BeyondTimeError.
    """
    month = calendar.local(after).date().replace(day=1)
    while True:
        due = planned_in(calendar, planning, month)
        if due > after:
            return due
        if (month.year, month.month) == (MAXYEAR, 12):
            raise BeyondTimeError("planning")
        month += timedelta(days=monthrange(month.year, month.month)[1])


def planned_in(calendar: BusinessCalendar, planning: Planning, month: date) -> datetime:
    """Return the planning of the month that begins on that day, in UTC; it may fall into the month after.

    Raises NeverOpenError and BeyondTimeError.
    """
    first = month.replace(day=min(planning.day, monthrange(month.year, month.month)[1]))
    clock = timedelta(hours=planning.at.hour, minutes=planning.at.minute)
    return calendar.instant(next(_business_days(calendar, _days_from(first.toordinal()))), clock)


def business_days_before(calendar: BusinessCalendar, at: datetime, days: int) -> datetime:
    """Return the same hour so many business days earlier, or the nearest to it in that day's hours, in UTC.

    A day that is no business day counts as the end of the one before it: two before a Sunday is a Thursday.
    Raises NeverOpenError and BeyondTimeError.
    """
    local = calendar.local(at)
    earlier = _business_days(calendar, range(local.date().toordinal() - 1, 0, -1))
    day = next(islice(earlier, days - 1, None))
    return calendar.nearest(day, timedelta(hours=local.hour, minutes=local.minute))


def _days_from(first: int) -> range:
    """Return the days from one on, that included, all as their ordinals."""
    return range(first, date.max.toordinal() + 1)


def _business_days(calendar: BusinessCalendar, days: range) -> Iterator[date]:
    """Yield the days on which hours begin, of some days that are given by their ordinals.

    Raises NeverOpenError where there are none, BeyondTimeError where there are no more days.
    """
    closed = 0
    for ordinal in days:
        day = date.fromordinal(ordinal)
        if calendar.opens_on(day):
            closed = 0
            yield day
        elif (closed := closed + 1) == _MOST_DAYS:
            raise NeverOpenError("business_days")
    raise BeyondTimeError("business_days")
