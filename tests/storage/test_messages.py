"""What people said in clients' channels."""

from dataclasses import replace

from bot.domain.desks import Keeping, Message, Side
from storage import Database
from tests.looking import former_texts
from tests.storage.samples import FULL_MESSAGE, MINUTE, NINE, SAID

CHANNEL, TS = SAID.channel, SAID.ts


async def put(database: Database, *messages: Message) -> None:
    async with database.transaction() as store:
        await store.messages.put_all(messages)


async def test_a_message_is_written_down_once(database: Database) -> None:
    async with database.transaction() as store:
        await store.messages.put(SAID)
        await store.messages.put(replace(SAID, text="other"))
        assert await store.messages.get(CHANNEL, TS) == SAID
        await store.messages.put_all([replace(SAID, text="other"), FULL_MESSAGE])
        assert await store.messages.get(CHANNEL, TS) == SAID
        assert await store.messages.get(CHANNEL, FULL_MESSAGE.ts) == FULL_MESSAGE
        assert await store.messages.get("C-OTHER", TS) is None


async def test_what_became_of_a_message_is_written_down_and_a_ticket_keeps_it(database: Database) -> None:
    in_ticket = replace(SAID, keeping=Keeping.TICKET, ticket=142)
    async with database.transaction() as store:
        await store.messages.put(replace(SAID, keeping=Keeping.KEPT))
        await store.messages.put(replace(SAID, keeping=Keeping.ASKED))
        assert await store.messages.get(CHANNEL, TS) == replace(SAID, keeping=Keeping.ASKED)
        await store.messages.put(in_ticket)
        await store.messages.put(SAID)
        assert await store.messages.get(CHANNEL, TS) == in_ticket


async def test_the_replies_of_a_thread_that_are_part_of_no_ticket(database: Database) -> None:
    replies = [replace(SAID, ts=f"{n}", thread_ts=TS, at=NINE + n * MINUTE) for n in range(1, 6)]
    taken, gone = replace(replies[1], ticket=7), replace(replies[2], deleted_at=NINE)
    await put(database, SAID, replies[4], replies[3], taken, gone, replies[0])
    async with database.reading() as store:
        assert await store.messages.loose_replies(CHANNEL, TS, SAID.at) == [replies[n] for n in (0, 3, 4)]
        assert await store.messages.loose_replies(CHANNEL, TS, replies[3].at) == [replies[4]]


async def test_the_messages_of_a_ticket_come_in_the_order_they_were_said(database: Database) -> None:
    later = replace(SAID, ts="1772442300.000100", at=NINE + 5 * MINUTE, ticket=142)
    await put(database, later, replace(SAID, ticket=142), replace(SAID, ts="9", ticket=7))
    async with database.reading() as store:
        assert [message.ts for message in await store.messages.of_ticket(142)] == [TS, later.ts]


async def test_messages_move_from_one_ticket_to_another(database: Database) -> None:
    await put(database, SAID, replace(SAID, ts="2", ticket=7))
    async with database.transaction() as store:
        await store.messages.assign(CHANNEL, TS, 142, Keeping.TICKET)
        assert await store.messages.of_ticket(142) == [replace(SAID, ticket=142, keeping=Keeping.TICKET)]
        await store.messages.reassign(142, 7)
        assert len(await store.messages.of_ticket(7)) == 2
        await store.messages.assign(CHANNEL, TS, None, Keeping.SEEN)
        assert await store.messages.get(CHANNEL, TS) == SAID


async def test_what_was_said_before_the_channel_was_set_up_comes_oldest_first(database: Database) -> None:
    kept = [replace(SAID, ts=f"{n}", at=NINE + n * MINUTE, keeping=Keeping.KEPT) for n in (3, 1, 2)]
    await put(database, *kept, SAID, replace(kept[0], channel="C-OTHER"))
    async with database.reading() as store:
        assert [message.ts for message in await store.messages.kept(CHANNEL)] == ["1", "2", "3"]


