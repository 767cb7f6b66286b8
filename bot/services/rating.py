"""How requesters find our help: they are asked once a ticket is resolved, and what they answer is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk import Desk, Request
from bot.domain import rating_moves
from bot.domain.access import Action
from bot.domain.alarms import Reached
from bot.domain.desks import ChannelState, Client
from bot.domain.folding import basis_of
from bot.domain.notices import Timer, is_late
from bot.domain.plan_terms import PlanTerms
from bot.domain.rating import Rating, after, asked_by
from bot.domain.tickets import Status, Ticket, TicketEvent
from bot.errors import NotAskedError
from bot.services.costs import answerable_for
from bot.services.people import names_of
from bot.services.scenes import scene_of
from bot.services.tickets import locked, readable
from bot.views.scene import Scene
from storage import Store

_TOO_LATE: Final = timedelta(days=7)
"""After so long an absence of ours nobody is asked of what was resolved before it."""
_PEOPLE: Final = ("U", "W")
"""How the ids of people begin; what an app said, and was split off, was reported by none."""
_ENDED: Final = frozenset({Status.RESOLVED, Status.CLOSED})


async def ask(desk: Desk, store: Store, timer: Timer) -> None:
    """Ask a ticket's requester how they found our help, if they may be asked; in the client's hours alone.

    At any hour they are asked who say that it works: they are there.
    """
    now = desk.clock.now()
    ticket = await store.tickets.get(timer.ticket or 0)
    client = await store.clients.get(ticket.client) if ticket else None
    if ticket is None or client is None or ticket.status not in _ENDED or now - timer.due_at > _TOO_LATE:
        return
    terms = await _terms(desk, store, ticket)
    if not terms.plan.satisfaction.asks or not await _may_be_asked(desk, store, ticket, client, now):
        return
    is_there = ticket.confirmed and not is_late(timer.due_at, now)
    opens_at = terms.business_calendar.next_open(now)
    if opens_at > now and not is_there:
        await store.arm(replace(timer, due_at=opens_at))
        return
    step = rating_moves.ask(ticket, at=now)
    await store.save(step)
    await store.ratings.ask(asked_by(step.events[0], ticket.client))


async def _terms(desk: Desk, store: Store, ticket: Ticket) -> PlanTerms:
    return await desk.promises.terms(store, ticket, basis_of(await store.tickets.events(ticket.number)))


async def _may_be_asked(desk: Desk, store: Store, ticket: Ticket, client: Client, now: datetime) -> bool:
    """Whether it is somebody of the client's who is there, who is served, and whom nobody asked of late."""
    place = await store.channels.get(ticket.channel)
    if place is None or place.state is not ChannelState.ACTIVE or not await _is_served(store, client, now):
        return False
    if not ticket.requester.startswith(_PEOPLE):
        return False
    person = await store.people.get(ticket.requester)
    is_theirs = person is None or not (person.is_bot or person.is_full_member(desk.installation.team))
    if not is_theirs or (person is not None and person.is_deactivated):
        return False
    return not await _was_asked(store, ticket, now)


async def _was_asked(store: Store, ticket: Ticket, now: datetime) -> bool:
    """Whether the requester was asked within the week, or before of what was resolved last."""
    last = await store.ratings.last_of(ticket.requester)
    if last is not None and last.is_open(now):
        return True
    since_at = ticket.resolved_at or ticket.opened_at
    return any(each.asked_at >= since_at for each in await store.ratings.of_ticket(ticket.number))


async def _is_served(store: Store, client: Client, now: datetime) -> bool:
    """Whether a client's contract has not ended, nor its plan is paused."""
    today = now.astimezone(ZoneInfo(client.time_zone)).date()
    has_ended = client.contract_to is not None and today > client.contract_to
    return not has_ended and not any(each.holds(now) for each in await store.contracts.pauses(client.id))


async def rate(desk: Desk, request: Request, number: int, asked: int, score: int) -> Ticket:
    """Take the face that the one who was asked chose; the same once more changes nothing."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.RATE)
        log = await store.tickets.events(number)
        rating = await _answerable(store, request, ticket, log, asked)
        if rating.score == score:
            return ticket
        reached = await _told_of(desk, store, ticket, score, again=rating_moves.was_told(log, rating))
        step = rating_moves.rate(ticket, rating, score, reached, by=request.person, at=request.at)
        await store.save(step)
        await store.ratings.answer(after(rating, step.events[0]))
    desk.meters.rated.labels(str(score)).inc()
    return step.ticket


async def comment(desk: Desk, request: Request, number: int, asked: int, text: str) -> Ticket:
    """Take a few words to what was chosen, in the place of those before; none take them back."""
    words = text.strip()
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.RATE)
        log = await store.tickets.events(number)
        rating = await _answerable(store, request, ticket, log, asked)
        rating_moves.check_rated(rating)
        if rating.comment == words:
            return ticket
        reached = await _told_of(desk, store, ticket, rating.score, again=not words)
        step = rating_moves.comment(ticket, rating, words, reached, by=request.person, at=request.at)
        await store.save(step)
        await store.ratings.answer(after(rating, step.events[0]))
    return step.ticket


async def commentable(desk: Desk, request: Request, number: int, asked: int) -> tuple[Scene, Rating]:
    """Return a ticket, and what was asked of it, for the form that takes a few words."""
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.RATE)
        log = await store.tickets.events(number)
        rating = await _answerable(store, request, ticket, log, asked)
        rating_moves.check_rated(rating)
        return await scene_of(desk, store, ticket), rating


async def _answerable(
    store: Store, request: Request, ticket: Ticket, log: Sequence[TicketEvent], asked: int
) -> Rating:
    """Return a question that is answered still, and that the one who answers was asked."""
    rating = rating_moves.answerable(ticket, log, asked, at=request.at)
    if rating.person != request.person.id:
        names = await names_of(store, rating.person)
        raise NotAskedError(ticket.number, names[rating.person])
    return rating


async def _told_of(
    desk: Desk, store: Store, ticket: Ticket, score: int | None, *, again: bool
) -> Reached | None:
    """Return who is told of a low score, nobody where that is so *again*; None: it is not low.

    It is the account manager, else whoever has the ticket; in their own hours, for nothing of it is urgent.
    """
    plan = await desk.promises.of_ticket(store, ticket)
    if score is None or score > plan.satisfaction.low_score:
        return None
    if again:
        return Reached()
    return await answerable_for(desk, store, ticket, at_any_hour=False)
