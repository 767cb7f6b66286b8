"""What is told of a client's hours without being asked: once each in a month, and of several the highest.

The source is `sla.md` 5: 80 % used, used up, over, what expires within 7 days, and a pace above the plan's.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Final

from bot.domain.allowance import Allowance, Calls, last_days_from

_NEAR_PERCENT: Final = 80


class Alert(StrEnum):
    """Something about hours that people want to know before they ask."""

    PACE = "pace"
    """If work goes on so, it will be more than there is."""
    NEAR = "near"
    """80 % are used."""
    USED_UP = "used_up"
    OVER = "over"
    EXPIRING = "expiring"
    """Within 7 days, if not used."""
    PHONE_NEAR = "phone_near"
    PHONE_USED_UP = "phone_used_up"
    PHONE_OVER = "phone_over"


CHAINS: Final = (
    (Alert.PACE, Alert.NEAR, Alert.USED_UP, Alert.OVER),
    (Alert.EXPIRING,),
    (Alert.PHONE_NEAR, Alert.PHONE_USED_UP, Alert.PHONE_OVER),
)
"""Of each chain the highest is told, and nothing below what was told."""

CALLS: Final = frozenset(CHAINS[2])
"""Of support by telephone."""

FOR_CLIENTS: Final = frozenset({*CHAINS[0], Alert.EXPIRING})
"""What a client is told of too, where the plan says so."""


def alerts(now: Allowance, told: Collection[Alert]) -> list[Alert]:
    """Return what is to be told, where this month *told* was told already."""
    if now.is_over or now.is_ahead:
        return []
    highest = ([each for each in chain if _HOLDS[each](now)][-1:] for chain in CHAINS)
    found = [each for reached in highest for each in reached]
    return [each for each in found if not any(other in told for other in at_least(each))]


def at_least(alert: Alert) -> tuple[Alert, ...]:
    """Return an alert, and those above it."""
    chain = next(each for each in CHAINS if alert in each)
    return chain[chain.index(alert) :]


def _pace(now: Allowance) -> bool:
    return now.pace is not None and now.pace > now.granted


def _near(now: Allowance) -> bool:
    return now.reached >= _NEAR_PERCENT


def _used_up(now: Allowance) -> bool:
    return now.has_hours and now.balance.used > 0 and now.balance.left <= 0


def _over(now: Allowance) -> bool:
    return now.has_hours and now.balance.left < 0


def _expiring(now: Allowance) -> bool:
    is_near = now.today >= last_days_from(now.contract, now.month)
    is_paused = now.contract.is_paused(now.today)  # nothing can be used then
    return now.has_hours and is_near and not is_paused and now.expiring_minutes > 0


def _calls(holds: Callable[[int, int], bool]) -> Callable[[Allowance], bool]:
    def of(now: Allowance) -> bool:
        match now.calls:
            case Calls(minutes, int(most)):
                return minutes > 0 and holds(minutes, most)
        return False

    return of


_HOLDS: Final[Mapping[Alert, Callable[[Allowance], bool]]] = {
    Alert.PACE: _pace,
    Alert.NEAR: _near,
    Alert.USED_UP: _used_up,
    Alert.OVER: _over,
    Alert.EXPIRING: _expiring,
    Alert.PHONE_NEAR: _calls(lambda minutes, most: minutes * 100 >= most * _NEAR_PERCENT),
    Alert.PHONE_USED_UP: _calls(lambda minutes, most: minutes >= most),
    Alert.PHONE_OVER: _calls(lambda minutes, most: minutes > most),
}
