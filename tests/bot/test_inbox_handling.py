"""What Slack tells us is handled once and in its order, whatever goes wrong on our side."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from bot.domain.desks import InboxRow
from tests.databases import FreshUrl
from tests.live import Live, demo


async def inbox(live: Live) -> tuple[int, list[InboxRow]]:
    """How many requests wait, and those that were put aside."""
    async with live.bot.desk.database.reading() as store:
        waiting = await store.health.inbox(live.bot.desk.clock.now())
        return waiting.rows, await store.inbox.parked()


async def event_of(live: Live, ts: str) -> tuple[dict[str, Any], str]:
    """The event that told us of a message, and its id."""
    payloads = [each["payload"] for each in (await live.get("deliveries"))["deliveries"]]
    [payload] = [each for each in payloads if each.get("event", {}).get("ts") == ts]
    return payload["event"], payload["event_id"]


async def test_an_event_that_could_not_be_handled_is_tried_again_and_handled_once(live: Live) -> None:
    await live.fault("users.info", "http_500")
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.advance(seconds=0)
    assert await live.cards() == []
    await live.advance(seconds=3)
    assert len(await live.cards()) == 1
    assert len(await live.texts("#acme", ts)) == 1
    assert await inbox(live) == (0, [])


async def test_what_is_said_behind_a_message_that_failed_waits_for_it(live: Live) -> None:
    await live.fault("users.info", "http_500")
    first = await live.begin("ana", "#acme", "The import fails")
    await live.begin("ana", "#acme", "It says: no space left")
    free = await live.begin("gia", "#globex", "Cannot log in")
    await live.advance(seconds=0)
    assert len(await live.texts("#globex", free)) == 1
    assert await live.texts("#acme", first) == []

    await live.advance(seconds=3)
    assert [card["text"].split()[0] for card in await live.cards()] == ["#1", "#2"]
    assert len(await live.texts("#acme", first)) == 1
    assert "The import fails" in (await live.card(2))["text"]


async def test_settle_waits_for_an_event_that_is_tried_again(live: Live) -> None:
    await live.fault("users.info", "http_500")
    await live.begin("ana", "#acme", "The import fails")
    await live.post("settle")
    assert len(await live.cards()) == 1


async def test_while_slack_is_away_nothing_is_put_aside(live: Live) -> None:
    await live.fault("users.info", "http_500", count=40)
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.advance(minutes=8)
    assert await live.cards() == []
    assert await inbox(live) == (1, [])

    await live.fault("users.info", "http_500", count=0)
    await live.advance(minutes=1)
    assert len(await live.cards()) == 1
    assert len(await live.texts("#acme", ts)) == 1


async def test_an_event_that_always_fails_is_put_aside_after_five_tries_and_staff_are_told(
    live: Live,
) -> None:
    said, _ = await event_of(live, await live.say("ana", "#acme", "The import fails"))
    poison = {**said, "ts": "not a time", "client_msg_id": "poison"}
    await live.post("event", event=poison, event_id="EvPoison")
    await live.begin("bo", "#acme", "The export fails too")
    await live.advance(seconds=0)
    await live.advance(seconds=26)
    assert len(await live.cards()) == 1
    await live.advance(seconds=6)

    waiting, parked = await inbox(live)
    assert (waiting, [row.key for row in parked]) == (0, ["EvPoison"])
    told = [text for text in await live.texts("#triage") if "EvPoison" in text]
    assert len(told) == 1
    assert "five tries" in told[0]
    assert len(await live.cards()) == 2


async def test_the_same_event_twice_opens_one_ticket(live: Live) -> None:
    said, event_id = await event_of(live, await live.say("ana", "#acme", "The import fails"))
    await live.post("event", event=said, event_id=event_id)
    await live.post("event", event=said, event_id="EvOther")
    await live.settle()
    assert len(await live.cards()) == 1
    assert await inbox(live) == (0, [])


async def test_what_cannot_be_written_down_is_not_acked_and_slack_sends_it_again(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    url = fresh_url("sqlite")
    async with demo(url, tmp_path) as live:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=0)
        other.execute("BEGIN IMMEDIATE")  # somebody else writes, for longer than Slack waits
        said = asyncio.create_task(live.begin("ana", "#acme", "The import fails"))
        await asyncio.sleep(3.2)
        other.execute("ROLLBACK")
        other.close()
        ts = await said
        await live.settle()
        deliveries = (await live.get("deliveries"))["deliveries"]
        [delivery] = [each for each in deliveries if each["payload"]["event"].get("ts") == ts]
        assert delivery["attempts"][0]["status"] != 200
        assert delivery["acked"]
        assert len(await live.cards()) == 1
        assert len(await live.texts("#acme", ts)) == 1


async def test_many_messages_at_once_in_one_channel_are_handled_in_their_order(live: Live) -> None:
    for number in range(30):
        await live.begin(("ana", "bo")[number % 2], "#acme", f"Order {number} is stuck")
    await live.settle()
    async with live.bot.desk.database.reading() as store:
        first = await store.messages.of_ticket(1)
        second = await store.messages.of_ticket(2)
    assert [len(first), len(second)] == [15, 15]
    assert first[0].text == "Order 0 is stuck"
    assert second[0].text == "Order 1 is stuck"
    assert await inbox(live) == (0, [])
