"""Where something may have been said that we have not heard is remembered until its history was read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.desks import ChannelState, Gap
from bot.domain.notices import Act, Notice, Words
from storage import Database
from tests.databases import opened
from tests.storage.samples import ACME_CHANNEL, MINUTE, NINE, SAID, TRIAGE_CHANNEL

DAY = timedelta(days=1)
ACME = replace(ACME_CHANNEL, state=ChannelState.ACTIVE)


@asynccontextmanager
async def knowing_acme(url: str, known_at: datetime) -> AsyncIterator[Database]:
    """A database that has known Acme's channel since a moment, and a triage channel."""
    async with opened(url, lambda: known_at) as database:
        async with database.transaction() as store:
            await store.channels.put(ACME, TRIAGE_CHANNEL)
        yield database


async def note(
    database: Database, at: datetime, since: datetime | None = None, known_before: datetime | None = None
) -> list[Gap]:
    async with database.transaction() as store:
        await store.gaps.note(at, since=since, known_before=known_before or at, overlap=DAY)
        return await store.gaps.all()


async def test_a_gap_begins_with_the_newest_message_and_is_read_from_a_day_before_it(
    database_url: str,
) -> None:
    async with knowing_acme(database_url, NINE - 9 * DAY) as database:
        async with database.transaction() as store:
            await store.messages.put(SAID)
        assert await note(database, NINE + DAY) == [Gap("C-ACME", SAID.at - DAY, SAID.at, NINE + DAY)]


async def test_where_nothing_was_heard_it_begins_when_we_came_to_know_the_channel(database_url: str) -> None:
    async with knowing_acme(database_url, NINE) as database:
        async with database.transaction() as store:
            await store.channels.put(replace(ACME, name="acme-orders"))
        assert await note(database, NINE + DAY) == [Gap("C-ACME", NINE, NINE, NINE + DAY)]
        async with opened(database_url, lambda: NINE + DAY) as later, later.transaction() as store:
            await store.channels.put(ACME)
        [gap] = await note(database, NINE + 2 * DAY)
        assert gap.from_at == NINE


async def test_a_channel_that_we_have_just_come_to_know_has_none(database_url: str) -> None:
    async with knowing_acme(database_url, NINE) as database:
        assert await note(database, NINE + MINUTE, known_before=NINE) == []


async def test_a_channel_that_we_cannot_work_in_has_none(database_url: str) -> None:
    async with knowing_acme(database_url, NINE) as database:
        for state in set(ChannelState) - {ChannelState.ACTIVE}:
            async with database.transaction() as store:
                await store.channels.put(replace(ACME, state=state))
            assert await note(database, NINE + DAY) == []


async def test_replies_that_we_have_are_told_by_thread_ours_too(database_url: str) -> None:
    reply = replace(SAID, ts="1800000100.000100", thread_ts=SAID.ts)
    deleted = replace(reply, ts="1800000101.000100", deleted_at=SAID.at)
    posts = [
        Notice("top", Act.POST, Words.STAFF, SAID.channel),
        Notice("answer", Act.POST, Words.STAFF, SAID.channel, thread_ts=SAID.ts),
        Notice("line", Act.POST, Words.STAFF, SAID.channel, parent="top"),
    ]
    async with knowing_acme(database_url, NINE) as database, database.transaction() as store:
        await store.messages.put_all([SAID, reply, deleted])
        await store.outbox.tell(posts)
        for n, post in enumerate(posts, start=2):
            await store.outbox.posted(post.key, post.channel, f"180000010{n}.000200", NINE)
        found = await store.gaps.replies(SAID.channel, "0")
        mine = {SAID.ts: [reply.ts, "1800000103.000200"], "1800000102.000200": ["1800000104.000200"]}
        assert {thread: sorted(each) for thread, each in found.items()} == mine
        assert await store.gaps.replies(SAID.channel, "1800000104.000200") == {}
        assert await store.gaps.count() == 0


async def test_a_gap_noted_again_begins_where_it_began_and_outlives_the_reading_under_way(
    database_url: str,
) -> None:
    async with knowing_acme(database_url, NINE) as database:
        [first] = await note(database, NINE + 3 * DAY, since=NINE + 2 * DAY)
        assert (first.from_at, first.since_at) == (NINE + DAY, NINE + 2 * DAY)
        [again] = await note(database, NINE + 5 * DAY, since=NINE + 4 * DAY)
        assert again == replace(first, noted_at=NINE + 5 * DAY)
        async with database.transaction() as store:
            await store.gaps.filled(first)
            assert await store.gaps.all() == [again]
            await store.gaps.filled(again)
            assert await store.gaps.all() == []
