"""What was agreed with clients beside their plans, kept on either database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.pauses import Pause
from storage import Database
from tests.storage.samples import ACME, TICKET

BEGINS: Final = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MONTH: Final = timedelta(days=30)
PAUSE: Final = Pause("p1", "acme", BEGINS, BEGINS + MONTH, "U_MAX", BEGINS - MONTH)
LATER: Final = replace(PAUSE, id="p2", from_at=BEGINS + 3 * MONTH, until_at=BEGINS + 4 * MONTH)


async def test_the_pauses_of_a_client_come_back_in_order_and_nobody_elses(database: Database) -> None:
    async with database.transaction() as store:
        for each in (LATER, PAUSE, PAUSE, replace(PAUSE, id="p3", client="globex")):
            await store.contracts.add(each)
    async with database.reading() as store:
        assert await store.contracts.pauses("acme") == [PAUSE, LATER]
        assert await store.contracts.pause("p2") == LATER
        assert await store.contracts.pause("p9") is None
        found = await store.contracts.pauses_of(["acme", "banco-litoral", "globex"])
        assert {client: len(pauses) for client, pauses in found.items()} == {"acme": 2, "globex": 1}
        assert await store.contracts.pauses_of([]) == {}


async def test_a_pause_ends_sooner_once(database: Database) -> None:
    ended = replace(PAUSE, ended_by="U_ADA", ended_at=BEGINS + MONTH / 2)
    async with database.transaction() as store:
        await store.contracts.add(PAUSE)
        await store.contracts.end(ended)
        await store.contracts.end(replace(ended, ended_by="U_MAX", ended_at=BEGINS))
        assert await store.contracts.pauses("acme") == [ended]


async def test_a_client_is_locked_where_there_is_one(database: Database) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME)
        assert await store.clients.lock(ACME.id) == ACME
        assert await store.clients.lock("nobody") is None


async def test_the_open_tickets_of_a_client_are_found_bit_by_bit(database: Database) -> None:
    tickets = [replace(TICKET, number=number, client="acme") for number in range(1, 6)]
    others = [replace(TICKET, number=6, client="globex")]
    async with database.transaction() as store:
        await store.tickets.save_rows([*tickets, *others], [])
        assert await store.tickets.active_after("acme", 0, 2) == [1, 2]
        assert await store.tickets.active_after("acme", 2, 2) == [3, 4]
        assert await store.tickets.active_after("acme", 4, 2) == [5]
