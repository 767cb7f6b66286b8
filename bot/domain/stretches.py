"""The open time of one stretch of 52 weeks, as sorted numbers to look things up in.

Everything is counted in microseconds since 1970, UTC. Every stretch begins on the same day of the week.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.offsets import Steady, steady_times
from bot.domain.spans import DAY, Hours

STRETCH: Final = 52 * 7 * DAY
"""How long one is."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
BEGINNING: Final = (datetime.min.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
"""The first microsecond that has a name."""
END: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) + 1
"""The one after the last."""
FIRST: Final = BEGINNING // STRETCH
"""The number of the first stretch; number 0 begins with 1970."""
LAST: Final = (END - 1) // STRETCH
_SECOND: Final = 1_000_000
_STRETCH_SECONDS: Final = STRETCH // _SECOND


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs of open time, in order and apart; `sums` is the open time before each, counted within."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    sums: tuple[int, ...]
    total: int
    """All the open time in it."""

    def passed(self, at: int) -> int:
        """Return the open time from the beginning of the stretch to *at*."""
        run = bisect_right(self.opens, at) - 1
        if run < 0:
            return 0
        return self.sums[run] + min(at, self.closes[run]) - self.opens[run]

    def earliest(self, passed: int) -> int:
        """Return the first moment by which so much open time passed; more than none, at most `total`."""
        run = bisect_left(self.sums, passed) - 1
        return self.opens[run] + passed - self.sums[run]

    def latest(self, passed: int) -> int:
        """Return the last moment by which only so much open time passed; less than `total`."""
        run = bisect_right(self.sums, passed) - 1
        return self.opens[run] + passed - self.sums[run]

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the runs that have time between two moments, cut to them."""
        first, last = bisect_right(self.closes, start), bisect_left(self.opens, end)
        for opens, closes in zip(self.opens[first:last], self.closes[first:last], strict=True):
            yield max(opens, start), min(closes, end)

    def run_at(self, at: int) -> tuple[int, int] | None:
        """Return the run that holds *at*, or else the next one here."""
        run = bisect_right(self.closes, at)
        return (self.opens[run], self.closes[run]) if run < len(self.closes) else None


def survey(hours: Hours, zone: ZoneInfo, number: int) -> Stretch:
    """Work out the stretch of that number: an instant is open if its wall clock is."""
    opens: list[int] = []
    closes: list[int] = []
    for first, last in _runs(hours, zone, number):
        if closes and closes[-1] == first:
            closes[-1] = last
        else:
            opens.append(first)
            closes.append(last)
    *sums, total = accumulate((last - first for first, last in zip(opens, closes, strict=True)), initial=0)
    return Stretch(tuple(opens), tuple(closes), tuple(sums), total)


def _runs(hours: Hours, zone: ZoneInfo, number: int) -> Iterator[tuple[int, int]]:
    """Yield opening and closing in order, cut at midnight and wherever the zone's clocks are moved."""
    begins = number * _STRETCH_SECONDS
    for steady in steady_times(zone, begins, begins + _STRETCH_SECONDS):
        first = max(steady.begins * _SECOND, BEGINNING)
        last = min(steady.ends * _SECOND, END)
        for opens, closes in _open_by_wall_clock(hours, steady):
            if opens < last and closes > first:
                yield max(opens, first), min(closes, last)


def _open_by_wall_clock(hours: Hours, steady: Steady) -> Iterator[tuple[int, int]]:
    """Yield the open times, UTC, of each date that the time touches, as though no clock were ever moved."""
    ahead = steady.ahead * _SECOND
    first = (steady.begins * _SECOND + ahead) // DAY
    last = (steady.ends * _SECOND + ahead - 1) // DAY
    for day, spans in hours.between(first, last):
        midnight = day * DAY - ahead
        for opens, closes in spans:
            yield midnight + opens, midnight + closes
