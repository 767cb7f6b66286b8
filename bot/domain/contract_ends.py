"""The end of a client's contract: its last day, when it is told of, and the moment from which there is none.

Tickets outlive it: what is open stays open, and what is written is still heard.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cost_errors import BadEndError
from bot.domain.desks import Client
from bot.domain.notices import Timer

CONTRACT_END: Final = "contract_end"
"""The kind of timer that tells of the end of a contract, some time ahead and once it is there."""
SOON: Final = "soon"
OVER: Final = "over"
LONG_PAST: Final = timedelta(days=31)
"""Of a contract that had ended so long before we came to know it nobody is told."""
_AHEAD: Final = timedelta(days=14)
_MORNING: Final = time(9)
_FARTHEST: Final = timedelta(days=3653)
_DAY: Final = timedelta(days=1)


def over_at(client: Client) -> datetime | None:
    """Return the first moment after the contract's last day where the client is; None: it goes on."""
    return None if client.contract_to is None else _at(client, client.contract_to + _DAY, time())


def is_over(client: Client, at: datetime) -> bool:
    """Whether the last day of a client's contract is over."""
    ended_at = over_at(client)
    return ended_at is not None and ended_at <= at


def end_keys(client: str) -> tuple[str, str]:
    """Return our names of the timers of a contract's end: ahead of it, and once it is there."""
    return f"{CONTRACT_END}:{client}:{SOON}", f"{CONTRACT_END}:{client}:{OVER}"


def end_timers(client: Client) -> list[Timer]:
    """Return the timers of a contract's end, that which tells of it ahead first; none where it goes on."""
    ended_at = over_at(client)
    if client.contract_to is None or ended_at is None:
        return []
    moments = {SOON: _at(client, client.contract_to - _AHEAD, _MORNING), OVER: ended_at}
    named = zip(end_keys(client.id), moments.items(), strict=True)
    return [
        Timer(key, CONTRACT_END, at, facts={"client": client.id, "what": what}) for key, (what, at) in named
    ]


def checked_end(day: date, client: Client, now: datetime) -> date:
    """Return a day that can be the last of a client's contract; BadEndError."""
    today = now.astimezone(ZoneInfo(client.time_zone)).date()
    if day < today:
        raise BadEndError(day.isoformat(), "past")
    if client.contract_from is not None and day < client.contract_from:
        raise BadEndError(day.isoformat(), "before")
    if day - today > _FARTHEST:
        raise BadEndError(day.isoformat(), "far")
    return day


def _at(client: Client, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(client.time_zone)).astimezone(UTC)
