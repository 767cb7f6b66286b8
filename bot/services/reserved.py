"""Hours that a client approved in estimates, and that nobody has worked yet."""

from bot.desk import Desk
from bot.domain.approved import counted_minutes
from bot.domain.costs import coverage_of
from bot.domain.desks import Client
from bot.domain.estimates import approved_minutes, estimates_of
from bot.domain.terms import Cover
from bot.domain.tickets import Ticket, TicketEvent
from storage import Store


async def reserved_minutes(desk: Desk, store: Store, client: Client) -> int:
    """Return how many minutes of the plan's hours are approved for open tickets and not worked yet."""
    tickets = await store.tickets.estimated(client.id)
    logs = await store.tickets.logs({each.number for each in tickets})
    return sum([await _of_ticket(desk, store, each, logs[each.number]) for each in tickets])


async def _of_ticket(desk: Desk, store: Store, ticket: Ticket, log: list[TicketEvent]) -> int:
    coverage = coverage_of(ticket, await desk.promises.of_ticket(store, ticket))
    approved = approved_minutes(log)
    if approved is None or coverage is None or coverage.in_hours is not Cover.HOURS:
        return 0
    used = counted_minutes(await store.ledger.of_ticket(ticket.number), estimates_of(log))
    return max(0, approved - used)
