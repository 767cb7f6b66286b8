"""The mark that a database bears while it is being filled for the first time."""

from storage import Database


async def test_it_stands_until_it_is_taken_away_and_goes_with_all_that_is_there(database: Database) -> None:
    for ends in ("closed", "wiped"):
        async with database.transaction() as store:
            assert not await store.beginnings.under_way()
            await store.beginnings.open()
            await store.beginnings.open()
        async with database.reading() as store:
            assert await store.beginnings.under_way()
        if ends == "wiped":
            await database.wipe()
        else:
            async with database.transaction() as store:
                await store.beginnings.close()
    async with database.reading() as store:
        assert not await store.beginnings.under_way()
