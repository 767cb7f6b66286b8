"""What is done is not kept for ever."""

from datetime import timedelta

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
