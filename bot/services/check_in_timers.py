"""The timers of talks with clients: one for each client, until its next agenda is due.

This much every start needs; what a timer leads to is in `bot.services.check_ins`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.notices import Timer
from storage import Store

CHECK_IN: Final = "check_in"
"""The kind of timer that goes off when the agenda of a talk is due."""


async def arm_check_ins(desk: Desk, store: Store) -> None:
    """Have each client looked at soon that is promised talks and has no timer, or whose terms changed.

    One that is armed right, or overdue, stays as it is; no plan is read here.
    """
    now = desk.clock.now()
    clients = [each for each in await store.clients.all() if each.plan in desk.promises.plans]
    wanted = [check_in_timer(desk, each, now) for each in clients]
    known = await store.timers.armed_of([each.key for each in wanted])
    keys = known.keys() | {check_in_key(each.id) for each in clients if _is_promised_any(desk, each)}
    await store.arm(*[each for each in wanted if each.key in keys and not _is_armed(each, known, now)])


def _is_promised_any(desk: Desk, client: Client) -> bool:
    return desk.promises.file(client.plan).has_check_ins(client.addons)


async def look_at_check_ins(desk: Desk, store: Store, client: Client) -> None:
    """Have a client looked at at once: its contract, or a date, is not as it was."""
    if client.plan in desk.promises.plans:
        await store.arm(check_in_timer(desk, client, desk.clock.now()))


def check_in_timer(desk: Desk, client: Client, at: datetime) -> Timer:
    """Return the timer of a client's next agenda."""
    file = desk.promises.plans.get(client.plan)
    terms = (client.plan, file and file.version, *client.addons, client.time_zone)
    contract = (client.contract_from, client.contract_to)
    facts = {"client": client.id, "by": " ".join(map(str, (*terms, *contract)))}
    return Timer(check_in_key(client.id), CHECK_IN, at, facts=facts)


def check_in_key(client: str) -> str:
    """Return our name of a client's timer."""
    return f"{CHECK_IN}:{client}"


def _is_armed(wanted: Timer, known: Mapping[str, Timer], now: datetime) -> bool:
    armed = known.get(wanted.key)
    return armed is not None and (armed.due_at <= now or armed.facts.get("by") == wanted.facts.get("by"))
