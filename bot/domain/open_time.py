"""The open time of all years, looked into stretch by stretch as it is asked for.

Everything is counted in microseconds since 1970, UTC. An answer costs two or three lookups, however far apart
the moments are: open time is summed up from stretch to stretch once, and kept.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import accumulate
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.spans import DAY, Hours
from bot.domain.stretches import BEGINNING, END, FIRST, LAST, STRETCH, survey
from bot.errors import BeyondTimeError, NeverOpenError

_KEPT_STRETCHES: Final = 256
# Where holidays are found only when asked for, what does not close for so long never does.
_A_CENTURY: Final = 105


class _Sums(NamedTuple):
    """The open time from some moment to the beginning of the stretch `first`, and of each that follows it."""

    first: int
    sums: tuple[int, ...]

    @property
    def following(self) -> int:
        """The number of the first stretch whose own open time is not summed up."""
        return self.first + len(self.sums) - 1


class OpenTime:
    """When it is open, in one zone.

    What was worked out is kept, and replaced whole: another thread sees the old or the new.
    """

    __slots__ = ("_hours", "_stretch", "_summed")

    def __init__(self, hours: Hours, zone: ZoneInfo) -> None:
        self._hours = hours
        self._stretch = lru_cache(_KEPT_STRETCHES)(partial(survey, hours, zone))
        self._summed = _Sums(0, (0,))

    def is_open(self, at: int) -> bool:
        """Whether *at* is open."""
        run = self._stretch(at // STRETCH).run_at(at)
        return run is not None and run[0] <= at

    def between(self, start: int, end: int) -> int:
        """Return the open time from *start* to *end*; negative if *end* is the earlier one."""
        first, last = start // STRETCH, end // STRETCH
        within = self._stretch(last).passed(end) - self._stretch(first).passed(start)
        if first == last:
            return within
        known, sums = self._summed
        end_of_known = known + len(sums)
        if not (known <= first < end_of_known and known <= last < end_of_known):
            known, sums = self._over(min(first, last), max(first, last))
        return sums[last - known] - sums[first - known] + within

    def after(self, start: int, amount: int) -> int:
        """Return the first moment by which that much open time passed since *start*; *amount* is positive.

        NeverOpenError where so much never does, BeyondTimeError where it would be after the last year.
        """
        number = start // STRETCH
        stretch = self._stretch(number)
        wanted = stretch.passed(start) + amount
        if wanted <= stretch.total:
            return stretch.earliest(wanted)
        if start + amount >= END:  # open time is never longer than time
            raise BeyondTimeError("allowance")
        first, sums = self._up_to(number, wanted)
        wanted += sums[number - first]
        index = bisect_left(sums, wanted) - 1
        return self._stretch(first + index).earliest(wanted - sums[index])

    def before(self, start: int, amount: int) -> int:
        """Return the last moment from which that much open time passed until *start*; *amount* is positive.

        NeverOpenError where so much never did, BeyondTimeError where it would be before the first year.
        """
        number = start // STRETCH
        stretch = self._stretch(number)
        wanted = stretch.passed(start) - amount
        if wanted >= 0:
            return stretch.latest(wanted)
        if start - amount < BEGINNING:
            raise BeyondTimeError("allowance")
        first, sums = self._down_to(number, wanted)
        wanted += sums[number - first]
        index = bisect_right(sums, wanted) - 1
        return self._stretch(first + index).latest(wanted - sums[index])

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the runs of open time between two moments, cut to them, each looked for when it is wanted."""
        held: tuple[int, int] | None = None
        for run in self._cut_runs(start, end):
            if held is not None and held[1] == run[0]:
                held = held[0], run[1]
                continue
            if held is not None:
                yield held
            held = run
        if held is not None:
            yield held

    def _cut_runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the runs between two moments, cut wherever a stretch ends."""
        if start >= end:
            return
        for number in range(start // STRETCH, (end - 1) // STRETCH + 1):
            yield from self._stretch(number).runs(start, end)
            if not self._hours.may_open(_day(number + 1), _day(LAST + 1)):
                return

    def opening(self, at: int) -> int:
        """Return *at* if it is open, or else when it opens next; NeverOpenError if it never does."""
        for number in range(at // STRETCH, LAST + 1):
            if run := self._stretch(number).run_at(at):
                return max(run[0], at)
            if not self._hours.may_open(_day(number + 1), _day(LAST + 1)):
                break
        raise NeverOpenError("week")

    def closing(self, at: int) -> int | None:
        """Return the end of the run of open time that holds or follows *at*; None if there is none."""
        closes: int | None = None
        for number in range(at // STRETCH, self._last_to_close(at) + 1):
            run = self._stretch(number).run_at(at if closes is None else closes)
            if closes is not None and (run is None or run[0] > closes):
                return closes
            if run is not None:
                closes = run[1]
                if closes < (number + 1) * STRETCH:
                    return closes if closes < END else None
            elif not self._hours.may_open(_day(number + 1), _day(LAST + 1)):
                return None
        return None

    def _last_to_close(self, at: int) -> int:
        """Return the last stretch worth looking into for an end of open time."""
        if not self._hours.never_closes:
            return LAST
        settled = max(self._hours.last_special * DAY, at) // STRETCH
        return min(settled + (2 if self._hours.is_complete else _A_CENTURY), LAST)

    def _up_to(self, number: int, wanted: int) -> _Sums:
        """Sum up from the stretch *number* on, until there is as much open time as *wanted*."""
        summed = self._summed
        if not summed.first <= number < summed.first + len(summed.sums):
            summed = self._over(number, number)
        while summed.sums[-1] - summed.sums[number - summed.first] < wanted:
            following = summed.following
            if following > LAST:
                raise BeyondTimeError("allowance")
            if not self._hours.may_open(_day(following), _day(LAST + 1)):
                raise NeverOpenError("week")
            summed = self._over(number, following + 1)
        return summed

    def _down_to(self, number: int, wanted: int) -> _Sums:
        """Sum up back from the stretch *number*, until *wanted*, which is negative, is among the sums."""
        summed = self._summed
        if not summed.first <= number < summed.first + len(summed.sums):
            summed = self._over(number, number)
        while summed.sums[0] - summed.sums[number - summed.first] > wanted:
            if summed.first <= FIRST:
                raise BeyondTimeError("allowance")
            if not self._hours.may_open(_day(FIRST), _day(summed.first)):
                raise NeverOpenError("week")
            summed = self._over(summed.first - 1, number)
        return summed

    def _over(self, first: int, last: int) -> _Sums:
        """Sum up whatever is not yet, so that the open time before *first* and before *last* is known.

        What lies apart from all that was summed up begins anew: nobody asked for the time between.
        """
        known = self._summed
        if last < known.first or known.following < first:
            known = _Sums(first, (0,))
        elif known.first <= first and last <= known.following:
            return known
        later = (self._stretch(number).total for number in range(known.following, last))
        earlier = (-self._stretch(number).total for number in range(known.first - 1, first - 1, -1))
        _, *after = accumulate(later, initial=known.sums[-1])
        _, *before = accumulate(earlier, initial=known.sums[0])
        self._summed = summed = _Sums(min(known.first, first), (*reversed(before), *known.sums, *after))
        return summed


def _day(number: int) -> int:
    """Return the day, in UTC, with which a stretch begins."""
    return number * STRETCH // DAY
