"""The kind of work that a ticket asks for, which decides what it costs."""

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action
from bot.domain.tickets import RequestKind, Ticket
from bot.services.tickets import locked
from bot.services.timekeeping import account_anew


async def set_kind(desk: Desk, request: Request, number: int, kind: RequestKind) -> Ticket:
    """Say what kind of work it is; time that was logged before counts as it from now on."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.SET_KIND)
        step = moves.set_kind(ticket, kind, by=request.person, at=request.at)
        await store.save(step)
        await account_anew(desk, store, request, step.ticket)
    return step.ticket
