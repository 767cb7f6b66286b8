"""Tickets are found by their words, the same on either database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.sought import Phrase, Query
from bot.domain.ticket_words import Place, Spoken, client_mark, status_mark, words_of_ticket
from bot.domain.tickets import Status, Ticket
from storage import Database
from tests.storage.samples import OPENING, SAID, TICKET

TICKETS = [
    replace(TICKET, number=1, title="Orders sync stops", summary="", details={}, client="acme"),
    replace(TICKET, number=2, title="Late", summary="Orders were late", details={}, client="acme-eu"),
    replace(
        TICKET,
        number=3,
        title="Café",
        summary="",
        details={"what": "It halts"},
        client="c",
        status=Status.CLOSED,
    ),
]
SPOKEN = {1: ["One day", "late"], 2: ["orders are gone"], 3: ["Orders, sync"]}


async def put(database: Database, *tickets: Ticket) -> None:
    async with database.transaction() as store:
        await store.words.put([words_of_ticket(each, SPOKEN[each.number]) for each in tickets])


def words(*each: str, place: Place = Place.ANYWHERE, goes_on: bool = False, **more: object) -> Query:
    phrases = tuple(Phrase(tuple(one.split()), goes_on=goes_on) for one in each)
    return replace(Query(phrases, place=place), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param(words("orders"), [3, 2, 1], id="a word"),
        pytest.param(words("orders", "late"), [2, 1], id="all words"),
        pytest.param(words("orders", place=Place.TITLE), [1], id="in the title"),
        pytest.param(words("orders", place=Place.TOP), [2, 1], id="in title or summary"),
        pytest.param(words("late", "orders", place=Place.TOP), [2], id="one here, one there"),
        pytest.param(words("orders sync"), [3, 1], id="a phrase"),
        pytest.param(words("sync orders"), [], id="no phrase backwards"),
        pytest.param(words("day late"), [], id="no phrase over what does not follow each other"),
        pytest.param(words("late orders", place=Place.TOP), [], id="nor from title to summary"),
        pytest.param(words("ord", goes_on=True), [3, 2, 1], id="a beginning"),
        pytest.param(words("orders sy", goes_on=True), [3, 1], id="a phrase that goes on"),
        pytest.param(words("ord", place=Place.TITLE, goes_on=True), [1], id="a beginning in the title"),
        pytest.param(words("cafe"), [3], id="without accents"),
        pytest.param(words("halts"), [3], id="a detail"),
        pytest.param(words("orders", without=(Phrase(("sync",)),)), [2], id="without a word"),
        pytest.param(
            words("orders", without=(Phrase(("late",)), Phrase(("sync",)))), [], id="without any of two"
        ),
        pytest.param(
            words("late", place=Place.TITLE, without=(Phrase(("gone",)),)), [], id="anywhere without a word"
        ),
        pytest.param(Query(some=(Phrase(("cafe",)), Phrase(("stops",)))), [3, 1], id="some word"),
        pytest.param(Query(marks=((client_mark("acme"),),)), [1], id="a client, by the whole of its id"),
        pytest.param(
            words("orders", marks=((status_mark(Status.CLOSED), status_mark(Status.NEW)),)),
            [3, 2, 1],
            id="of some status",
        ),
        pytest.param(
            words("orders", marks=((client_mark("acme-eu"),), (status_mark(Status.NEW),))),
            [2],
            id="a client and a status",
        ),
    ],
)
async def test_what_a_query_finds(database: Database, query: Query, found: list[int]) -> None:
    await put(database, *TICKETS)
    async with database.reading() as store:
        assert await store.words.find(query, 10) == found
        assert await store.words.find(query, 1) == found[:1]


async def test_new_words_take_the_place_of_former_ones(database: Database) -> None:
    await put(database, *TICKETS)
    await put(database, replace(TICKETS[0], title="Invoices"))
    async with database.reading() as store:
        assert await store.words.find(words("stops"), 10) == []
        assert await store.words.find(words("invoices"), 10) == [1]


@pytest.mark.parametrize("said", ["orders " * 300_000, " ".join(map(str, range(300_000))), "é" * 2_000_000])
async def test_however_much_was_said_can_be_put_down(database: Database, said: str) -> None:
    async with database.transaction() as store:
        await store.words.put([words_of_ticket(TICKETS[0], [said, "and the newest word"])])
        assert await store.words.find(words("newest", "word", "orders sync stops"), 10) == [1]


async def test_what_changed_since_it_was_read_is_still_to_be_put_down(database: Database) -> None:
    async with database.transaction() as store:
        await store.save(OPENING)
        (read,) = await store.words.unworded(10)
        await store.save(replace(OPENING, ticket=replace(read, seq=read.seq + 1), events=()))
        await store.words.put([words_of_ticket(read, [])])
        assert [each.seq for each in await store.words.unworded(10)] == [read.seq + 1]
        assert await store.tickets.has_unworded()
        assert not await store.tickets.has_unworded(ended=True)
        assert await store.words.unworded(10, ended=True) == []


async def test_what_was_said_is_read_in_order_and_nothing_that_was_deleted(database: Database) -> None:
    number = OPENING.ticket.number
    async with database.transaction() as store:
        await store.save(OPENING)
        for place, ts in enumerate(("3", "2", "1")):
            at = SAID.at + timedelta(minutes=place)
            await store.messages.put(replace(SAID, ts=ts, text=f"No {ts}", ticket=number, at=at))
        await store.messages.delete(SAID.channel, "2", SAID.at)
        assert await store.words.spoken([number, 99]) == {number: [Spoken("No 3"), Spoken("No 1")], 99: []}


async def test_what_a_ticket_was_like_is_kept_as_it_was_found_first(database: Database) -> None:
    number = OPENING.ticket.number
    async with database.transaction() as store:
        await store.save(OPENING)
        await store.words.keep_alike(7, [number, 99])
        await store.words.keep_alike(7, [99])
        assert [each.number for each in await store.tickets.alike(7)] == [number]
        assert await store.tickets.alike(8) == []
