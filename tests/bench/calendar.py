"""What an answer of the business calendar costs: by distance, and beside a peer where that is installed.

Five days a week from 9 to 18, with the holidays of the United States; the best of a few rounds. Each question
was asked before: what the first one in a year costs has a row of its own.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from importlib import import_module
from importlib.util import find_spec
from math import inf
from typing import Any, Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.offsets import steady_times
from bot.domain.public_holidays import public_holidays
from tests.bench.table import Row, at_least, at_most

_ZONE: Final = "America/New_York"
_PEER: Final = "businesstimedelta"
_START: Final = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
_WEEK: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))
_ALLOWANCES: Final = (8, 40, 2_000)
_DISTANCES: Final = (("a day", 1), ("a year", 365), ("ten years", 3652))
_ROUNDS: Final = 25
_ROUND_SECONDS: Final = 0.01
_MICRO: Final = 1e-6

_Act = Callable[[], object]


async def measure() -> list[Row]:
    """Return the rows: each of ours as a ratio to the nearest question of its kind, then beside the peer."""
    costs = _costs(_ours(_calendar()))
    first = min(_first() for _ in range(_ROUNDS))
    near = {name.partition(" ")[0]: costs[name] for name in reversed(costs)}
    rows = [
        Row(name, _told(cost), cost / near[name.partition(" ")[0]], at_most(1.5))
        for name, cost in costs.items()
    ]
    return [*rows, Row("the first question in a year", _told(first)), *_beside_peer(costs)]


def _beside_peer(costs: dict[str, float]) -> list[Row]:
    """Return how many times longer the peer takes; nothing where it is not installed."""
    if find_spec(_PEER) is None:
        return [Row(f"{_PEER} is not installed", "")]
    return [
        Row(f"{_PEER}: {name}", _told(cost), cost / costs[name], at_least(100))
        for name, cost in _costs(_peers()).items()
    ]


def _calendar() -> BusinessCalendar:
    return BusinessCalendar(_ZONE, _WEEK, public_holidays("US"))


def _ours(calendar: BusinessCalendar) -> dict[str, _Act]:
    def due(hours: int) -> _Act:
        allowance = timedelta(hours=hours)
        return lambda: calendar.due(_START, allowance)

    def elapsed(days: int) -> _Act:
        end = _START + timedelta(days=days)
        return lambda: calendar.elapsed(_START, end)

    return _questions(due, elapsed)


def _peers() -> dict[str, _Act]:
    peer: Any = import_module(_PEER)
    zone = import_module("pytz").timezone(_ZONE)  # the peer knows no other kind
    hours = {"start_time": time_of_day(9), "end_time": time_of_day(18)}
    weekday = peer.WorkDayRule(**hours, working_days=[0, 1, 2, 3, 4], tz=zone)
    # As many years of holidays as are asked about, ready in a plain mapping.
    days: dict[date, str] = dict.fromkeys(
        (day for year in range(2026, 2038) for day in public_holidays("US").of_year(year)), ""
    )
    rules = peer.Rules([weekday, peer.HolidayRule(days, tz=zone)])

    def due(hours: int) -> _Act:
        allowance = peer.BusinessTimeDelta(rules, hours=hours)
        return lambda: _START + allowance

    def elapsed(days: int) -> _Act:
        end = _START + timedelta(days=days)
        return lambda: rules.difference(_START, end)

    return _questions(due, elapsed)


def _questions(due: Callable[[int], _Act], elapsed: Callable[[int], _Act]) -> dict[str, _Act]:
    return {
        **{f"due after {hours:,} h": due(hours) for hours in _ALLOWANCES},
        **{f"elapsed in {name}": elapsed(days) for name, days in _DISTANCES},
    }


def _costs(acts: dict[str, _Act]) -> dict[str, float]:
    """Return the seconds of one call of each: the best of a few rounds, all in turn, of many calls or one."""
    times = {name: max(1, int(_ROUND_SECONDS / _again(act))) for name, act in acts.items()}
    best = dict.fromkeys(acts, inf)
    for _ in range(_ROUNDS):
        best = {name: min(best[name], _seconds(act, times[name]) / times[name]) for name, act in acts.items()}
    return best


def _again(act: _Act) -> float:
    """Return the seconds of a call that follows another."""
    act()
    return _seconds(act, 1)


def _first() -> float:
    steady_times.cache_clear()
    calendar = _calendar()
    return _seconds(lambda: calendar.is_open(_START), 1)


def _seconds(act: _Act, times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        act()
    return time.perf_counter() - began


def _told(seconds: float) -> str:
    return f"{seconds / _MICRO:,.1f} µs"
