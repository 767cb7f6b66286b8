"""The pump itself: what becomes of rows whose handling, or whose taking up, is cut off."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

import pytest

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.domain.people import HOURGLASS
from bot.domain.tickets import Ticket
from bot.meters import Meters
from bot.services.inbox import Pump
from bot.services.scribe import EVENT
from tests.databases import FreshUrl, opened
from tests.live import Live


@pytest.fixture
async def own_desk(live: Live, fresh_url: FreshUrl) -> AsyncIterator[Desk]:
    """A desk whose inbox nobody else works on."""
    kind = live.bot.desk.database.dialect.value
    async with opened(fresh_url(kind), live.bot.desk.clock.now) as database:
        yield replace(live.bot.desk, database=database, finished=set(), meters=Meters.fresh())


def row(desk: Desk, number: int) -> InboxRow:
    return InboxRow(f"Ev{number}", EVENT, f"C{number}", None, {"event": {"type": "x"}}, desk.clock.now())


async def pending(desk: Desk) -> int:
    async with desk.database.reading() as store:
        return (await store.health.inbox(desk.clock.now())).rows


async def none_together(_: Sequence[InboxRow]) -> Mapping[str, Ticket]:
    return {}


async def test_a_row_whose_handling_failed_after_it_was_saved_is_done_and_not_remembered(
    own_desk: Desk,
) -> None:
    async def save_and_fail(row: InboxRow) -> None:
        async with own_desk.transaction(Request(row.key, HOURGLASS, row.received_at, row.lane)):
            pass
        raise ValueError(row.key)

    pump = Pump(own_desk, save_and_fail, none_together)
    assert await pump.write_down(row(own_desk, 1))
    await pump.drained()
    assert await pending(own_desk) == 0
    assert own_desk.finished == set()
    assert own_desk.meters.registry.get_sample_value("hourglass_retries_total", {"box": "inbox"}) == 0


async def test_whenever_who_takes_rows_up_is_cut_off_they_are_worked_on_all_the_same(own_desk: Desk) -> None:
    handled: list[str] = []

    async def handle(row: InboxRow) -> None:
        handled.append(row.key)

    pump = Pump(own_desk, handle, none_together)
    for number in range(40):
        assert await pump.write_down(row(own_desk, number))
        taking = asyncio.create_task(pump.take_up())
        for _ in range(number * 5):
            await asyncio.sleep(0)
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        async with asyncio.timeout(10):
            while await pending(own_desk):
                await pump.drained()
    assert handled == [f"Ev{number}" for number in range(40)]
