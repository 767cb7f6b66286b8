"""What an answer of the business calendar costs: by distance, and beside those that `make bench` installs.

Five days a week from 9 to 18, with the holidays of the United States; the best of a few rounds. Each question
was asked before: what the first one in a year costs has a row of its own.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from math import inf
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.offsets import steady_times
from bot.domain.public_holidays import public_holidays
from tests.bench.calendar_peers import PEERS, START, ZONE, Act, Peer
from tests.bench.table import Row, at_least, at_most

_WEEK: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))
_ALLOWANCES: Final = (8, 40, 2_000)
_DISTANCES: Final = (("a day", 1), ("a year", 365), ("ten years", 3652))
_ROUNDS: Final = 25
_ROUND_SECONDS: Final = 0.01
_MICRO: Final = 1e-6


async def measure() -> list[Row]:
    """Return the rows: each of ours as a ratio to the nearest question of its kind, then beside each peer."""
    costs = best_of(_ours(_calendar()))
    first = min(_first() for _ in range(_ROUNDS))
    near = {name.partition(" ")[0]: costs[name] for name in reversed(costs)}
    rows = [
        Row(name, microseconds(cost), cost / near[name.partition(" ")[0]], at_most(1.5))
        for name, cost in costs.items()
    ]
    return [
        *rows,
        Row("the first question in a year", microseconds(first)),
        *(row for peer in PEERS for row in _beside(peer, costs)),
    ]


def _beside(peer: Peer, costs: Mapping[str, float]) -> list[Row]:
    """Return how many times longer a peer takes; one line where it is not installed."""
    if not peer.is_installed:
        return [Row(f"{peer.name} is not installed", "`make bench` does it")]
    return [
        Row(f"{peer.name}: {name}", microseconds(cost), cost / costs[name], at_least(peer.least_ratio))
        for name, cost in best_of(_questions(peer.due, peer.elapsed)).items()
    ]


def _calendar() -> BusinessCalendar:
    return BusinessCalendar(ZONE, _WEEK, public_holidays("US"))


def _ours(calendar: BusinessCalendar) -> Mapping[str, Act]:
    def due(hours: int) -> Act:
        allowance = timedelta(hours=hours)
        return lambda: calendar.due(START, allowance)

    def elapsed(days: int) -> Act:
        end = START + timedelta(days=days)
        return lambda: calendar.elapsed(START, end)

    return _questions(due, elapsed)


def _questions(due: Callable[[int], Act] | None, elapsed: Callable[[int], Act] | None) -> Mapping[str, Act]:
    return {
        **{f"due after {hours:,} h": due(hours) for hours in _ALLOWANCES if due},
        **{f"elapsed in {name}": elapsed(days) for name, days in _DISTANCES if elapsed},
    }


def best_of(acts: Mapping[str, Act]) -> dict[str, float]:
    """Return the seconds of one call of each: the best of a few rounds, all in turn, of many calls or one."""
    times = {name: max(1, int(_ROUND_SECONDS / _again(act))) for name, act in acts.items()}
    best = dict.fromkeys(acts, inf)
    for _ in range(_ROUNDS):
        best = {name: min(best[name], _seconds(act, times[name]) / times[name]) for name, act in acts.items()}
    return best


def _again(act: Act) -> float:
    """Return the seconds of a call that follows another."""
    act()
    return _seconds(act, 1)


def _first() -> float:
    steady_times.cache_clear()
    calendar = _calendar()
    return _seconds(lambda: calendar.is_open(START), 1)


def _seconds(act: Act, times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        act()
    return time.perf_counter() - began


def microseconds(seconds: float) -> str:
    """Return it as it is shown."""
    return f"{seconds / _MICRO:,.1f} µs"
