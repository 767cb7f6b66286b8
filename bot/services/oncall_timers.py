"""The timer of the week's look at who is on call; what the look finds is in `bot.services.reaching`."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.notices import Timer
from bot.domain.rotations import Rota
from storage import Store

ONCALL_CHECK: Final = "oncall_check"
"""The kind of timer that goes off when the week's look at who is on call is due."""

_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)
_HALF_A_DAY: Final = timedelta(hours=12)
_AT: Final = time(8)
"""On Mondays, where the rotation is that has that hour first; most hand over later in the morning."""


async def arm_oncall_check(store: Store, now: datetime) -> None:
    """Wait for the next weekly look; doing so again changes nothing, and one that is overdue stays due."""
    due = next_check(await store.rota.read(), now)
    await store.arm(Timer(f"{ONCALL_CHECK}:{week_of(due)}", ONCALL_CHECK, due))


def next_check(rota: Rota, after: datetime) -> datetime:
    """Return the next Monday, 8 o'clock, by the first of the rotations' clocks to show it (UTC without)."""
    zones = {each.zone for each in rota.rotations} or {ZoneInfo("UTC")}
    monday = after.date() - _DAY * after.weekday()
    mondays = (monday + _WEEK * weeks for weeks in count())
    looks = (min(datetime.combine(day, _AT, zone).astimezone(UTC) for zone in zones) for day in mondays)
    return next(due for due in looks if due > after)


def week_of(due: datetime) -> str:
    """Return the week that a look begins: `2026-W50`. Far in the east it is Sunday then in UTC."""
    year, week, _ = (due + _HALF_A_DAY).isocalendar()
    return f"{year}-W{week:02}"
