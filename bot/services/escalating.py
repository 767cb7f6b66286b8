"""What people do about an escalation: call for the next level, or hand on a page that they cannot answer."""

from bot.cost_errors import PlanPausedError
from bot.desk import Desk, Request
from bot.domain import alarms
from bot.domain.access import Action
from bot.domain.tickets import Ticket
from bot.errors import NotEscalatedError
from bot.services.tickets import locked
from bot.views.text import moment
from storage import Store


async def escalate(desk: Desk, request: Request, number: int, reason: str = "") -> Ticket:
    """Tell the next level of a ticket's escalation at once; the thread of its card says whom."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.ESCALATE)
        chain = await desk.watch.chain(store, ticket, desk.clock.now())
        step = alarms.ask_for_next(chain, reason, by=request.person, at=request.at)
        await store.save(step)
    return step.ticket


async def urge(desk: Desk, request: Request, number: int) -> Ticket:
    """Take the client's word that a ticket is urgent: the next level is told, in the hours of its clock."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.URGE)
        await _check_frozen(store, ticket)
        chain = await desk.watch.chain(store, ticket, desk.clock.now())
        if not chain.terms.plan.clients_may_escalate:
            raise NotEscalatedError(number, ticket.severity)
        step = alarms.ask_for_next(chain, "", by=request.person, at=request.at)
        heard_at = await desk.watch.answer_at(store, chain.after(step), request.at)
        await store.save(alarms.with_answer(step, heard_at))
    return step.ticket


async def _check_frozen(store: Store, ticket: Ticket) -> None:
    """Raise PlanPausedError, with a word for the client, while their plan is paused."""
    client = await store.clients.get(ticket.client)
    if ticket.frozen_until is not None and client is not None:
        until = moment(ticket.frozen_until, client.language, client.time_zone)
        raise PlanPausedError(ticket.number, until)


async def decline(desk: Desk, request: Request, number: int) -> Ticket:
    """Take it that one who was paged cannot: the next person is asked at once."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.DECLINE_PAGE)
        chain = await desk.watch.chain(store, ticket, desk.clock.now())
        step = alarms.decline(chain, by=request.person, at=request.at)
        await store.save(step)
    return step.ticket
