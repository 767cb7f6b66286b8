"""The open tickets of a team, whose clients' cards go to one triage channel, and their logs."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.tickets import Status
from storage import Database
from tests.storage.samples import ACME, BANCO, NINE, NOTED, OPENED, TICKET

MINE = replace(TICKET, assignee="U-SAM")


async def test_a_team_has_the_open_tickets_of_its_clients_wherever_their_cards_stand(
    database: Database,
) -> None:
    moved = replace(MINE, number=7, triage="C-BEFORE", status=Status.WAITING_ON_CLIENT, status_since=NINE)
    ended = [
        replace(MINE, number=number, status=status)
        for number, status in enumerate((Status.RESOLVED, Status.CLOSED, Status.CANCELLED), 200)
    ]
    foreign = replace(MINE, number=8, client="globex")
    banco = replace(MINE, number=9, client="banco")
    async with database.transaction() as store:
        await store.clients.put(ACME, BANCO, replace(BANCO, id="globex", triage="C-OTHER"))
        await store.tickets.save_rows([MINE, moved, foreign, banco, *ended], [])
    async with database.reading() as store:
        assert await store.tickets.active_for("C-TRIAGE", claimed=True, most=9) == [moved, banco, MINE]
        assert await store.tickets.active_for("C-OTHER", claimed=True, most=9) == [foreign]
        assert await store.tickets.active_for("C-NOBODY", claimed=True, most=9) == []


async def test_of_a_teams_tickets_the_oldest_are_read_and_all_are_counted(database: Database) -> None:
    older = replace(MINE, number=200, opened_at=MINE.opened_at - timedelta(days=1))
    newer = replace(MINE, number=7)
    nobodys = [replace(TICKET, number=number) for number in (8, 9, 10)]
    async with database.transaction() as store:
        await store.clients.put(ACME)
        await store.tickets.save_rows([MINE, older, newer, *nobodys], [])
    async with database.reading() as store:
        assert await store.tickets.active_for("C-TRIAGE", claimed=True, most=2) == [older, newer]
        assert await store.tickets.active_for("C-TRIAGE", claimed=False, most=2) == nobodys[:2]
        assert await store.tickets.how_many_for("C-TRIAGE", claimed=True) == 3
        assert await store.tickets.how_many_for("C-TRIAGE", claimed=False) == 3
        assert await store.tickets.how_many_for("C-NOBODY", claimed=False) == 0


async def test_the_logs_of_several_tickets_are_read_at_once(database: Database) -> None:
    other = replace(TICKET, number=7)
    first = replace(OPENED, ticket=7)
    async with database.transaction() as store:
        await store.tickets.save_rows([TICKET, other], [OPENED, NOTED, first])
    async with database.reading() as store:
        assert await store.tickets.logs({142, 7, 999}) == {7: [first], 142: [OPENED, NOTED]}
        assert await store.tickets.logs([142]) == {142: [OPENED, NOTED]}
        assert await store.tickets.logs([]) == {}
