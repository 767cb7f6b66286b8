"""What we tell Slack: said once, in order, by one sender a channel."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Notice, Words
from storage import Database
from tests.databases import opened
from tests.storage.samples import ANSWER, CARD, CARD_EDIT, LINE, MINUTE, NINE

FAR = datetime(2200, 1, 1, tzinfo=NINE.tzinfo)
REACTION = Notice("joined:C-ACME:1", Act.REACT, Words.JOINED, "C-ACME", "1", ticket=142)


async def tell(database: Database, *notices: Notice) -> None:
    async with database.transaction() as store:
        await store.tell(*notices)


async def rows(database: Database, channel: str = "C-TRIAGE") -> list[OutboxRow]:
    async with database.reading() as store:
        return await store.outbox.next_rows(channel, 100)


async def acts(database: Database, channel: str = "C-TRIAGE") -> list[tuple[str, str]]:
    return [(row.key, row.act) for row in await rows(database, channel)]


async def attempt(database: Database, row: OutboxRow) -> None:
    async with database.transaction() as store:
        await store.outbox.attempt(row.id, NINE)


async def waiting(database: Database, now: datetime = FAR) -> list[str]:
    async with database.reading() as store:
        return await store.outbox.channels_waiting(now, "me")


async def test_a_row_holds_all_of_its_notice(database: Database) -> None:
    await tell(database, LINE)
    (row,) = await rows(database)
    assert (row.key, row.act, row.words, row.channel) == (LINE.key, LINE.act, LINE.words, LINE.channel)
    assert (row.thread_ts, row.parent, row.ticket) == (LINE.thread_ts, LINE.parent, LINE.ticket)
    assert row.facts == LINE.facts
    assert (row.attempts, row.attempted_at) == (0, None)


async def test_rows_come_in_the_order_they_were_told(database: Database) -> None:
    notices = [replace(LINE, key=f"line:142:{n}") for n in range(30)]
    await tell(database, *notices[:20])
    await tell(database, *notices[20:])
    assert [row.key for row in await rows(database)] == [notice.key for notice in notices]


async def test_a_key_is_posted_once_even_after_it_was_sent(database: Database) -> None:
    await tell(database, CARD, CARD)
    (row,) = await rows(database)
    async with database.transaction() as store:
        await store.outbox.done(row.id, NINE)
    await tell(database, CARD)
    assert await rows(database) == []


async def test_a_reaction_is_put_once(database: Database) -> None:
    await tell(database, REACTION)
    await tell(database, REACTION)
    assert await acts(database, "C-ACME") == [(REACTION.key, "react")]


async def test_post_edit_and_reaction_of_one_key_stand_side_by_side(database: Database) -> None:
    reaction = replace(REACTION, key=CARD.key, channel=CARD.channel)
    await tell(database, CARD, CARD_EDIT, reaction)
    assert [act for _, act in await acts(database)] == ["post", "edit", "react"]


async def test_a_newer_edit_replaces_one_that_was_not_tried_yet(database: Database) -> None:
    await tell(database, CARD_EDIT, LINE)
    newest = replace(CARD_EDIT, words=Words.STAFF, facts={"text": "now"})
    await tell(database, CARD_EDIT, newest)
    edit, line = await rows(database)
    assert (edit.key, edit.act, edit.words, edit.facts) == (CARD_EDIT.key, "edit", "staff", {"text": "now"})
    assert line.key == LINE.key


async def test_an_attempt_gives_the_row_with_what_was_told_last(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (stale,) = await rows(database)
    await tell(database, replace(CARD_EDIT, facts={"text": "now"}))
    async with database.transaction() as store:
        row = await store.outbox.attempt(stale.id, NINE)
        assert row is not None
        assert (row.facts, row.attempts, row.attempted_at) == ({"text": "now"}, 1, NINE)
        await store.outbox.done(stale.id, NINE)
        assert await store.outbox.attempt(stale.id, NINE) is None


async def test_a_post_that_was_lost_is_made_again_in_its_old_place(database: Database) -> None:
    await tell(database, CARD)
    (card,) = await rows(database)
    await tell(database, LINE)
    async with database.transaction() as store:
        assert not await store.outbox.again(CARD.key, NINE)
        await store.outbox.attempt(card.id, NINE)
        await store.outbox.posted(CARD.key, CARD.channel, "1772442000.000100", NINE)
        await store.outbox.done(card.id, NINE)
        assert await store.outbox.again(CARD.key, NINE + MINUTE)
        assert await store.outbox.post_of(CARD.key) is None
    again, line = await rows(database)
    assert (again.id, again.due_at, again.attempted_at) == (card.id, NINE + MINUTE, None)
    assert line.key == LINE.key


async def test_an_edit_told_while_another_is_under_way_is_sent_too(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (first,) = await rows(database)
    await attempt(database, first)
    await tell(database, CARD_EDIT, CARD_EDIT)
    assert [row.attempted_at for row in await rows(database)] == [NINE, None]


async def test_an_edit_told_after_another_was_sent_is_sent_too(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (first,) = await rows(database)
    async with database.transaction() as store:
        await store.outbox.attempt(first.id, NINE)
        await store.outbox.done(first.id, NINE)
    await tell(database, CARD_EDIT)
    assert len(await rows(database)) == 1


async def test_a_delayed_edit_gives_way_to_a_newer_one(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (first,) = await rows(database)
    await attempt(database, first)
    await tell(database, CARD_EDIT)
    async with database.transaction() as store:
        await store.outbox.delay(first.id, NINE + MINUTE, "rate_limited")
    (left,) = await rows(database)
    assert left.id > first.id
    assert left.attempted_at is None


async def test_a_delayed_edit_waits_where_no_newer_one_is(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (first,) = await rows(database)
    await attempt(database, first)
    async with database.transaction() as store:
        await store.outbox.delay(first.id, FAR, "rate_limited")
    await tell(database, CARD_EDIT)
    (left,) = await rows(database)
    assert (left.id, left.due_at, left.attempted_at) == (first.id, FAR, None)


async def test_only_a_delay_without_a_clear_answer_counts_as_attempted(database: Database) -> None:
    await tell(database, CARD, LINE)
    busy, unclear = await rows(database)
    async with database.transaction() as store:
        for row in (busy, unclear):
            await store.outbox.attempt(row.id, NINE)
        await store.outbox.delay(busy.id, FAR, "rate_limited")
        await store.outbox.delay(unclear.id, FAR, "time-out", unclear=True)
    busy, unclear = await rows(database)
    assert (busy.attempted_at, busy.attempts, busy.due_at) == (None, 1, FAR)
    assert (unclear.attempted_at, unclear.attempts, unclear.due_at) == (NINE, 1, FAR)


async def test_a_row_that_waits_holds_back_its_own_channel_only(database: Database) -> None:
    await tell(database, CARD, LINE, ANSWER)
    assert await waiting(database) == ["C-ACME", "C-TRIAGE"]
    head, *_ = await rows(database)
    async with database.transaction() as store:
        await store.outbox.delay(head.id, FAR, "rate_limited")
    assert await waiting(database, FAR - MINUTE) == ["C-ACME"]
    assert await waiting(database, FAR) == ["C-ACME", "C-TRIAGE"]


async def test_the_next_moment_is_that_of_the_first_row_of_some_channel(database: Database) -> None:
    async with database.reading() as store:
        assert await store.outbox.next_due("me") is None
    await tell(database, CARD, LINE, ANSWER)
    (answer,), (card, _) = await rows(database, "C-ACME"), await rows(database)
    async with database.transaction() as store:
        await store.outbox.delay(answer.id, FAR, "rate_limited")
        await store.outbox.delay(card.id, FAR - MINUTE, "rate_limited")
        assert await store.outbox.next_due("me") == FAR - MINUTE
        await store.outbox.done(card.id, NINE)
        assert await store.outbox.next_due("me") != FAR


async def test_a_parked_row_holds_nothing_back_and_is_shown(database: Database) -> None:
    await tell(database, CARD, LINE)
    card, line = await rows(database)
    async with database.transaction() as store:
        await store.outbox.park(card.id, NINE, "is_archived")
        assert await store.outbox.parked() == [replace(card, error="is_archived")]
        assert await store.outbox.next_rows("C-TRIAGE", 10) == [line]
        assert (await store.health.outbox()).rows == 1
        assert await store.outbox.coming(CARD.key) is None


async def test_a_parked_row_can_be_sent_after_all_in_its_old_place(database: Database) -> None:
    await tell(database, CARD, LINE)
    card, line = await rows(database)
    async with database.transaction() as store:
        await store.outbox.attempt(card.id, NINE)
        await store.outbox.park(card.id, NINE, "is_archived")
        assert await store.outbox.unpark(card.id)
        assert not await store.outbox.unpark(card.id)
        assert [row.id for row in await store.outbox.next_rows("C-TRIAGE", 10)] == [card.id, line.id]


async def test_a_parked_edit_gives_way_to_a_newer_one(database: Database) -> None:
    await tell(database, CARD_EDIT)
    (old,) = await rows(database)
    async with database.transaction() as store:
        await store.outbox.park(old.id, NINE, "is_archived")
        await store.tell(CARD_EDIT)
        assert await store.outbox.unpark(old.id)
        assert await store.outbox.parked() == []
        assert len(await store.outbox.next_rows("C-TRIAGE", 10)) == 1


async def test_a_dropped_row_is_never_sent_nor_told_again(database: Database) -> None:
    await tell(database, CARD)
    (row,) = await rows(database)
    async with database.transaction() as store:
        assert not await store.outbox.drop(row.id)
        await store.outbox.park(row.id, NINE, "is_archived")
        assert await store.outbox.drop(row.id)
        await store.tell(CARD)
        assert await store.outbox.parked() == []
        assert (await store.health.outbox()).rows == 0


async def test_one_sender_a_channel_until_its_lease_ends_or_is_given_up(database: Database) -> None:
    async with database.transaction() as store:
        outbox, until = store.outbox, NINE + MINUTE
        assert await outbox.lease_lane("C-ACME", "a", NINE, until)
        assert await outbox.lease_lane("C-ACME", "a", NINE, until)
        assert not await outbox.lease_lane("C-ACME", "b", NINE, until)
        assert await outbox.lease_lane("C-TRIAGE", "b", NINE, until)
        assert await outbox.lease_lane("C-ACME", "b", until, until + MINUTE)
        await outbox.release_lane("C-ACME", "a")
        assert not await outbox.lease_lane("C-ACME", "a", until, until + MINUTE)
        await outbox.release_lane("C-ACME", "b")
        assert await outbox.lease_lane("C-ACME", "a", until, until + MINUTE)


async def test_a_channel_that_another_process_sends_to_is_its_own_affair(database: Database) -> None:
    await tell(database, ANSWER)
    until = FAR + MINUTE
    async with database.transaction() as store:
        await store.outbox.lease_lane("C-ACME", "other", FAR, until)
    assert await waiting(database) == []
    assert await waiting(database, until) == ["C-ACME"]
    async with database.transaction() as store:
        assert await store.outbox.next_due("me") == until
        assert await store.outbox.next_due("other") != until
        await store.outbox.release_lanes()
    assert await waiting(database) == ["C-ACME"]


async def test_a_row_that_is_done_need_not_be_attempted(database: Database) -> None:
    await tell(database, CARD)
    (card,) = await rows(database)
    async with database.transaction() as store:
        assert await store.outbox.attempt(card.id, NINE)
        await store.outbox.done(card.id, NINE)
        assert not await store.outbox.attempt(card.id, NINE)


async def test_of_a_hundred_who_want_a_channel_at_once_one_gets_it(database: Database) -> None:
    async def lease(name: str) -> bool:
        async with database.transaction() as store:
            return await store.outbox.lease_lane("C-ACME", name, NINE, NINE + MINUTE)

    assert sum(await asyncio.gather(*(lease(f"p{n}") for n in range(100)))) == 1


async def test_a_post_is_found_by_its_key(database: Database) -> None:
    await tell(database, CARD)
    async with database.transaction() as store:
        assert await store.outbox.coming(CARD.key) is not None
        assert await store.outbox.post_of(CARD.key) is None
        await store.outbox.posted(CARD.key, "C-TRIAGE", "1772442000.000100", NINE)
        assert await store.outbox.post_of(CARD.key) == ("C-TRIAGE", "1772442000.000100")


async def test_two_processes_with_one_clock_that_stands_still_lose_no_row(database_url: str) -> None:
    async with opened(database_url, now=lambda: NINE) as one, opened(database_url, now=lambda: NINE) as other:
        for n in range(20):
            await tell(one, replace(LINE, key=f"one:{n}"))
            await tell(other, replace(LINE, key=f"other:{n}"))
        told = await rows(one)
    assert len(told) == 40
    assert [row.key for row in told if row.key.startswith("one")] == [f"one:{n}" for n in range(20)]


async def test_a_clock_set_back_does_not_change_the_order(database_url: str) -> None:
    times = iter([NINE + MINUTE] * 2 + [NINE] * 2)
    async with opened(database_url, now=lambda: next(times)) as database:
        await tell(database, CARD)
        await tell(database, LINE)
        assert [row.key for row in await rows(database)] == [CARD.key, LINE.key]


async def test_what_was_told_is_forgotten_after_a_while_and_never_told_again(database: Database) -> None:
    told = replace(LINE, facts={"text": "what she said"})
    waits = replace(LINE, key="line:142:3")
    await tell(database, told, CARD_EDIT, waits)
    async with database.transaction() as store:
        for row in (await store.outbox.next_rows("C-TRIAGE", 10))[:2]:
            await store.outbox.done(row.id, NINE)
        assert not await store.outbox.forget(NINE + MINUTE, 10)
        await store.outbox.tell([told])
        assert [row.key for row in await store.outbox.next_rows("C-TRIAGE", 10)] == [waits.key]
        assert await store.outbox.again(told.key, NINE)  # its row is there, without its words
        again, left = await store.outbox.next_rows("C-TRIAGE", 10)
        assert (again.key, again.facts) == (told.key, {})
        assert left.facts == LINE.facts


async def test_what_was_told_is_forgotten_some_at_a_time(database: Database) -> None:
    await tell(database, *(replace(LINE, key=f"line:142:{number}") for number in range(5)))
    async with database.transaction() as store:
        told = await store.outbox.next_rows("C-TRIAGE", 10)
        for row in told:
            await store.outbox.done(row.id, NINE)
        assert [await store.outbox.forget(NINE + MINUTE, 2) for _ in range(3)] == [True, True, False]
        for row in told:
            assert await store.outbox.again(row.key, NINE)
        assert [row.facts for row in await store.outbox.next_rows("C-TRIAGE", 10)] == [{}] * 5


async def test_dropping_a_channel_drops_what_was_laid_aside_too_and_nothing_else(database: Database) -> None:
    elsewhere = replace(LINE, key="line:142:3", channel="C-ACME", parent=None)
    await tell(database, CARD, LINE, elsewhere)
    async with database.transaction() as store:
        card, _ = await store.outbox.next_rows("C-TRIAGE", 10)
        await store.outbox.park(card.id, NINE, "is_archived")
        await store.outbox.drop_channel("C-TRIAGE", NINE)
        assert await store.outbox.parked() == []
        assert (await store.health.outbox()).rows == 1


async def test_a_row_that_is_laid_aside_holds_up_nothing_and_comes_back(database: Database) -> None:
    await tell(database, replace(LINE, key="digest"), LINE)
    first, second = await rows(database)
    async with database.transaction() as store:
        await store.outbox.lay_aside(first.id, NINE + MINUTE)
        assert await store.outbox.next_rows("C-TRIAGE", 9, NINE) == [second]
        assert await store.outbox.next_rows("C-TRIAGE", 9, NINE + MINUTE) == [first, second]
        await store.outbox.done(second.id, NINE)
        assert await store.outbox.next_due("me") == NINE + MINUTE
    assert (await waiting(database, NINE), await waiting(database)) == ([], ["C-TRIAGE"])
    async with database.transaction() as store:
        await store.outbox.bring_back(first.id)
        assert await store.outbox.next_rows("C-TRIAGE", 9, NINE) == [first]


async def test_what_a_process_laid_aside_that_died_is_sent_at_the_next_start(database: Database) -> None:
    await tell(database, LINE)
    (row,) = await rows(database)
    async with database.transaction() as store:
        await store.outbox.lay_aside(row.id, FAR)
        await store.take_over()
        assert await store.outbox.next_rows("C-TRIAGE", 9, NINE) == [row]
