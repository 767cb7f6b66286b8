"""How far the clocks of a time zone stand from UTC, and when they are moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
# Nobody has ever moved a clock twice within three days (Freetown came nearest, in September 1939; the tests
# look through every zone), so looking every third day finds each move.
LOOK_SECONDS: Final = 3 * 86_400
# The wall clock of the first and of the last day of all cannot be told everywhere; no clock is moved there.
_FIRST: Final = (datetime(1, 1, 3, tzinfo=UTC) - _EPOCH) // _SECOND
_LAST: Final = (datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH) // _SECOND


class Steady(NamedTuple):
    """A time in which no clock of the zone is moved; seconds since 1970, and the seconds that it is ahead."""

    begins: int
    ends: int
    ahead: int


@lru_cache(maxsize=4096)
def steady_times(zone: ZoneInfo, begins: int, ends: int) -> tuple[Steady, ...]:
    """Cut the time from *begins* to *ends*, in seconds since 1970, wherever the zone's clocks are moved."""
    cuts = [begins, *_moves(zone, max(begins, _FIRST), min(ends - 1, _LAST)), ends]
    return tuple(
        Steady(first, last, _ahead(zone, max(first, _FIRST)) // _SECOND) for first, last in pairwise(cuts)
    )


def _moves(zone: ZoneInfo, first: int, last: int) -> Iterator[int]:
    """Yield the first second after each move that is after *first*."""
    looks = [*range(first, last, LOOK_SECONDS), last]
    for (before, old), (after, new) in pairwise((look, _ahead(zone, look)) for look in looks):
        if old != new:
            yield _move(zone, before, after)


def _move(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the first second of the new time, between two seconds that stand differently."""
    old = _ahead(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _ahead(zone, middle) == old else (before, middle)
    return after


def _ahead(zone: ZoneInfo, second: int) -> timedelta:
    """Return how far the zone's clocks are ahead; always whole seconds."""
    return (_EPOCH + timedelta(0, second)).astimezone(zone).utcoffset() or timedelta()
