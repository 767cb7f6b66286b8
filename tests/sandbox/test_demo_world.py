"""The demo world is alive at first sight, whenever it is started: all of it comes from the real bot."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import demo_history, demo_world, past_of
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, demo, shown

SATURDAY: Final = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
PRESENTS: Final = {
    "a Monday morning": datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    "a Friday evening, when it is still afternoon in New York": datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
    "the night in which summer time ends in London": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "the last evening of a year": datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    "a Saturday, Friday evening in New York": datetime(2026, 12, 5, 0, 30, tzinfo=UTC),
}
STATES: Final = {
    *("new", "open", "waiting on client", "waiting on third party"),
    *("resolved", "closed", "cancelled"),
}


@asynccontextmanager
async def lived_in(database_url: str, folder: Path, present: datetime) -> AsyncIterator[Live]:
    """The demo world as somebody finds it who starts it at *present*."""
    past = past_of(demo_history(), demo_world(), present)
    async with demo(database_url, folder, starts_at=past.begins_at) as live:
        await live.sandbox.live_through(past)
        assert timedelta() <= live.sandbox.clock.now() - present < timedelta(minutes=2)
        yield live


@ON_SQLITE
@pytest.mark.parametrize("present", PRESENTS.values(), ids=PRESENTS.keys())
async def test_it_is_alive_at_any_present(database_url: str, tmp_path: Path, present: datetime) -> None:
    async with lived_in(database_url, tmp_path, present) as live:
        await _is_alive(live)


async def test_it_is_alive_on_either_database(database_url: str, tmp_path: Path) -> None:
    async with lived_in(database_url, tmp_path, SATURDAY) as live:
        await _is_alive(live)


async def _is_alive(live: Live) -> None:
    await _has_tickets_in_every_state(live)
    await _has_hours_partly_used(live)
    await _waits_for_approval(live)
    await _has_been_escalated_and_rated(live)
    await _looks_in_order(live)
    await _is_about_to_breach(live)


async def _has_tickets_in_every_state(live: Live) -> None:
    facts = [str(each["text"]).split(" · ") for each in await live.cards()]
    assert {each[3] for each in facts} == STATES
    assert {each[2] for each in facts} == {"critical", "high", "medium", "low"}
    assert {each[1] for each in facts} == {"Acme Orders", "Banco Litoral", "Globex"}
    assert {each[4] for each in facts if each[3] == "new"} == {"unclaimed"}
    threads = "\n".join([*await _threads(live, "#acme"), *await _threads(live, "#banco-litoral")])
    assert "is open again. We are back on it." in threads
    assert "is now part of ticket" in threads
    assert "Precisamos de uma resposta sua para continuar" in threads


async def _threads(live: Live, channel: str) -> list[str]:
    heads = [each for each in await live.messages(channel) if each.get("reply_count")]
    return [text for head in heads for text in await live.texts(channel, head["ts"])]


async def _has_hours_partly_used(live: Live) -> None:
    told = await live.command("max", "/hours", "acme")
    assert "*2 h 30 min* of " in told
    assert "1 h are reserved for approved estimates" in told
    assert "*50 min*" in await live.command(
        "max", "/ticket", f"time {await _number(live, 'article numbers')}"
    )


async def _waits_for_approval(live: Live) -> None:
    number = await _number(live, "second warehouse")
    (asked,) = [each for each in await _answers(live, "#acme") if "Approve" in button_texts(each)]
    assert f"An estimate for ticket #{number}." in asked["text"]
    pressed = next(each for each in _elements(asked) if each["text"]["text"] == "Approve")
    await live.press("ana", asked, str(pressed["action_id"]))
    assert any("approved" in each for each in await live.card_lines(number))


async def _answers(live: Live, channel: str) -> list[Json]:
    heads = [each for each in await live.messages(channel) if each.get("reply_count")]
    return [each for head in heads for each in await live.replies(channel, head["ts"])]


def _elements(message: Json) -> list[Json]:
    return [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]


async def _has_been_escalated_and_rated(live: Live) -> None:
    lines = await live.card_lines(await _number(live, "Nobody can sign in"))
    assert any("escalated to *L1*, 2 of 4" in each for each in lines)
    rated = "\n".join([*await _threads(live, "#acme"), *await _threads(live, "#globex")])
    assert rated.count("😀 Very good") == 2
    assert rated.count("🙂 Good") == 1


async def _looks_in_order(live: Live) -> None:
    """Nothing was missed, nothing failed, and no report is of a time in which there was nothing."""
    assert _breaches(live) == 0
    said = [text for channel in ("#acme", "#globex", "#triage") for text in await live.texts(channel)]
    assert not [text for text in said if "Nothing was opened" in text]
    assert (await live.bot.next_try()) is None
    async with live.bot.desk.database.reading() as store:
        assert await store.outbox.parked() == []


async def _is_about_to_breach(live: Live) -> None:
    number = await _number(live, "Nordic")
    home = (await live.post("home", user="sam"))["view"]
    at_risk = shown(home).partition("At risk")[2].partition("Waiting on client:")[0]
    assert f"#{number}" in at_risk
    await live.advance(minutes=30)
    assert _breaches(live) == 1
    assert any("breach" in each.casefold() for each in await live.card_lines(number))


async def _number(live: Live, words: str) -> int:
    (card,) = [each for each in await live.cards() if words in each["text"]]
    return int(str(card["text"]).partition(" ")[0].removeprefix("#"))


def _breaches(live: Live) -> float:
    found: Collection[float] = [
        sample.value
        for metric in live.bot.desk.meters.registry.collect()
        for sample in metric.samples
        if sample.name == "hourglass_breaches_total"
    ]
    return sum(found)
