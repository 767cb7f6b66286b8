"""Talks with clients: shown and moved by whoever answers for the client, and prepared when they are near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.check_ins import (
    CheckIn,
    Meeting,
    OwnDate,
    Prepared,
    ahead,
    check_ins,
    meetings,
    period_of,
    prepared,
    takes_place,
)
from bot.domain.contract_ends import is_over
from bot.domain.desks import Client
from bot.domain.digests import Reader, Wanted
from bot.domain.moments_typed import read_moment
from bot.domain.notices import Timer
from bot.domain.people import Role
from bot.domain.terms import Cadence
from bot.errors import BadFileError, NotAllowedError, UnknownWordError
from bot.report_errors import CheckInError
from bot.services.agenda_notices import Called, agenda_notice
from bot.services.both_sides import answerable
from bot.services.check_in_timers import check_in_key, check_in_timer, look_at_check_ins
from bot.views.check_ins import check_ins_shown
from bot.views.rendered import Rendered
from storage import Store

_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
_FEWEST = 2
"""The talk that is moved or cancelled, and the one after it, which always stands."""


class Change(StrEnum):
    """What is done to a talk."""

    MOVE = "move"
    CANCEL = "cancel"
    AS_PLANNED = "as_planned"


@dataclass(frozen=True, slots=True)
class TypedCall:
    """What was typed after `/support call` and the client."""

    change: Change | None = None
    """None: only see what stands."""
    is_review: bool = False
    """Whether the quarterly or yearly review is meant."""
    when: str = ""
    """The moment that it is moved to, as it was typed."""


def check_answers_for(request: Request, client: Client) -> None:
    """Raise NotAllowedError unless somebody is a manager, or the client's account manager."""
    person = request.person
    check(person, Action.SET_CHECK_IN, client.id)
    if person.role not in _MANAGERS and person.id != client.account_manager:
        raise NotAllowedError(Action.SET_CHECK_IN, person.role)


async def call(desk: Desk, request: Request, client: str, typed: TypedCall) -> Rendered:
    """Move a client's next talk, cancel it, or let the plan's date stand again; show what is to come."""
    check(request.person, Action.SEE_CLIENTS, None)
    async with desk.transaction(request) as store:
        known = await store.clients.lock(client)
        if known is None:
            raise UnknownWordError("client", client)
        if typed.change is not None:
            check_answers_for(request, known)
            await _change(desk, store, request, known, typed)
        coming = await _coming(desk, store, known)
    return check_ins_shown(known, coming, was_set=typed.change is not None)


async def _change(desk: Desk, store: Store, request: Request, client: Client, typed: TypedCall) -> None:
    check_in, now = _meant(desk, client, typed), desk.clock.now()
    calendar = desk.promises.of_client(client).business_hours(client.time_zone).calendar()
    around = meetings(check_in, calendar, await store.check_ins.of(client.id), now)
    if typed.change is Change.AS_PLANNED:
        await _let_stand(store, client, around, now)
    elif is_over(client, now):
        raise CheckInError(client.name, "ended")
    else:
        pauses = await store.contracts.pauses(client.id)
        found = ahead(around, now)
        if len(found) < _FEWEST:
            raise CheckInError(client.name, "called_off")
        coming = [each for each in found if takes_place(client, pauses, each.at or now)] or found
        at = _new_date(request, client, typed, coming) if typed.change is Change.MOVE else None
        if at is not None and not takes_place(client, pauses, at):
            raise CheckInError(client.name, "not_then")
        made = OwnDate(client.id, check_in.cadence, coming[0].month, at, request.person.id, request.at)
        await store.check_ins.put(made)
    await look_at_check_ins(desk, store, client)


async def _let_stand(store: Store, client: Client, around: Sequence[Meeting], now: datetime) -> None:
    """Forget what was agreed beside the plan; CheckInError where the day of the plan is over."""
    own = [each for each in around if each.at != each.planned_at]
    if any(each.at and each.at > now for each in own) and not any(each.planned_at > now for each in own):
        raise CheckInError(client.name, "day_over")
    for each in own:
        if each.planned_at > now:
            await store.check_ins.forget(client.id, each.check_in.cadence, each.month)


def _new_date(request: Request, client: Client, typed: TypedCall, coming: list[Meeting]) -> datetime:
    """Return the moment that was typed, by the client's clock; CheckInError where the next talk is sooner."""
    moment = read_moment(typed.when, request.at, client.time_zone)
    if moment.rest:
        raise UnknownWordError("other", moment.rest)
    later = coming[1].at if len(coming) > 1 else None
    if later is not None and moment.at >= later:
        raise CheckInError(client.name, "order")
    return moment.at


def _meant(desk: Desk, client: Client, typed: TypedCall) -> CheckIn:
    """Return the talk that is meant: the most frequent one, or the review."""
    found = _promised(desk, client)
    reviews = [each for each in found if each.cadence is not Cadence.MONTHLY]
    wanted = reviews if typed.is_review else found
    if not wanted:
        raise CheckInError(client.name, "none")
    return wanted[0]


def _promised(desk: Desk, client: Client) -> list[CheckIn]:
    """Return what a client's plan promises; nothing where it is gone, which staff were told at the start."""
    try:
        plan = desk.promises.of_client(client)
    except BadFileError:
        return []
    return check_ins(plan.planning, plan.reports)


async def _coming(desk: Desk, store: Store, client: Client) -> list[Prepared]:
    """Return a client's talks that are still to come under its contract, in the order of their agendas."""
    promised = _promised(desk, client)
    if not promised:
        return []
    calendar = desk.promises.of_client(client).business_hours(client.time_zone).calendar()
    now, own = desk.clock.now(), await store.check_ins.of(client.id)
    pauses = await store.contracts.pauses(client.id)
    found = [
        prepared(calendar, check_in, each.at)
        for check_in in promised
        for each in ahead(meetings(check_in, calendar, own, now), now)
        if each.at is not None and takes_place(client, pauses, each.at)
    ]
    return sorted(found, key=lambda each: (each.due_at, each.at))


async def agendas_due(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell whoever answers for a client the agendas of talks that are near, and wait for the next one.

    An agenda is told once for each moment of a talk, so one that was moved has another; of a talk that was
    missed while we were away nothing is told.
    """
    client = await store.clients.get(str(timer.facts["client"]))
    if client is None:
        return
    now, coming = desk.clock.now(), await _coming(desk, store, client)
    places = await answerable(desk, store, client)
    for each in coming:
        if each.due_at <= now:
            await store.tell(*[agenda_notice(_called(client, each), place) for place in places])
    later = [each.due_at for each in coming if each.due_at > now]
    if later:
        await store.arm(check_in_timer(desk, client, min(later)))
    else:
        await store.timers.disarm([check_in_key(client.id)])


def _called(client: Client, each: Prepared) -> Called:
    wanted = Wanted(Reader.MANAGER, period_of(each, client.time_zone), client.id)
    planning = each.check_in.planning
    return Called(wanted, each.check_in.cadence, each.at, planning.minutes, planning.title, each.due_at)
