"""The timers of digests that come by themselves: one for each client and for each triage channel.

This much every start needs; what a timer leads to is in `bot.services.digest_schedules`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.digest_schedules import OwnSchedule
from bot.domain.notices import Timer
from storage import Store

DIGEST: Final = "digest"
"""The kind of timer that goes off when a digest is due."""
_CLIENT: Final = "client:"


async def arm_digests(desk: Desk, store: Store) -> None:
    """Have each place looked at soon to which something comes and that has no timer, or whose terms changed.

    One that is armed right, or overdue, stays as it is; no plan is read here.
    """
    now, own = desk.clock.now(), await store.schedules.all()
    known_plans = [each for each in await store.clients.all() if each.plan in desk.promises.plans]
    clients = [
        each for each in known_plans if _comes(_promised(desk, each), own.get(client_place(each.id), ()))
    ]
    places = [each.id for each in await store.channels.triage() if _comes((), own.get(each.id, ()))]
    wanted = [client_timer(desk, each, now, since=now) for each in clients]
    wanted += [triage_timer(each, now, since=now) for each in places]
    known = await store.timers.armed_of([each.key for each in wanted])
    await store.arm(*[each for each in wanted if not _is_armed(each, known, now)])


def _promised(desk: Desk, client: Client) -> frozenset[str]:
    return desk.promises.file(client.plan).cadences(client.addons)


def _comes(promised: Collection[str], own: Iterable[OwnSchedule]) -> bool:
    """Whether anything is left of what was promised to a place once managers have set it otherwise."""
    set_here = {each.cadence.value: not each.is_off for each in own}
    return any({**dict.fromkeys(promised, True), **set_here}.values())


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
