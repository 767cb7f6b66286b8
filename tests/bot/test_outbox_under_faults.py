"""What we tell Slack is there once and in order, whatever goes wrong between us and Slack."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.desks import OutboxRow
from bot.domain.notices import Act, Notice, Words
from tests.databases import FreshUrl
from tests.live import Live, demo, shown

POST = "chat.postMessage"


async def parked(live: Live) -> list[OutboxRow]:
    async with live.bot.desk.database.reading() as store:
        return await store.outbox.parked()


async def waiting(live: Live) -> int:
    async with live.bot.desk.database.reading() as store:
        return (await store.health.outbox()).rows


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([(POST, "rate_limited")], id="Slack asks us to come again later"),
        pytest.param([(POST, "http_500")], id="Slack fails"),
        pytest.param([(POST, "drop_before")], id="the connection is cut before the post is made"),
        pytest.param([(POST, "drop_after")], id="the connection is cut after the post is made"),
        pytest.param(
            [(POST, "drop_after"), (POST, "rate_limited"), (POST, "drop_before"), (POST, "http_500")],
            id="one fault follows another",
        ),
        pytest.param(
            [(POST, "drop_after"), ("conversations.replies", "http_500")],
            id="the post was made and the look-up fails",
        ),
    ],
)
async def test_a_post_is_in_the_channel_once(live: Live, faults: list[tuple[str, str]]) -> None:
    for method, kind in faults:
        await live.fault(method, kind)
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.advance(minutes=5)

    assert [text[:17] for text in await live.texts("#acme", ts)] == ["Ticket #1 is open"]
    assert len(await live.cards()) == 1
    assert await parked(live) == []
    assert await waiting(live) == 0


async def test_a_post_that_was_made_is_found_though_the_look_up_was_told_to_wait(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    await live.fault(POST, "drop_after")
    await live.fault("conversations.replies", "rate_limited", count=3)  # the SDK tries twice more by itself
    assert "You have #1" in await live.command("sam", "/ticket", "claim 1")
    await live.advance(minutes=2)
    assert len(await live.texts("#acme", ts)) == 2


async def test_after_a_cut_connection_ten_seconds_pass_before_we_look(live: Live) -> None:
    await live.fault(POST, "drop_before", count=2)
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.advance(seconds=0)
    await live.advance(seconds=9)
    assert await live.texts("#acme", ts) == []
    await live.advance(seconds=2)
    assert len(await live.texts("#acme", ts)) == 1
    assert len(await live.cards()) == 1


async def test_retry_after_is_obeyed_and_other_channels_go_on(live: Live) -> None:
    await live.fault(POST, "rate_limited", count=2, seconds=120)
    held = await live.begin("ana", "#acme", "The import fails")
    await live.advance(seconds=0)
    free = await live.say("gia", "#globex", "Cannot log in")
    assert await live.texts("#acme", held) == []
    assert len(await live.texts("#globex", free)) == 1

    await live.advance(seconds=110)
    assert await waiting(live) > 0
    await live.advance(seconds=11)
    assert await waiting(live) == 0
    assert len(await live.texts("#acme", held)) == 1


async def test_settle_waits_for_what_is_tried_again_within_seconds(live: Live) -> None:
    await live.fault(POST, "rate_limited", seconds=2)
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.post("settle")
    assert len(await live.texts("#acme", ts)) == 1
    assert len(await live.cards()) == 1


async def test_a_thread_keeps_its_order_while_a_post_has_to_wait(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    await live.fault(POST, "http_500", count=2)
    for words in ("first", "second", "third"):
        await live.command("sam", "/ticket", f"resolve 1 The {words} cause")
        await live.command("sam", "/ticket", "reopen 1")
    await live.advance(minutes=2)

    told = "\n".join(await live.texts("#acme", ts))
    places = [told.index(f"The {words} cause") for words in ("first", "second", "third")]
    assert places == sorted(places)
    assert told.count("back on it") == 3


async def test_a_card_shows_what_happened_while_its_edit_failed(live: Live) -> None:
    await live.say("ana", "#acme", "The import fails")
    await live.fault("chat.update", "http_500", count=2)
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "severity 1 critical")
    await live.command("sam", "/ticket", "resolve 1 Restarted the import")
    await live.advance(minutes=2)
    card = (await live.card(1))["text"]
    assert "resolved" in card
    assert "critical" in card
    assert await waiting(live) == 0


async def test_an_archived_channel_holds_up_nothing_and_staff_are_told_once(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    await live.post("channel", name="#acme", archived=True)
    await live.command("sam", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "resolve 1 Restarted the import")
    await live.say("gia", "#globex", "Cannot log in")

    assert len(await live.texts("#acme", ts)) == 1
    assert {row.channel for row in await parked(live)} == {(await live.messages("#acme"))[0]["channel"]}
    told = [text for text in await live.texts("#triage") if "#acme" in text or "could not send" in text]
    assert told == [
        "The client's channel #acme was archived. What I have to say there waits until it is back."
    ]
    assert "resolved" in (await live.card(1))["text"]
    assert len(await live.cards()) == 2

    await live.post("channel", name="#acme", archived=False)
    await live.settle()
    assert any("Restarted the import" in text for text in await live.texts("#acme", ts))
    assert await parked(live) == []


@pytest.mark.parametrize("has_lines", [False, True], ids=["without a thread", "with a thread"])
async def test_a_card_that_somebody_deleted_is_posted_again(live: Live, *, has_lines: bool) -> None:
    await live.say("ana", "#acme", "The import fails")
    if has_lines:
        await live.command("sam", "/ticket", "note 1 Seen before")
    lost = await live.card(1)
    await live.post("delete", channel="#triage", ts=lost["ts"])
    assert "You have #1" in await live.command("sam", "/ticket", "claim 1")
    await live.settle()
    card = await live.card(1)
    assert card["ts"] != lost["ts"]
    assert "sam" in shown(card)

    await live.command("sam", "/ticket", "resolve 1 Restarted it")
    await live.settle()
    assert [each["ts"] for each in await live.cards()] == [card["ts"]]
    assert "resolved" in (await live.card(1))["text"]
    assert any("resolved" in text for text in await live.card_lines(1))
    assert await parked(live) == []


async def test_a_note_on_a_card_that_somebody_deleted_goes_to_a_new_card(live: Live) -> None:
    await live.say("ana", "#acme", "The import fails")
    await live.post("delete", channel="#triage", ts=(await live.card(1))["ts"])
    await live.command("sam", "/ticket", "note 1 Seen before")
    await live.settle()
    assert ["Seen before" in text for text in await live.card_lines(1)] == [True]
    assert len(await live.cards()) == 1
    assert await parked(live) == []


async def test_a_reaction_that_slack_refuses_is_let_go(live: Live) -> None:
    sign = Notice("joined:gone", Act.REACT, Words.JOINED, "C0GONE", "1772442000.000100")
    async with live.bot.desk.transaction() as store:
        await store.tell(sign)
    await live.settle()
    assert await waiting(live) == 0
    assert await parked(live) == []
    assert [text for text in await live.texts("#triage") if "could not send" in text] == []


async def test_an_edit_waits_for_its_post_though_that_stands_behind_it(live: Live) -> None:
    """As it may where two processes write, whose clocks differ."""
    triage = (await live.get("messages", channel="#triage"))["channel"]
    post = Notice("staff:late", Act.POST, Words.STAFF, triage, facts={"text": "as it was"})
    edit = replace(post, act=Act.EDIT, facts={"text": "as it is now"})
    async with live.bot.desk.transaction() as store:
        await store.tell(edit)
        await store.tell(post)
    await live.advance(seconds=3)
    assert "as it is now" in await live.texts("#triage")
    assert await waiting(live) == 0


async def test_stopping_does_not_wait_for_a_slack_that_never_answers(
    fresh_url: FreshUrl, tmp_path: Path
) -> None:
    loop = asyncio.get_running_loop()
    async with demo(fresh_url("sqlite"), tmp_path) as live:
        await live.fault(POST, "timeout", count=2)
        await live.begin("ana", "#acme", "The import fails")
        await asyncio.sleep(0.5)  # both calls hang by now
        stopped_at = loop.time()
    assert loop.time() - stopped_at < 10
