"""How requesters found our help, kept on either database."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.rating import Rating
from storage import Database
from tests.storage.samples import NINE, STRANGE, TICKET

DAY: Final = timedelta(days=1)
FIRST: Final = Rating(1, 7, "acme", "U-ANA", NINE)
SECOND: Final = Rating(2, 5, "acme", "U-BO", NINE + DAY)
OTHERS: Final = Rating(3, 4, "globex", "U-GIA", NINE + DAY)
AGAIN: Final = Rating(1, 12, "acme", "U-ANA", NINE + 8 * DAY)


async def asked(database: Database) -> None:
    async with database.transaction() as store:
        await store.tickets.save_rows([replace(TICKET, number=number) for number in (1, 2, 3)], [])
        for each in (FIRST, SECOND, OTHERS, AGAIN):
            await store.ratings.ask(each)


async def test_what_was_asked_and_answered_comes_back_and_the_last_answer_stands(database: Database) -> None:
    await asked(database)
    given = replace(FIRST, score=2, comment=STRANGE, rated_at=NINE + DAY)
    better = replace(given, score=4, comment="", rated_at=NINE + 2 * DAY)
    async with database.transaction() as store:
        await store.ratings.answer(given)
        assert await store.ratings.of_ticket(1) == [given, AGAIN]
        await store.ratings.answer(better)
        assert await store.ratings.of_ticket(1) == [better, AGAIN]
        assert await store.ratings.of_ticket(9) == []
        assert await store.ratings.last_of("U-ANA") == AGAIN
        assert await store.ratings.last_of("U-NOBODY") is None


async def test_a_period_holds_its_first_moment_and_not_its_last(database: Database) -> None:
    await asked(database)
    rated = replace(SECOND, score=5, rated_at=NINE + 3 * DAY)
    async with database.transaction() as store:
        await store.ratings.answer(rated)
    async with database.reading() as store:
        ratings = store.ratings
        assert await ratings.asked_in(NINE, NINE + DAY) == [FIRST]
        assert await ratings.asked_in(NINE, NINE + 2 * DAY) == [FIRST, rated, OTHERS]
        assert await ratings.asked_in(NINE, NINE + 9 * DAY, "acme") == [FIRST, rated, AGAIN]
        assert await ratings.asked_in(NINE + DAY, NINE + 9 * DAY, "globex") == [OTHERS]
