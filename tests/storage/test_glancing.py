"""A glance: a few rows read at once, beside whoever writes."""

import asyncio

import pytest

from storage import Database
from storage.errors import DATABASE_FAULTS, DatabaseUnavailableError
from tests.databases import FreshUrl, opened
from tests.storage.samples import ACME, BANCO


async def glance(database: Database) -> list[str]:
    async with database.glancing() as store:
        return [client.id for client in await store.clients.all()]


async def test_a_glance_sees_what_was_just_saved(database: Database) -> None:
    assert await glance(database) == []
    async with database.transaction() as store:
        await store.clients.put(ACME)
    assert await glance(database) == ["acme"]


async def test_a_glance_beside_an_open_transaction_neither_waits_for_it_nor_sees_it(
    database: Database,
) -> None:
    async with asyncio.timeout(20), database.transaction() as store:
        await store.clients.put(ACME)
        assert await asyncio.gather(*(glance(database) for _ in range(5))) == [[]] * 5
    assert await glance(database) == ["acme"]


async def test_nothing_can_be_written_at_a_glance_and_the_next_one_is_as_good(database: Database) -> None:
    async def write() -> None:
        async with database.glancing() as store:
            await store.clients.put(ACME)

    with pytest.raises(DATABASE_FAULTS):  # to SQLite, a file that must not be written is as this
        await write()
    async with database.transaction() as store:
        await store.clients.put(BANCO)
    assert await glance(database) == ["banco"]


async def test_a_glance_that_is_over_reads_no_more(database: Database) -> None:
    async with database.glancing() as store:
        late = store
    with pytest.raises(RuntimeError, match="has ended"):
        await late.clients.all()


async def test_a_closed_database_allows_no_glance(fresh_url: FreshUrl) -> None:
    async with opened(fresh_url("sqlite")) as database:
        pass
    with pytest.raises(DatabaseUnavailableError):
        await glance(database)
