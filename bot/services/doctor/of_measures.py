"""What is measured outside Hourglass: whether what plans promise to tell of it was given for last month."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.desks import Client
from bot.domain.measurements import standing
from bot.domain.plans import Plan, with_addons
from bot.domain.terms import Metric
from bot.services.doctor.findings import Finding, warning, well
from bot.services.doctor.of_work import Desks

_ABOUT: Final = "measured"
_DAY: Final = timedelta(days=1)
_GIVE: Final = (
    "Give it with `hourglass metrics import FILE`, or in Slack with `/digest metric {client} {metric} VALUE "
    "{month}`: reports say that it is not connected yet."
)


def look_at_measures(desks: Desks, plans: Mapping[str, Plan], now: datetime) -> Iterator[Finding]:
    """Name the clients for whom nothing was given of last month that their plan's reports promise to tell.

    Whoever Hourglass serves since has no such month yet.
    """
    promised = {each.id: _promised(each, plans) for each in desks.clients}
    if not any(promised.values()):
        return
    found = [*_missing(desks, promised, now)]
    yield from found or [well(_ABOUT, "all of last month that plans promise to tell")]


def _promised(client: Client, plans: Mapping[str, Plan]) -> tuple[Metric, ...]:
    plan = plans.get(client.plan)
    if plan is None:  # which is told among the clients
        return ()
    addons = [each for each in client.addons if each in plan.addon_labels]
    return with_addons(plan, addons).measuring.metrics


def _missing(desks: Desks, promised: Mapping[str, tuple[Metric, ...]], now: datetime) -> Iterator[Finding]:
    for client in desks.clients:
        first, last = _last_month(now.astimezone(ZoneInfo(client.time_zone)).date())
        if client.id not in desks.since or desks.since[client.id] > first:
            continue
        given = {
            each.metric
            for each in standing(desks.measured.get(client.id, ())).values()
            if each.first <= last and first <= each.last
        }
        missing = [each for each in promised[client.id] if each not in given]
        if missing:
            month = f"{first:%Y-%m}"
            said = f"nothing was given of {month} for {client.name}: {', '.join(missing)}"
            remedy = _GIVE.format(client=client.id, metric=missing[0], month=month)
            yield warning(_ABOUT, said, remedy)


def _last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the last whole month."""
    last = today.replace(day=1) - _DAY
    return last.replace(day=1), last
