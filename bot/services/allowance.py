"""A client's hours: months begun, what is told of them unasked, the answers to who asks, and their change."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.cost_errors import NoMonthlyHoursError
from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.allowance import Allowance, allowance, next_look, this_month
from bot.domain.contract_ends import is_over
from bot.domain.desks import Channel, ChannelState, Client
from bot.domain.entries import Entry, EntryKind
from bot.domain.hours_alerts import FOR_CLIENTS, Alert, alerts, at_least
from bot.domain.notices import Act, Notice, Words
from bot.domain.restating_times import restating, restating_key
from bot.domain.terms import AskedBy
from bot.errors import BadFileError, MissingTextError, UnknownWordError
from bot.services.approvals import approvals_of
from bot.services.books import bring_up, open_book, read_book, read_books
from bot.services.both_sides import answerable, waits_until
from bot.services.calls import plan_for_calls
from bot.services.finding import named_client
from bot.services.months import month_key, month_timer, morning_timer
from bot.services.reserved import reserved_minutes, reserved_of
from bot.services.triage import staff_for, tell_staff
from bot.views import hours as views
from bot.views.errors import explain
from bot.views.hours_picture import hours_picture
from bot.views.markup import Safe
from bot.views.rendered import Rendered, message, section
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.charges import Approvals
    from bot.domain.enclosures import Enclosure
    from bot.domain.ledger import Book
    from bot.domain.plans import Plan

_ALL = "all"
"""Said in a client's name's place by staff who ask for the hours of all."""


async def hours_changed(
    desk: Desk, store: Store, client: Client, book: Book, now: datetime, changed: date | None = None
) -> None:
    """Tell what there is to tell of a client's hours, and wait for the moment that changes them next.

    *book* is brought up to *now*; it is called after every change of it, in its transaction. *changed* is the
    first month that people changed: where it was told already, that is told once it is quiet.
    """
    if changed is not None and (changed < book.month_for(book.contract.day_at(now)) or is_over(client, now)):
        before = await store.timers.armed(restating_key(client.id))
        await store.arm(restating(client.id, changed, now, before))
    month = this_month(book, now)
    plan = await plan_for_calls(desk, store, client, month.entries)
    await _tell(desk, store, client, plan, allowance(month, plan), now)
    look_at = next_look(book, now)
    if look_at is None:
        await store.timers.disarm([month_key(client)])
    else:
        await store.arm(month_timer(desk, client, look_at))


async def look_at_hours(desk: Desk, store: Store, client: Client, now: datetime) -> Book | None:
    """Bring a client's ledger up to the present and return it.

    None for a client whose plan is gone: staff were told at the start.
    """
    try:
        book = await open_book(desk, store, client, now)
    except BadFileError:
        return None
    await hours_changed(desk, store, client, book, now)
    return book


async def hours_left(desk: Desk, store: Store, client: Client) -> Allowance:
    """Return the hours of a client as they are now."""
    now = desk.clock.now()
    month = this_month(await read_book(desk, store, client, now), now).priced(client.hourly_rate)
    reserved = await reserved_minutes(desk, store, client)
    approvals = await approvals_of(desk, store, month.billed)
    plan = await plan_for_calls(desk, store, client, month.entries)
    return allowance(month, plan, reserved, approvals)


async def hours_of(desk: Desk, store: Store, clients: Collection[Client]) -> Mapping[str, Allowance]:
    """Return the hours of some clients as they are now, by id, in a few statements however many they are.

    A client whose plan is gone is left out.
    """
    now = desk.clock.now()
    known, found = {each.id: each for each in clients}, await read_books(desk, store, clients, now)
    months = {name: this_month(book, now).priced(known[name].hourly_rate) for name, book in found.items()}
    reserved = await reserved_of(desk, store, months.keys())
    approvals = await _approvals(desk, store, {name: months[name].billed for name in reserved})
    of_each: dict[str, Allowance] = {}
    for name, approved in approvals.items():
        with suppress(BadFileError):
            plan = await plan_for_calls(desk, store, known[name], months[name].entries)
            of_each[name] = allowance(months[name], plan, reserved[name], approved)
    return of_each


async def _approvals(
    desk: Desk, store: Store, work: Mapping[str, Sequence[Entry]]
) -> Mapping[str, Approvals]:
    """Return what clients agreed to of their work, which is by their ids; without one whose plan is gone."""
    try:
        of_all = await approvals_of(desk, store, [entry for entries in work.values() for entry in entries])
        return dict.fromkeys(work, of_all)
    except BadFileError:
        found: dict[str, Approvals] = {}
        for name, entries in work.items():
            with suppress(BadFileError):
                found[name] = await approvals_of(desk, store, entries)
        return found


async def rows_of_hours(desk: Desk, store: Store, clients: Collection[Client]) -> list[views.Row]:
    """Return the hours of some clients as lists show them; a client whose plan is gone has none."""
    found = await hours_of(desk, store, clients)
    return [_row(desk, each, found.get(each.id)) for each in clients]


def _row(desk: Desk, client: Client, now: Allowance | None) -> views.Row:
    return views.Row(client, desk.promises.of_client(client) if now else None, now)


class Answer(NamedTuple):
    """What is said to who asks for a client's hours."""

    said: Rendered
    picture: Enclosure | None = None
    instead: Rendered | None = None
    """What all read where it was asked, if the answer is for the one who asked alone."""


