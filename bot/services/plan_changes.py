"""A client takes another plan: what that does to the hours of this month, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import ChannelState, Client
from bot.domain.ledger import Terms
from bot.domain.months import Month
from bot.domain.notices import Act, Notice, Words
from bot.domain.people import HOURGLASS
from bot.domain.plan_changes import PlanChange, grant_of
from bot.domain.toml_text import nearest
from bot.errors import BadFileError, NoAddonsError, UnknownWordError
from bot.services.allowance import hours_changed
from bot.services.books import bring_up, contract_of, hours_of_plans, open_book
from bot.services.both_sides import answerable
from bot.services.mornings import arm_mornings
from bot.services.people import names_of
from bot.services.triage import tell_staff
from bot.views.plan_changes import ChangedPlan, HoursMoved, PlanSeen, already, plan_seen
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.ledger import Book
    from bot.domain.terms import MonthlyHours
    from bot.promises import Promises
    from bot.views.rendered import Rendered


async def plan_of(desk: Desk, request: Request, client: Client) -> Rendered:
    """Return under which plan a client is, and which there are."""
    check(request.person, Action.SEE_CLIENTS, None)
    plans = desk.promises.plans
    present = desk.promises.of_client(client) if client.plan in plans else None
    return plan_seen(PlanSeen(client, present, tuple(sorted(plans))))


async def change_plan(
    desk: Desk, request: Request, client: Client, plan: str, addons: Collection[str] | None = None
) -> Rendered:
    """Move a client to the plan of that id, with *addons*, or with those of theirs that it has.

    UnknownWordError names a plan or an add-on that there is none of, NoAddonsError a plan without any.
    """
    check(request.person, Action.CHANGE_PLAN, client.id)
    chosen = _chosen(desk.promises, client, plan, addons)
    async with desk.transaction(request) as store:
        known = await store.clients.lock(client.id)
        wanted = replace(known or client, plan=plan, addons=chosen)
        changed = await take(desk, store, request, wanted)
        await arm_mornings(desk, store)
    return changed.answer() if changed else already(wanted, desk.promises.of_client(wanted).full_name)


def _chosen(promises: Promises, client: Client, name: str, addons: Collection[str] | None) -> tuple[str, ...]:
    if name not in promises.plans:
        raise UnknownWordError("plan", name, nearest(name, promises.plans), tuple(sorted(promises.plans)))
    file = promises.plans[name]
    if addons is None:
        return tuple(each for each in client.addons if each in file.addon_labels)
    if addons and not file.addon_labels:
        raise NoAddonsError(file.name)
    return file.plan(addons).chosen


async def take(desk: Desk, store: Store, request: Request, client: Client) -> ChangedPlan | None:
    """Write down a client under a plan, what that does to its hours, and tell of it; None: it had that plan.

    The day on which we come to know of it counts: of a plan that the clients file has named for a week, that
    is the day of the next start, for until then the client was promised the other one.
    """
    before, now = await store.clients.lock(client.id), max(request.at, desk.clock.now())
    if before is None or client.has_plan_of(before):
        await store.clients.put(client)
        return None
    plan = desk.promises.of_client(client)
    book, moved = await _moved(desk, store, request, before, client, now)
    changed = ChangedPlan(client, *_had(desk.promises, before), plan, moved)
    told = await _tell(desk, store, request, changed, f"plan_changed:{client.id}:{now.isoformat()}")
    await hours_changed(desk, store, client, book, now)
    return replace(changed, tells_client=told)


def _had(promises: Promises, client: Client) -> tuple[str, MonthlyHours | None]:
    """Return what a client's plan is called, and what it grants; its id where it is gone."""
    if client.plan not in promises.plans:
        return client.plan, None
    plan = promises.of_client(client)
    return plan.full_name, plan.hours


async def _moved(
    desk: Desk, store: Store, request: Request, before: Client, client: Client, now: datetime
) -> tuple[Book, HoursMoved | None]:
    """Write the client down, and what the change does to the month that runs; None: none does."""
    old = await _running(desk, store, before, now)
    await store.clients.put(client)
    contract = await contract_of(desk, store, client)
    book = replace(old, contract=contract) if old else await open_book(desk, store, client, now)
    if not contract.is_in_force(now):
        return book, None
    day, plan = contract.day_at(now), desk.promises.of_client(client)
    month = Month((old or book).month_for(day), contract.month_of(day).ends_before)
    terms = Terms(plan.id, plan.version, plan.hours)
    change = PlanChange(month, day, terms, plan.full_name, request.person.id, now)
    hours = await hours_of_plans(desk, store, book.entries, plan)
    made = change.entries(book, hours)
    await store.ledger.add(made)
    after = await bring_up(desk, store, book.with_entries(made), client, now)
    was, becomes = (grant_of(month.begins_on, each.entries, hours) for each in (book, after))
    return after, HoursMoved(month, contract, was, becomes, after.now(now).left, made)


async def _running(desk: Desk, store: Store, before: Client, now: datetime) -> Book | None:
    """Return the ledger as the plan left it that is given up; None where no month of its was running.

    None also where its file is gone: then the months that nobody began are the new plan's.
    """
    try:
        book = await open_book(desk, store, before, now)
    except BadFileError:
        return None
    month = book.month_for(book.contract.day_at(now))
    runs = book.contract.is_in_force(now) or any(each.month == month for each in book.entries)
    return book if runs else None


async def _tell(desk: Desk, store: Store, request: Request, changed: ChangedPlan, key: str) -> bool:
    """Tell the account manager, unless they did it, and the client where a plan's alerts are for them too.

    Returns whether the client is told.
    """
    client, by = changed.client, request.person
    if client.account_manager != by.id:
        names = await names_of(store, by.id)
        who = "" if by.id == HOURGLASS.id else names[by.id]
        places = await answerable(desk, store, client)
        await tell_staff(store, f"{key}:staff", changed.to_manager(who), places)
    if not changed.is_for_client:
        return False
    facts = {"text": changed.to_client()}
    theirs = [each for each in await store.channels.all() if each.client == client.id]
    active = [each for each in theirs if each.state is ChannelState.ACTIVE]
    await store.tell(
        *[Notice(f"{key}:{each.id}", Act.POST, Words.ANSWER, each.id, facts=facts) for each in active]
    )
    return bool(active)
