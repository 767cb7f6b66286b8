"""Moving a ticket to another plan: what it was promised from now on, and what that changes."""

from collections.abc import Sequence

from bot.desk import Desk, Request
from bot.domain import moves
from bot.domain.access import Action
from bot.domain.desks import Client
from bot.domain.folding import basis_of
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan
from bot.domain.tickets import Ticket, TicketEvent
from bot.domain.toml_text import nearest
from bot.errors import NoAddonsError, UnknownTicketError, UnknownWordError
from bot.promises import Promises
from bot.services.expectations import telling_of_delay
from bot.services.tickets import locked
from bot.views.replanned import Replanned, Under
from storage import Store


async def replan(
    desk: Desk, request: Request, number: int, plan: str, addons: Sequence[str] = ()
) -> Replanned:
    """Move a ticket to the plan of that id as it stands now, with *addons* or else those of its client.

    UnknownWordError names a plan or an add-on that there is none of, NoAddonsError a plan without any.
    """
    async with desk.transaction(request) as store:
        ticket = await locked(store, request.person, number, Action.REPLAN)
        client = await _client_of(store, ticket)
        log = await store.tickets.events(number)
        before = await desk.promises.terms(store, ticket, basis_of(log))
        after = PlanTerms(_wanted(desk.promises, client, plan, addons), client.time_zone)
        step = moves.replan(ticket, before, after, by=request.person, at=request.at)
        was = await _under(desk, store, ticket, before, log)
        now = await _under(desk, store, step.ticket, after, [*log, *step.events])
        await store.save(await telling_of_delay(desk, store, ticket, step, log))
    return Replanned(number, step.events[0].text("change"), was, now)


async def _client_of(store: Store, ticket: Ticket) -> Client:
    client = await store.clients.get(ticket.client)
    if client is None:
        raise UnknownTicketError(ticket.number)
    return client


def _wanted(promises: Promises, client: Client, name: str, addons: Sequence[str]) -> Plan:
    """Return the plan that was asked for, with the add-ons that were, or the client's own."""
    if name not in promises.plans:
        raise UnknownWordError("plan", name, nearest(name, promises.plans), tuple(sorted(promises.plans)))
    file = promises.plans[name]
    if not addons:
        return promises.bought(client, name)
    if not file.addon_labels:
        raise NoAddonsError(file.name)
    return file.plan(addons)


async def _under(
    desk: Desk, store: Store, ticket: Ticket, terms: PlanTerms, log: Sequence[TicketEvent]
) -> Under:
    """Return terms with the clocks that *log* makes, as they stand once its last event has happened."""
    return Under(terms, await desk.promises.clocks(store, ticket, desk.clock.now(), log))
