"""What a ticket's work costs, where a client's people see its kind differently."""

from dataclasses import replace

from bot.desk import Desk, Request
from bot.domain import costs
from bot.domain.access import Action
from bot.domain.alarms import Reached
from bot.domain.tickets import Ticket
from bot.services.scenes import scene_of
from bot.services.tickets import locked, readable
from bot.views.scene import Scene
from storage import Store


async def contestable(desk: Desk, request: Request, number: int, said: int) -> Scene:
    """Return a ticket for the form in which its client says why they see its kind differently.

    *said* is the event by which they were told of it; NothingToChangeError where that is contested or past.
    """
    async with desk.database.reading() as store:
        ticket = await readable(store, request.person, number, Action.CONTEST_COVERAGE)
        costs.check_contest(ticket, await store.tickets.events(number), said)
        return await scene_of(desk, store, ticket)


async def contest(desk: Desk, request: Request, number: int, said: int, reason: str) -> Ticket:
    """Take it that a client's person sees the kind differently; their account manager is called."""
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.CONTEST_COVERAGE)
        log = await store.tickets.events(number)
        event = costs.check_contest(ticket, log, said)
        reached = await answerable_for(desk, store, ticket)
        step = costs.contest(ticket, event, reason, reached, by=request.person, at=request.at)
        await store.save(step)
    return step.ticket


async def in_charge(desk: Desk, store: Store, ticket: Ticket) -> Reached:
    """Return who has a ticket, else who is on call first."""
    reach = await desk.watch.reach(store, ticket, desk.clock.now())
    plan = await desk.promises.of_ticket(store, ticket)
    return await reach.people(reach.responsible(ticket, plan.escalations[ticket.severity]))


async def answerable_for(desk: Desk, store: Store, ticket: Ticket, *, at_any_hour: bool = True) -> Reached:
    """Return the client's account manager; where they have none who is there, whoever has the ticket.

    Not *at_any_hour*: outside their own hours they are told in their morning, however bad the ticket is.
    """
    reach = await desk.watch.reach(store, ticket, desk.clock.now())
    reach = replace(reach, pages=reach.pages and at_any_hour)
    manager = reach.client.account_manager
    reached = await reach.people((manager,) if manager else ())
    if not reached.is_nobody:
        return reached
    plan = await desk.promises.of_ticket(store, ticket)
    return await reach.people(reach.responsible(ticket, plan.escalations[ticket.severity]))
