"""The mornings of triage channels: armed once each, and moved when the hours of their clients change."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.mornings import business_hours, next_morning
from bot.domain.notices import Timer
from bot.domain.plans import version_of
from bot.errors import BadFileError
from storage import Store

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.timetables import Timetable

TODAY: Final = "today"
"""The kind of timer that goes off on the morning of a triage channel."""


async def arm_mornings(desk: Desk, store: Store) -> None:
    """Arm the next morning of each triage channel; one that is armed right, or overdue, stays as it is."""
    clients, now = await store.clients.all(), desk.clock.now()
    for place in await store.channels.triage():
        known = await store.timers.armed(today_key(place.id))
        if known is None or (known.due_at > now and known.facts.get("by") != _basis(desk, clients, place.id)):
            await arm_morning(desk, store, place.id, clients)


async def arm_morning(desk: Desk, store: Store, channel: str, clients: Collection[Client]) -> None:
    """Arm the next morning of a triage channel, as the hours of its clients are now."""
    morning = next_morning(hours_of(desk, clients, channel).values(), desk.clock.now())
    if morning is None:
        await store.timers.disarm([today_key(channel)])
    else:
        facts = {"channel": channel, "day": morning.day.isoformat(), "by": _basis(desk, clients, channel)}
        await store.arm(Timer(today_key(channel), TODAY, morning.at, facts=facts))


def _basis(desk: Desk, clients: Collection[Client], triage: str) -> str:
    """Return what the hours of a channel's clients go by: while it is the same, no plan need be read."""
    plans = desk.promises.plans
    own = ((each, plans.get(each.plan)) for each in clients if each.triage == triage)
    kept = sorted(f"{each.id} {each.plan} {plan and plan.version} {each.time_zone}" for each, plan in own)
    return version_of(" ".join(kept))


def today_key(channel: str) -> str:
    """Return our name of a triage channel's next morning."""
    return f"{TODAY}:{channel}"


def hours_of(desk: Desk, clients: Collection[Client], triage: str) -> dict[str, Timetable]:
    """Return the business hours of the clients whose cards go to a channel, by client."""
    own = (client for client in clients if client.triage == triage)
    return {client.id: hours for client in own if (hours := own_hours(desk, client)) is not None}


def own_hours(desk: Desk, client: Client) -> Timetable | None:
    """Return a client's business hours; None where its plan is gone, which staff were told at the start."""
    try:
        return business_hours(desk.promises.of_client(client), client)
    except BadFileError:
        return None
