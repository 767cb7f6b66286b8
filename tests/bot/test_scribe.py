"""Requests that come together are written down together, each told its own outcome."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.desks import InboxRow
from bot.services.scribe import EVENT, Scribe
from tests.live import Live


@pytest.fixture
async def scribe(live: Live) -> Scribe:
    return Scribe(live.bot.desk)


def row(live: Live, key: str, message: str | None = None, lane: str = "C1") -> InboxRow:
    return InboxRow(key, EVENT, lane, message, {"event": {"type": "nothing"}}, live.bot.desk.clock.now())


async def test_of_the_same_request_twice_at_once_one_is_new(live: Live, scribe: Scribe) -> None:
    found = await asyncio.gather(*(scribe.write_down(row(live, f"Ev{n % 10}")) for n in range(40)))
    assert sorted(found) == [False] * 30 + [True] * 10
    assert not await scribe.write_down(row(live, "Ev3"))


async def test_a_message_and_its_mention_at_once_are_one(live: Live, scribe: Scribe) -> None:
    pair = row(live, "EvA", "C1:1.1"), row(live, "EvB", "C1:1.1")
    assert sorted(await asyncio.gather(*map(scribe.write_down, pair))) == [False, True]


async def test_a_row_that_cannot_be_written_fails_alone(live: Live, scribe: Scribe) -> None:
    # A time without its zone is refused, as nobody knows when it was.
    bad = replace(row(live, "EvBad"), received_at=live.bot.desk.clock.now().replace(tzinfo=None))
    rows = [row(live, "EvOne"), bad, row(live, "EvTwo")]
    outcomes = await asyncio.gather(*map(scribe.write_down, rows), return_exceptions=True)
    assert [outcomes[0], outcomes[2]] == [True, True]
    assert isinstance(outcomes[1], TypeError)
