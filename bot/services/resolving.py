"""Resolving a ticket, and logging the time that it took with it: both in one transaction, or neither."""

from dataclasses import replace

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action, check_ticket
from bot.domain.life_cycle import check_move
from bot.domain.tickets import EventKind, Ticket
from bot.services.tickets import locked
from bot.services.timekeeping import Logged, Spent, add_time
from storage import Store


async def resolve(
    desk: Desk, request: Request, number: int, summary: str, spent: Spent | None = None
) -> tuple[Ticket, Logged | None]:
    """Resolve the ticket with a summary that the client sees, and ask whether it works.

    What was *spent* on it goes to the ledger, as the summary where nothing else was said of that work; it is
    returned with the ticket.
    """
    logged = None
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.RESOLVE)
        plan = await desk.promises.of_ticket(store, ticket)
        if spent is not None:
            logged = await _logged(desk, store, request, ticket, _in_words(spent, summary))
            ticket = logged.ticket
        by, at, minutes = request.person, request.at, plan.ask_again_minutes
        window = plan.reopen_window
        step = moves.resolve(ticket, summary, by=by, at=at, window=window, ask_again_minutes=minutes)
        await store.save(step)
    return step.ticket, logged


async def _logged(desk: Desk, store: Store, request: Request, ticket: Ticket, spent: Spent) -> Logged:
    """Log time for a ticket that can be resolved; first of all it has to be one."""
    check_move(ticket, EventKind.RESOLVED)
    check_ticket(request.person, Action.LOG_TIME, ticket)
    return await add_time(desk, store, request, ticket, spent)


def _in_words(spent: Spent, summary: str) -> Spent:
    return replace(spent, typed=replace(spent.typed, words=spent.typed.words or summary.strip()))