async def for_client(desk: Desk, store: Store, request: Request, client: Client) -> Answer:
    """Return what a client is told who asks for its hours, and a picture of them where there are any.

    Where the plan names who may ask, others are told whom to ask, and those are told alone.
    """
    check(request.person, Action.SEE_HOURS, client.id)
    plan = desk.promises.of_client(client)
    is_private = plan.hours is not None and plan.hours.asked_by is AskedBy.APPROVERS
    if is_private and not _may_ask(request, client):
        return Answer(views.ask_others(client.language, client.approvers))
    now = await hours_left(desk, store, client)
    said, picture = views.hours_answer(now, plan, client.language), hours_picture(now, client.language)
    instead = views.told_directly(client.language, request.person.id) if is_private else None
    return Answer(said, picture, instead)


async def of_named(desk: Desk, request: Request, name: str) -> Rendered:
    """Return what staff read who ask in a mention for the hours of the client that *name* means, or all."""
    if name.lower() == _ALL:
        return await of_all(desk, request)
    try:
        return await of_client(desk, request, await named_client(desk, request, name, _ALL))
    except UnknownWordError as error:
        said = Safe(explain(error, request.person))
        return message(said, section(said))


def told_alone(request: Request, here: Client, said: Rendered) -> Answer:
    """Return an answer that only the one who asks may read, who asks in a channel of *here*."""
    return Answer(said, instead=views.told_directly(here.language, request.person.id))


async def of_client(desk: Desk, request: Request, client: Client) -> Rendered:
    """Return what staff read of a client's hours."""
    check(request.person, Action.SEE_HOURS, None)
    plan = desk.promises.of_client(client)
    async with desk.database.reading() as store:
        return views.hours_page(client, plan, await hours_left(desk, store, client))


async def of_all(desk: Desk, request: Request) -> Rendered:
    """Return the hours of all clients, those who are over or near first."""
    check(request.person, Action.SEE_HOURS, None)
    async with desk.database.reading() as store:
        return views.hours_table(await rows_of_hours(desk, store, await store.clients.all()))


