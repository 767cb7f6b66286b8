"""What is done is not kept for ever."""

import asyncio
from datetime import timedelta

from bot.desk import Desk
from bot.domain.desks import InboxRow
from scheduled.housekeeping import keep_house
from tests.bot.test_inbox_handling import event_of
from tests.live import Live


async def test_an_event_loses_its_words_when_done_and_is_gone_after_a_week(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    _, event_id = await event_of(live, ts)
    database, clock = live.bot.desk.database, live.bot.desk.clock
    async with database.reading() as store:
        row = await store.inbox.get(event_id)
    assert row is not None
    assert row.body == {}
    for days, is_kept in ((6, True), (2, False)):
        live.sandbox.clock.move_to(clock.now() + timedelta(days=days))
        await keep_house(live.bot.desk)
        async with database.reading() as store:
            assert (await store.inbox.get(event_id) is not None) is is_kept
    assert len(await live.cards()) == 1


async def test_who_writes_meanwhile_does_not_wait_until_all_is_forgotten(live: Live) -> None:
    desk = live.bot.desk
    ended: list[str] = []
    await _done_long_ago(desk, 1200)

    async def write() -> None:
        async with desk.database.transaction() as store:
            await store.health.touch()
        ended.append("write")

    async def forget() -> None:
        await keep_house(desk)
        ended.append("forget")

    await asyncio.gather(forget(), write())
    assert ended == ["write", "forget"]
    async with desk.database.reading() as store:
        assert await store.inbox.get("old0") is None
        assert await store.inbox.get("old1199") is None


async def _done_long_ago(desk: Desk, many: int) -> None:
    at = desk.clock.now() - timedelta(days=30)
    rows = [InboxRow(f"old{number}", "event", "C", None, {}, at) for number in range(many)]
    async with desk.database.transaction() as store:
        await store.inbox.add(rows, leased_by="nobody", leased_until=at)
        for row in rows:
            await store.inbox.finish(row.key, at)
