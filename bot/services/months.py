"""The timers of clients' months and contracts: armed once each, and moved when their terms change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.desk import Desk
from bot.domain.contract_ends import LONG_PAST, end_keys, end_timers, is_over
from bot.domain.desks import Client
from bot.domain.notices import Timer
from bot.services.check_in_timers import look_at_check_ins
from storage import Store

MONTH: Final = "month"
"""The kind of timer that goes off when the calendar alone changes a client's hours."""


async def arm_months(desk: Desk, store: Store) -> None:
    """Have the hours of each client looked at soon who has no timer, or whose terms are not as they were.

    One that is armed right, or overdue, stays as it is; no plan is read here. The end of a contract is waited
    for too, and no more where its client's contract goes on after all.
    """
    now, clients = desk.clock.now(), await store.clients.all()
    keys = [key for each in clients for key in (month_key(each), *end_keys(each.id))]
    known = await store.timers.armed_of(keys)
    await _arm_ends(store, clients, known, now)
    having = [each for each in clients if _has_hours(desk, each, now)]
    wrong = [each for each in having if not _is_armed(desk, each, known.get(month_key(each)), now)]
    await store.arm(*[month_timer(desk, each, now) for each in wrong])


async def _arm_ends(
    store: Store, clients: Sequence[Client], known: Mapping[str, Timer], now: datetime
) -> None:
    """Wait for the ends of contracts as they are dated now."""
    for each in clients:
        ahead, over = end_keys(each.id)
        wanted = {timer.key: timer for timer in end_timers(each)}
        if over in known and over in wanted and known[over].due_at == wanted[over].due_at:
            continue
        if over in wanted and now - wanted[over].due_at < LONG_PAST:
            await store.arm(*wanted.values())
        elif over in known:
            await store.timers.disarm([ahead, over])


async def look_soon(desk: Desk, store: Store, client: Client) -> None:
    """Have a client's hours and talks looked at at once: its months begin otherwise than they did."""
    await look_at_check_ins(desk, store, client)
    if _has_hours(desk, client, desk.clock.now()):
        await store.arm(month_timer(desk, client, desk.clock.now()))


def month_key(client: Client) -> str:
    """Return our name of a client's timer."""
    return f"{MONTH}:{client.id}"


def month_timer(desk: Desk, client: Client, at: datetime) -> Timer:
    """Return the timer that has a client's hours looked at."""
    facts = {"client": client.id, "by": _basis(desk, client)}
    return Timer(month_key(client), MONTH, at, facts=facts)


def morning_timer(client: Client, at: datetime) -> Timer:
    """Return the timer that has a client's hours looked at again once their account manager is at work."""
    return Timer(f"{month_key(client)}:morning", MONTH, at, facts={"client": client.id})


def _basis(desk: Desk, client: Client) -> str:
    """Return what a client's months go by: while it is the same, its timer is right."""
    file = desk.promises.plans.get(client.plan)
    terms = (client.plan, file and file.version, *client.addons, client.time_zone)
    return " ".join(map(str, (*terms, client.contract_from, client.contract_to)))


def _has_hours(desk: Desk, client: Client, now: datetime) -> bool:
    """Whether there is a plan to read, and a contract that has not ended."""
    return client.plan in desk.promises.plans and not is_over(client, now)


def _is_armed(desk: Desk, client: Client, timer: Timer | None, now: datetime) -> bool:
    return timer is not None and (timer.due_at <= now or timer.facts.get("by") == _basis(desk, client))
