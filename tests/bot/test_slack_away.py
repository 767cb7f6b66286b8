"""Slack is out of reach for an hour while people go on: nothing is lost, and all comes once, in order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox
from storage.statements import Dialect
from tests.live import Json, Live, demo_clients_file, desk, slack

_POST: Final = "chat.postMessage"
_ANY: Final = "*"
_CLIENTS: Final = (("ana", "#acme"), ("rui", "#banco-litoral"), ("gia", "#globex"))
_STEP: Final = timedelta(seconds=0.3)
_REAL_SECONDS: Final = 240


@pytest.fixture
async def strict() -> AsyncIterator[Sandbox]:
    """A local Slack that keeps Slack's rate limits."""
    async with slack(rate_limits=True) as sandbox:
        yield sandbox


@pytest.fixture
async def paced(strict: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at Slack's pace."""
    clients = demo_clients_file(tmp_path, on_call=False)
    async with desk(strict, database_url, clients, unlimited_pace=False) as live:
        yield live


async def until_sent(live: Live) -> None:
    """Let the clock run fast, or jump where nothing can be sent, until all is sent."""
    clock = live.sandbox.clock
    async with asyncio.timeout(_REAL_SECONDS):
        while await rows_left(live):
            again_at = await live.bot.next_try()
            now = clock.now()
            clock.move_to(again_at if again_at is not None and again_at > now + _STEP else now + _STEP)
            await live.bot.tick()
            await asyncio.sleep(0.005)


async def rows_left(live: Live) -> int:
    async with live.bot.desk.database.reading() as store:
        now = live.bot.desk.clock.now()
        return (await store.health.inbox(now)).rows + (await store.health.outbox()).rows


async def parked(live: Live) -> list[str]:
    async with live.bot.desk.database.reading() as store:
        heard, untold = await store.inbox.parked(), await store.outbox.parked()
    return [row.error or "" for row in heard] + [row.error or "" for row in untold]


async def answers(live: Live) -> Counter[int]:
    """How often each status was answered to calls that met no fault."""
    calls = (await live.get("calls"))["calls"]
    return Counter(each["status"] for each in calls if not each["fault"])


async def all_said(live: Live, channel: str) -> list[Json]:
    """Our messages in a channel and its threads, in the order of their coming."""
    heads = await live.messages(channel)
    found = {each["ts"]: each for head in heads for each in [head, *await live.replies(channel, head["ts"])]}
    return [
        found[ts] for ts in sorted(found, key=float) if "event_payload" in (found[ts].get("metadata") or {})
    ]


def deliveries(messages: list[Json]) -> list[str]:
    return [each["metadata"]["event_payload"]["delivery"] for each in messages]


async def cut_off(live: Live) -> None:
    """Take Slack's Web API away in every way that it can be; waiting for one that hangs takes real time."""
    hangs = live.bot.desk.database.dialect is Dialect.SQLITE
    for kind, count in (("drop_before", 4), ("drop_after", 4), ("timeout", int(hangs)), ("http_500", 10_000)):
        await live.fault(_ANY, kind, count=count)


async def back(live: Live) -> None:
    await live.fault(_ANY, "http_500", count=0)


async def test_an_hour_without_slack_loses_nothing_and_all_comes_in_order_at_slacks_pace(paced: Live) -> None:
    live, told = paced, list[str]()
    heads = {channel: await live.say(user, channel, "The import fails") for user, channel in _CLIENTS}
    cards = {number: await live.card(number) for number in (1, 2, 3)}
    for user in ("sam", "kim"):
        await live.command(user, "/ticket", "list")
    await cut_off(live)
    for round_ in range(12):
        for user, channel in _CLIENTS:
            await live.begin(user, channel, f"Seen again, {round_}", thread_ts=heads[channel])
            if round_ % 4 == 3:
                await live.begin(user, channel, f"Something else fails, {round_}")
        told.append(await live.command("sam", "/ticket", f"note {1 + round_ % 3} Noted {round_}"))
        await live.post(
            "action", user="kim", action_id="claim", channel="#triage", ts=cards[1 + round_ % 3]["ts"]
        )
        await live.advance(minutes=5)
    assert all("note" in text.lower() for text in told), told
    await back(live)
    await until_sent(live)

    assert await parked(live) == []
    answered = await answers(live)
    assert answered[429] * 20 <= answered[200]  # none but where our clock and Slack's part by a breath
    assert len(await live.cards()) == 12
    for channel in ("#triage", *heads):
        said = [int(each) for each in deliveries(await all_said(live, channel))]
        assert said == sorted(set(said))
    for _, channel in _CLIENTS:
        new = [each for each in await live.messages(channel) if each["text"].startswith("Something else")]
        assert len(new) == 3
        for each in new:
            texts = await live.texts(channel, each["ts"])
            assert 1 <= len(texts) == len(set(texts)) <= 2  # the answer; severity asked for once more
    for number in cards:
        lines = [
            each.removeprefix("&gt;").removeprefix(">")
            for text in await live.card_lines(number)
            for each in text.splitlines()
        ]
        noted = [f"Noted {round_}" for round_ in range(12) if 1 + round_ % 3 == number]
        assert [each for each in lines if each.startswith("Noted")] == noted
        assert [each for each in lines if each.startswith("Seen")] == [f"Seen again, {n}" for n in range(12)]
        assert "kim" in (await live.card(number))["text"]


async def test_what_needs_slack_at_once_is_refused_with_a_clear_answer(paced: Live) -> None:
    live = paced
    await live.say("ana", "#acme", "The import fails")
    await live.command("sam", "/ticket", "list")
    await live.fault(_ANY, "http_500", count=10_000)
    typed = await live.command("sam", "/ticket", "new")
    stranger = await live.command("kim", "/ticket", "claim 1")
    card = await live.card(1)
    await live.post("action", user="sam", action_id="ask_resolve", channel="#triage", ts=card["ts"])
    await live.advance(hours=1)
    await back(live)
    await until_sent(live)

    assert "Slack does not answer" in typed
    assert "Slack does not answer" in stranger
    assert "kim" not in (await live.card(1))["text"]
    [later] = [each["text"] for each in await live.messages("@sam")]
    assert "Slack does not answer" in later
    assert await parked(live) == []


async def test_an_author_whom_slack_does_not_tell_of_is_asked_for_until_it_does(live: Live) -> None:
    await live.fault("users.info", "http_500", count=10_000)
    for words in ("The import fails", "and the export too"):
        await live.begin("bo", "#acme", words)
    await live.advance(hours=1)
    asked = (await live.get("calls", method="users.info"))["calls"]
    assert len([each for each in asked if each["fault"]]) > 10
    assert await live.cards() == []
    assert await parked(live) == []

    await live.fault("users.info", "http_500", count=0)
    await live.advance(minutes=2)
    [card] = await live.cards()
    assert "The import fails" in card["text"]
    assert "\n".join(await live.card_lines(1)).count("and the export too") == 1
    assert await rows_left(live) == 0


async def test_one_channel_that_has_to_wait_long_holds_up_no_other(live: Live) -> None:
    await live.fault(_POST, "rate_limited", seconds=600, channel="#acme")
    held = await live.begin("ana", "#acme", "The import fails")
    await live.advance(seconds=0)
    said = [await live.say(user, channel, "It fails") for user, channel in _CLIENTS[1:]]
    replies = [len(await live.replies(c, ts)) for (_, c), ts in zip(_CLIENTS[1:], said, strict=True)]
    assert replies == [1, 1]
    assert len(await live.cards()) == 3
    await live.advance(seconds=590)
    assert await live.replies("#acme", held) == []
    await live.advance(seconds=20)
    assert len(await live.replies("#acme", held)) == 2  # the answer, and severity asked for once more
    assert await rows_left(live) == 0
