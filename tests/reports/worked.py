"""Time logged for the tickets of the fixed world, so that its clients have used some of their hours."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.entries import Entry, EntryKind
from bot.domain.terms import Cover
from bot.services.books import contract_of, open_book
from storage import Store
from tests.reports.played import SAM
from tests.reports.stories import Story


async def log_work(desk: Desk, told: Sequence[Story]) -> list[Client]:
    """Log some minutes for every ticket there is and that has none yet; return the clients."""
    async with desk.database.transaction() as store:
        clients = await store.clients.all()
        for client in clients:
            await _log(desk, store, client, [each for each in told if each.company.id == client.id])
    return clients


async def _log(desk: Desk, store: Store, client: Client, told: Sequence[Story]) -> None:
    now, contract = desk.clock.now(), await contract_of(desk, store, client)
    for each in told:
        if each.opened_at < now and not await store.ledger.of_ticket(each.number):
            month = contract.month_at(each.opened_at).begins_on
            minutes = each.number % 7 * 15
            line = Entry(
                f"work:{each.number}", client.id, month, EntryKind.USAGE, -minutes, SAM.id, each.opened_at,
                client.plan, "v1", ticket=each.number, worked_by=SAM.id, cover=Cover.HOURS, words="Looked",
                real_minutes=minutes, accounted_minutes=minutes, worked_on=month,
            )  # fmt: skip
            await store.ledger.add([line])
    await open_book(desk, store, client, now)