async def adjust(desk: Desk, request: Request, client: Client, minutes: int, reason: str) -> Rendered:
    """Give a client hours, or take some where *minutes* are negative, and tell its triage channel why."""
    check(request.person, Action.CHANGE_HOURS, client.id)
    if not reason.strip():
        raise MissingTextError("adjustment")
    plan = desk.promises.of_client(client)
    if plan.hours is None:
        raise NoMonthlyHoursError(client.name, plan.name)
    async with desk.transaction(request) as store:
        book = await _adjusted(desk, store, request, client, minutes, reason.strip())
        now = desk.clock.now()
        day = request.at.astimezone(ZoneInfo(client.time_zone)).date()
        await hours_changed(desk, store, client, book, now, book.month_for(day))
        after = allowance(this_month(book, now), plan)
        told = views.adjusted(client, minutes, reason.strip(), after, by=request.person.id)
        places = await staff_for(desk, store, client=client)
        await tell_staff(store, f"adjusted:{request.key}", told.text, places)
    return told


async def _adjusted(
    desk: Desk, store: Store, request: Request, client: Client, minutes: int, reason: str
) -> Book:
    """Add an adjustment to a client's ledger, in the month in which it was asked for."""
    now, plan = desk.clock.now(), desk.promises.of_client(client)
    day = request.at.astimezone(ZoneInfo(client.time_zone)).date()
    book = await open_book(desk, store, client, now, since=day)
    entry = Entry(
        f"{request.key}:adjustment",
        client.id,
        book.month_for(day),
        EntryKind.ADJUSTMENT,
        minutes,
        request.person.id,
        request.at,
        plan.id,
        plan.version,
        reason=reason,
    )
    await store.ledger.add([entry])
    return await bring_up(desk, store, book.with_entries([entry]), client, now)


def _may_ask(request: Request, client: Client) -> bool:
    return request.person.is_staff or request.person.id in client.approvers


async def _tell(desk: Desk, store: Store, client: Client, plan: Plan, now: Allowance, at: datetime) -> None:
    """Tell what is due, the account manager and, where the plan says so, the client.

    Outside the account manager's own hours they are told in their morning, of what holds then.
    """
    asked = {each for alert in alerts(now, ()) for each in at_least(alert)}
    told = {each for each in asked if await store.outbox.told(_key(client, now, each))}
    found = alerts(now, told)
    begins_at = await waits_until(desk, store, client, at) if found else None
    if begins_at is not None:
        await store.arm(morning_timer(client, begins_at))
    for alert in found:
        if begins_at is None:
            await _tell_staff(desk, store, client, now, alert)
        if plan.hours and plan.hours.alerts_client and alert in FOR_CLIENTS:
            await _tell_client(store, client, now, alert)


def _key(client: Client, now: Allowance, alert: Alert) -> str:
    """Return our name of an alert: once a month, and again where another plan gave the month more hours."""
    more = sum(each.minutes > 0 for each in now.changes)
    month = now.month.begins_on.isoformat() + (f"+{more}" if more else "")
    return f"hours:{client.id}:{month}:{alert}"


async def _tell_staff(desk: Desk, store: Store, client: Client, now: Allowance, alert: Alert) -> None:
    """Tell the account manager directly; where nobody is, or they left, staff in triage, else the admins."""
    places = await answerable(desk, store, client)
    text, key = views.staff_alert(client, now, alert), _key(client, now, alert)
    for number, place in enumerate(places):
        own = f"{key}:{place}" if number else key
        await store.tell(Notice(own, Act.POST, Words.STAFF, place, facts={"text": text}))


async def _tell_client(store: Store, client: Client, now: Allowance, alert: Alert) -> None:
    """Tell it in the client's channel, the first where there are several."""
    places = [each for each in await store.channels.all() if _is_theirs(each, client)]
    facts = {"text": views.client_alert(client.language, now, alert)}
    key = f"{_key(client, now, alert)}:client"
    await store.tell(*[Notice(key, Act.POST, Words.ANSWER, each.id, facts=facts) for each in places[:1]])


def _is_theirs(channel: Channel, client: Client) -> bool:
    return channel.client == client.id and channel.state is ChannelState.ACTIVE
