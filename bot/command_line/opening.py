"""When the demo world opens: at an hour at which somebody answers the newcomer's first report."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.clients_file import read_clients_file
from bot.services.plans import find_plan
from bot.shipped import demo_clients

_LEFT: Final = timedelta(hours=2)
"""How long support has to stay there for the present to do."""
_INTO: Final = timedelta(hours=1)
"""How long it has been there, where another moment is taken."""
_BACK: Final = timedelta(days=14)
"""Longer than any holidays."""


def opening_of(now: datetime) -> tuple[datetime, str]:
    """Return when the demo world opens that is started at *now*, and what its page says of it.

    That is *now* while the first client's support is there for some time to come; then nothing is said.
    Else it is the nearest morning before, an hour after support has come.
    """
    client = read_clients_file(demo_clients(), "clients.toml").clients[0]
    plan = find_plan(client.plan, None)
    hours = plan.business_hours(client.time_zone or plan.time_zone).calendar()
    at = _opening(hours, now)
    return at, "" if at == now else _said(hours.local(at), hours.zone.key, client.name)


def _opening(hours: BusinessCalendar, now: datetime) -> datetime:
    closes = hours.next_close(now)
    if hours.is_open(now) and (closes is None or closes - now >= _LEFT):
        return now
    spans = list(hours.open_spans(now - _BACK, now))
    return next(opens + _INTO for opens, closes in reversed(spans) if closes - opens >= _INTO)


def _said(local: datetime, zone: str, client: str) -> str:
    place = zone.rpartition("/")[2].replace("_", " ")
    return (
        f"This world opened on {local:%A} {local.day} {local:%B} at {local:%H:%M} in {place}, while support "
        f"for {client} is there; `hourglass sandbox --now` opens it at this machine's time."
    )