async def test_an_edit_keeps_what_was_said_before(database: Database) -> None:
    await put(database, SAID)
    async with database.transaction() as store:
        assert await store.messages.edit(CHANNEL, TS, "second", NINE + MINUTE)
        assert await store.messages.edit(CHANNEL, TS, "third", NINE + 2 * MINUTE)
        assert not await store.messages.edit(CHANNEL, "unknown", "text", NINE)
        edited = replace(SAID, text="third", edited_at=NINE + 2 * MINUTE)
        assert await store.messages.get(CHANNEL, TS) == edited
    assert await former_texts(database, CHANNEL, TS) == [SAID.text, "second"]


async def test_a_deleted_message_leaves_a_tombstone_and_none_of_its_words(database: Database) -> None:
    await put(database, replace(FULL_MESSAGE, deleted_at=None))
    async with database.transaction() as store:
        await store.messages.edit(CHANNEL, FULL_MESSAGE.ts, "second", NINE)
        assert await store.messages.delete(CHANNEL, FULL_MESSAGE.ts, NINE + MINUTE)
        assert not await store.messages.delete(CHANNEL, FULL_MESSAGE.ts, NINE + MINUTE)
        assert not await store.messages.edit(CHANNEL, FULL_MESSAGE.ts, "late", NINE)
        (tombstone,) = await store.messages.of_ticket(142)
        assert (tombstone.text, tombstone.files, tombstone.deleted_at) == ("", (), NINE + MINUTE)
    assert await former_texts(database, CHANNEL, FULL_MESSAGE.ts) == []


async def test_the_last_message_that_somebody_made_a_ticket_of_outside_threads(database: Database) -> None:
    asked = replace(SAID, ticket=142, keeping=Keeping.TICKET)
    head = replace(asked, ts="2", at=NINE + MINUTE)
    in_thread = replace(asked, ts="3", thread_ts="2", at=NINE + 2 * MINUTE)
    thanks = replace(SAID, ts="4", at=NINE + 3 * MINUTE)
    by_another = replace(asked, ts="5", author="U-RUI", at=NINE + 4 * MINUTE)
    await put(database, asked, head, in_thread, thanks, by_another)
    async with database.reading() as store:
        assert await store.messages.last_top_level(CHANNEL, "U-ANA") == head
        assert await store.messages.last_top_level("C-OTHER", "U-ANA") is None


async def test_whether_staff_have_spoken_between_two_messages(database: Database) -> None:
    reply = replace(SAID, ts="2", thread_ts=TS, author="U-SAM", side=Side.STAFF, at=NINE + MINUTE)
    aloud = replace(reply, ts="3", thread_ts=None, at=NINE + 5 * MINUTE)
    await put(database, SAID, replace(reply, ts="1", side=Side.CLIENT, at=NINE + 9 * MINUTE), reply, aloud)
    async with database.reading() as store:

        async def spoke(thread_ts: str, after: int, before: int) -> bool:
            span = NINE + after * MINUTE, NINE + before * MINUTE
            return await store.messages.staff_spoke_between(CHANNEL, thread_ts, span)

        assert await spoke(TS, 0, 2)
        assert await spoke(TS, 2, 0)
        assert not await spoke(TS, 1, 5)
        assert not await spoke("other thread", 0, 2)
        assert await spoke("other thread", 4, 6)
        assert not await spoke(TS, 6, 10)


async def test_what_follows_a_message_that_was_asked_about(database: Database) -> None:
    asked = replace(SAID, keeping=Keeping.ASKED)
    said = [replace(SAID, ts=f"{n}", at=NINE + n * MINUTE, keeping=Keeping.FOLLOWS) for n in range(1, 6)]
    said[1] = replace(said[1], deleted_at=NINE)
    said[3] = replace(said[3], keeping=Keeping.ASKED)
    await put(database, asked, *reversed(said), replace(said[0], ts="9", author="U-RUI"))
    async with database.reading() as store:
        assert await store.messages.followers(asked) == [said[0], said[2]]
        assert await store.messages.followers(said[3]) == [said[4]]
        assert await store.messages.last_top_level(CHANNEL, SAID.author) == said[4]
