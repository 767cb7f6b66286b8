"""The open tickets of a team, whose clients' cards go to one triage channel, and their logs."""

from dataclasses import replace

from bot.domain.tickets import Status
from storage import Database
from tests.storage.samples import ACME, BANCO, NINE, NOTED, OPENED, TICKET


async def test_a_team_has_the_open_tickets_of_its_clients_wherever_their_cards_stand(
    database: Database,
) -> None:
    moved = replace(TICKET, number=7, triage="C-BEFORE", status=Status.WAITING_ON_CLIENT, status_since=NINE)
    ended = [
        replace(TICKET, number=number, status=status)
        for number, status in enumerate((Status.RESOLVED, Status.CLOSED, Status.CANCELLED), 200)
    ]
    foreign = replace(TICKET, number=8, client="globex")
    banco = replace(TICKET, number=9, client="banco")
    async with database.transaction() as store:
        await store.clients.put(ACME, BANCO, replace(BANCO, id="globex", triage="C-OTHER"))
        await store.tickets.save_rows([TICKET, moved, foreign, banco, *ended], [])
    async with database.reading() as store:
        assert await store.tickets.active_for("C-TRIAGE") == [moved, banco, TICKET]
        assert await store.tickets.active_for("C-OTHER") == [foreign]
        assert await store.tickets.active_for("C-NOBODY") == []


async def test_the_logs_of_several_tickets_are_read_at_once(database: Database) -> None:
    other = replace(TICKET, number=7)
    first = replace(OPENED, ticket=7)
    async with database.transaction() as store:
        await store.tickets.save_rows([TICKET, other], [OPENED, NOTED, first])
    async with database.reading() as store:
        assert await store.tickets.logs({142, 7, 999}) == {7: [first], 142: [OPENED, NOTED]}
        assert await store.tickets.logs([142]) == {142: [OPENED, NOTED]}
        assert await store.tickets.logs([]) == {}
