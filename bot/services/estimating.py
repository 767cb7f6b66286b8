"""Estimates: staff propose, the client's approvers answer, and staff are warned as the hours are used."""

from collections.abc import Sequence
from datetime import datetime

from bot.cost_errors import (
    EstimateAwaitedError,
    EstimateSettledError,
    KindNotOfferedError,
    NotApproverError,
)
from bot.desk import Desk, Request
from bot.domain import estimate_moves as moves
from bot.domain.access import Action
from bot.domain.approved import counted_minutes, earlier_minutes
from bot.domain.costs import coverage_of
from bot.domain.estimates import Estimate, Offer, agreed, estimates_of, is_near, is_passed
from bot.domain.estimates_typed import Typed, offer_of
from bot.domain.folding import basis_of
from bot.domain.plans import Plan
from bot.domain.terms import Money
from bot.domain.tickets import EventKind, Ticket, TicketEvent
from bot.services.costs import in_charge
from bot.services.people import names_of
from bot.services.scenes import scene_of
from bot.services.tickets import locked, readable
from bot.views.estimates import Proposed
from bot.views.scene import Scene
from storage import Store


async def estimate(desk: Desk, request: Request, number: int, typed: Typed) -> Proposed:
    """Ask the client to approve what *typed* says; one that waits for an answer is replaced by it.

    EstimateAwaitedError where that one says the very same.
    """
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.ESTIMATE)
        log = await store.tickets.events(number)
        terms = await desk.promises.terms(store, ticket, basis_of(log))
        client = await store.clients.get(ticket.client)
        offer = _offer(ticket, terms.plan, typed, client.hourly_rate if client else None)
        approvers = client.approvers if client else ()
        names = await names_of(store, *approvers)
        named = tuple(names[each] for each in approvers)
        if moves.is_awaited(offer, log, at=request.at):
            raise EstimateAwaitedError(number, named)
        step = moves.propose(ticket, offer, terms, log, by=request.person, at=request.at)
        await store.save(step)
        worked = await store.ledger.of_ticket(number)
        earlier = earlier_minutes(worked, estimates_of([*log, *step.events]))
    return Proposed(number, offer, named, earlier)


def _offer(ticket: Ticket, plan: Plan, typed: Typed, agreed: Money | None) -> Offer:
    coverage = coverage_of(ticket, plan)
    if coverage is None:
        raise KindNotOfferedError(ticket.number, str(ticket.kind), plan.name, tuple(plan.kinds))
    return offer_of(typed, coverage, plan, agreed)


async def approve(desk: Desk, request: Request, number: int, which: int) -> Ticket:
    """Take an approver's yes to the estimate *which*; those who work on the ticket are told.

    They are warned at once where what was worked since it was proposed uses it up.
    """
    async with desk.transaction(request) as store:
        ticket, log, asked = await _answerable(store, request, number, which)
        reached = await in_charge(desk, store, ticket)
        step = moves.approve(ticket, asked, log, reached, by=request.person, at=request.at)
        await store.save(step)
        return await warn_of_use(desk, store, step.ticket, at=request.at)


async def decline(desk: Desk, request: Request, number: int, which: int, reason: str = "") -> Ticket:
    """Take an approver's no, with the reason if they gave one."""
    async with desk.transaction(request) as store:
        ticket, _, asked = await _answerable(store, request, number, which)
        reached = await in_charge(desk, store, ticket)
        step = moves.decline(ticket, asked, reason, reached, by=request.person, at=request.at)
        await store.save(step)
    return step.ticket


async def declinable(desk: Desk, request: Request, number: int, which: int) -> Scene:
    """Return a ticket for the form in which an approver says why they decline; raises as `decline` does."""
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.ANSWER_ESTIMATE)
        await _checked(store, request, ticket, await store.tickets.events(number), which)
        return await scene_of(desk, store, ticket)


async def warn_of_use(desk: Desk, store: Store, ticket: Ticket, *, at: datetime) -> Ticket:
    """Warn staff, once each, that 80 % of what the client approved is used up, or all of it.

    *ticket* is as it stands in the open transaction; it is returned as it stands after that. The time of what
    was merged into it counts too.
    """
    log = await store.tickets.events(ticket.number) if ticket.estimate else []
    estimate = agreed(log)
    if estimate is None:
        return ticket
    used = counted_minutes(await store.ledger.of_ticket(ticket.number), estimates_of(log))
    kind = _warning(estimate, used)
    if kind is None or moves.was_told(log, estimate, EventKind.ESTIMATE_PASSED, kind):
        return ticket
    reached = await in_charge(desk, store, ticket)
    step = moves.warn_of_use(ticket, estimate, kind, used, reached, at=at)
    await store.save(step)
    return step.ticket


def _warning(estimate: Estimate, used_minutes: int) -> EventKind | None:
    """Return how far an estimate is used up, as staff are told it; None where that is not said yet."""
    if is_passed(used_minutes, estimate):
        return EventKind.ESTIMATE_PASSED
    return EventKind.ESTIMATE_NEAR if is_near(used_minutes, estimate) else None


async def _answerable(
    store: Store, request: Request, number: int, which: int
) -> tuple[Ticket, Sequence[TicketEvent], Estimate]:
    """Return a ticket, locked, with its log and the estimate that the one who asks may answer."""
    ticket = await locked(store, request.person, number, Action.ANSWER_ESTIMATE)
    log = await store.tickets.events(number)
    return ticket, log, await _checked(store, request, ticket, log, which)


async def _checked(
    store: Store, request: Request, ticket: Ticket, log: Sequence[TicketEvent], which: int
) -> Estimate:
    """Return an estimate once it waits for an answer, and that of the one who asks."""
    found = next((each for each in estimates_of(log) if each.id == which), None)
    if found is None:
        raise EstimateSettledError(ticket.number, "replaced", "")
    try:
        moves.check_open(ticket, found, at=request.at)
    except EstimateSettledError as error:
        names = await names_of(store, error.who)
        raise EstimateSettledError(error.number, error.state, names.get(error.who, "")) from error
    approvers = await _approvers(store, ticket)
    if request.person.id not in approvers:
        names = await names_of(store, *approvers)
        raise NotApproverError(ticket.number, ", ".join(names[each] for each in approvers))
    return found


async def _approvers(store: Store, ticket: Ticket) -> tuple[str, ...]:
    client = await store.clients.get(ticket.client)
    return client.approvers if client else ()
