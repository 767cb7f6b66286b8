"""Hours that a client approved in estimates, and that nobody has worked yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.desk import Desk
from bot.domain.approved import counted_minutes
from bot.domain.costs import coverage_of
from bot.domain.desks import Client
from bot.domain.entries import Entry
from bot.domain.estimates import approved_minutes, estimates_of
from bot.domain.terms import Cover
from bot.domain.tickets import Ticket, TicketEvent
from bot.errors import BadFileError
from storage import Store


async def reserved_minutes(desk: Desk, store: Store, client: Client) -> int:
    """Return how many minutes of the plan's hours are approved for open tickets and not worked yet."""
    tickets = await store.tickets.estimated(client.id)
    logs = await store.tickets.logs({each.number for each in tickets})
    entries = {each.number: await store.ledger.of_ticket(each.number) for each in tickets}
    return sum(
        [await _of_ticket(desk, store, each, logs[each.number], entries[each.number]) for each in tickets]
    )


async def reserved_of(desk: Desk, store: Store, clients: Collection[str]) -> Mapping[str, int]:
    """Return what `reserved_minutes` does for each of some clients, by id, in a few statements.

    A client is left out that has such a ticket whose plan is gone.
    """
    tickets = await store.tickets.estimated_of(clients)
    numbers = {each.number for each in tickets}
    logs, entries = await store.tickets.logs(numbers), await store.ledger.of_tickets(numbers)
    found, gone = dict.fromkeys(clients, 0), set[str]()
    for each in tickets:
        try:
            log, work = logs[each.number], entries.get(each.number, ())
            found[each.client] += await _of_ticket(desk, store, each, log, work)
        except BadFileError:
            gone.add(each.client)
    return {client: minutes for client, minutes in found.items() if client not in gone}


async def _of_ticket(
    desk: Desk, store: Store, ticket: Ticket, log: Sequence[TicketEvent], entries: Iterable[Entry]
) -> int:
    coverage = coverage_of(ticket, await desk.promises.of_ticket(store, ticket))
    approved = approved_minutes(log)
    if approved is None or coverage is None or coverage.in_hours is not Cover.HOURS:
        return 0
    used = counted_minutes(entries, estimates_of(log))
    return max(0, approved - used)
