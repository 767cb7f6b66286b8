"""Catching up asks Slack for no more than it has to, and what matters most comes first."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.services.reading import at_of
from tests.bot.away import HISTORY, REPLIES, away, bot, heard, history_calls, number_of
from tests.live import Json, Live, slack


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    async with slack() as sandbox:
        yield sandbox


async def ready(live: Live) -> Json:
    async with live.session.get(f"{live.bot.url}/readyz") as response:
        answer: Json = await response.json()
    return answer


async def metrics(live: Live) -> str:
    async with live.session.get(f"{live.bot.url}/metrics") as response:
        return await response.text()


async def test_what_was_said_outside_threads_of_all_channels_comes_before_what_was_said_in_any(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
        thread = await live.say("gia", "#globex", "Cannot log in")
    async with away(world) as people:
        replies = [await people.say("ana", "#acme", f"Row {n} too", ts) for n in range(2)]
        there = await people.say("gia", "#globex", "Nor can Bea", thread)
        tops = [await people.say("bo", "#acme", "The label printer is offline")]
        tops.append(await people.say("rui", "#banco-litoral", "Nada funciona"))
        await people.fault(REPLIES, "rate_limited", count=1, seconds=60)
    async with bot(world, database_url, tmp_path) as live:
        heard_at_once = [await number_of(live, tops[0]), await number_of(live, tops[1], "#banco-litoral")]
        assert sorted(each or 0 for each in heard_at_once) == [3, 4]
        assert await heard(live, replies[0]) is await heard(live, there, "#globex") is None
        answer = await ready(live)
        assert answer["ok"]
        assert (answer["inbox"], answer["catching_up"]) == (0, {"channels": 2, "threads": 2})
        assert "hourglass_catching_up_channels 2.0" in await metrics(live)
        await live.advance(seconds=70)
        assert [await number_of(live, each) for each in replies] == [1, 1]
        assert await number_of(live, there, "#globex") == 2
        assert (await ready(live))["catching_up"] == {"channels": 0, "threads": 0}
        assert "hourglass_catching_up_threads 0.0" in await metrics(live)


async def test_who_ends_before_the_threads_were_read_reads_them_next_time(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        ts = await live.say("ana", "#acme", "The import fails")
    async with away(world) as people:
        reply = await people.say("ana", "#acme", "It says error 7", ts)
        await people.fault(REPLIES, "http_500", count=100)
    async with bot(world, database_url, tmp_path) as live:
        newer = await live.begin("ana", "#acme", "And error 8 as well", thread_ts=ts)
        await live.advance(seconds=10)
        assert await number_of(live, newer) == 1
        assert await heard(live, reply) is None
    async with away(world) as people:
        await people.fault(REPLIES, "http_500", count=0)
    async with bot(world, database_url, tmp_path) as live:
        assert await number_of(live, reply) == 1


async def test_only_threads_with_news_are_asked_for_even_where_the_last_word_is_known(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        heads = []
        for n in range(2):
            heads.append(await live.say("gia", "#globex", f"Invoice {n} is wrong"))
            heads.append(await live.say("ana", "#acme", f"Order {n} is stuck"))
            await live.advance(minutes=20)
        await live.say("gia", "#globex", "That is what it shows", heads[0])
        assert all([await live.replies("#acme", each) for each in heads[1::2]]), "we have answered"
        url, world.push_url = world.push_url, None
        unheard = await live.begin("ana", "#acme", "Since this morning", thread_ts=heads[3])
        world.push_url = url
        await live.say("ana", "#acme", "And it is urgent", heads[3])
        before = len(await history_calls(live, REPLIES))
    for _ in range(2):
        async with bot(world, database_url, tmp_path) as live:
            assert await number_of(live, unheard) == 4
            asked = (await history_calls(live, REPLIES))[before:]
            assert [each["args"]["ts"] for each in asked] == [heads[3]]


async def test_old_threads_without_anything_new_cost_one_look_together(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        heads = []
        for n in range(4):
            heads.append(await live.say("ana", "#acme", f"Order {n} is stuck"))
            await live.advance(hours=3)
        await live.say("ana", "#acme", "The search finds nothing")
    async with away(world) as people:
        reply = await people.say("ana", "#acme", "Any news?", heads[1])
        await people.post("edit", channel="#acme", ts=heads[2], text="Order 2 is lost")
        await people.post("delete", channel="#acme", ts=heads[0])
        before = {method: len(await history_calls(people, method)) for method in (HISTORY, REPLIES)}
    async with bot(world, database_url, tmp_path) as live:
        assert await number_of(live, reply) == 2
        assert "Order 2 is lost" in (await live.card(3))["text"]
        gone = await heard(live, heads[0])
        assert gone is not None
        assert gone.deleted_at
        asked = [each["args"] for each in (await history_calls(live))[before[HISTORY] :]]
        assert len([each for each in asked if each.get("latest")]) == 1
        threads = {each["args"]["ts"] for each in (await history_calls(live, REPLIES))[before[REPLIES] :]}
        assert heads[1] in threads
        assert not threads & {heads[2], heads[3]}


async def test_history_is_read_from_an_hour_before_the_last_that_was_heard(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await live.advance(hours=5)
        ts = await live.say("ana", "#acme", "The import fails")
    async with bot(world, database_url, tmp_path) as live:
        channel = (await live.messages("#acme"))[0]["channel"]
        [asked] = [each["args"] for each in await history_calls(live) if each["args"]["channel"] == channel]
        assert at_of(asked["oldest"]) == at_of(ts) - timedelta(hours=1)


async def test_a_lane_that_waits_for_its_history_is_no_request_that_waits(
    world: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(world, database_url, tmp_path):
        pass
    async with away(world) as people:
        await people.fault(HISTORY, "rate_limited", count=1, seconds=60)
    async with bot(world, database_url, tmp_path) as live:
        async with live.bot.desk.database.reading() as store:
            assert await store.inbox.next_due() is not None
        answer = await ready(live)
        assert (answer["ok"], answer["inbox"]) == (True, 0)
        assert answer["catching_up"]["channels"] > 0
