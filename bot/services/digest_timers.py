"""The timers of digests that come by themselves: one for each client and for each triage channel.

This much every start needs; what a timer leads to is in `bot.services.digest_schedules`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.notices import Timer
from storage import Store

DIGEST: Final = "digest"
"""The kind of timer that goes off when a digest is due."""
_CLIENT: Final = "client:"


async def arm_digests(desk: Desk, store: Store) -> None:
    """Have each place looked at soon that has no timer, or whose terms are not as they were.

    One that is armed right, or overdue, stays as it is; no plan is read here.
    """
    now, own = desk.clock.now(), await store.schedules.all()
    clients = [each for each in await store.clients.all() if each.plan in desk.promises.plans]
    places = [each.id for each in await store.channels.triage() if each.id in own]
    wanted = [client_timer(desk, each, now, since=now) for each in clients]
    wanted += [triage_timer(each, now, since=now) for each in places]
    known = await store.timers.armed_of([each.key for each in wanted])
    await store.arm(*[each for each in wanted if not _is_armed(each, known, now)])


def _is_armed(wanted: Timer, known: Mapping[str, Timer], now: datetime) -> bool:
    armed = known.get(wanted.key)
    return armed is not None and (armed.due_at <= now or armed.facts.get("by") == wanted.facts.get("by"))


def client_place(client: str) -> str:
    """Return what schedules call a client's digests."""
    return f"{_CLIENT}{client}"


def client_timer(desk: Desk, client: Client, at: datetime, *, since: datetime) -> Timer:
    """Return the timer of a client's next digest; of what was due after *since* the latest is told."""
    file = desk.promises.plans.get(client.plan)
    terms = (client.plan, file and file.version, *client.addons, client.time_zone)
    facts = {"client": client.id, "since": since.isoformat(), "by": " ".join(map(str, terms))}
    return Timer(digest_key(client_place(client.id)), DIGEST, at, facts=facts)


def triage_timer(channel: str, at: datetime, *, since: datetime) -> Timer:
    """Return the timer of a triage channel's next digest."""
    return Timer(digest_key(channel), DIGEST, at, facts={"channel": channel, "since": since.isoformat()})


def digest_key(place: str) -> str:
    """Return our name of a place's timer, and how the names of its posts begin."""
    return f"{DIGEST}:{place}"
