"""When clocks are moved: found by looking, and compared with what Python itself read of every zone."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import _zoneinfo  # type: ignore[attr-defined]

import pytest

from bot.domain.offsets import LOOK_SECONDS, steady_times

ZONES: Final = sorted(zoneinfo.available_timezones())
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST: Final = (datetime(1800, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)
LAST: Final = (datetime(2037, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)


def moves_listed(name: str) -> list[tuple[int, int]]:
    """Each move of the zone's file, in seconds, and how far its clocks are ahead from then on.

    Only the Python form of `ZoneInfo` shows the list, under names of its own.
    """
    zone: Any = _zoneinfo.ZoneInfo.no_cache(name)
    ahead = [
        zone._tti_before or zone._tz_after,  # noqa: SLF001
        *zone._ttinfos,  # noqa: SLF001
    ]
    seconds = [each.utcoff // timedelta(seconds=1) for each in ahead]
    listed = zip(zone._trans_utc, pairwise(seconds), strict=True)  # noqa: SLF001
    return [(at, new) for at, (old, new) in listed if old != new]


def test_no_zone_ever_moved_its_clocks_twice_between_two_looks() -> None:
    gaps = [later - earlier for zone in ZONES for (earlier, _), (later, _) in pairwise(moves_listed(zone))]
    assert min(gaps) > LOOK_SECONDS


@pytest.mark.parametrize(
    "name",
    # Every twentieth, and those that did something odd.
    sorted({*ZONES[::20], "Africa/Freetown", "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll"}),
)
def test_every_move_of_a_zone_is_found(name: str) -> None:
    found = steady_times(zoneinfo.ZoneInfo(name), FIRST, LAST)
    listed = [move for move in moves_listed(name) if FIRST < move[0] < LAST]
    assert [(each.begins, each.ahead) for each in found[1:]] == listed
    assert (found[0].begins, found[-1].ends) == (FIRST, LAST)
