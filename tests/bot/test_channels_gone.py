"""Channels that are taken from us: staff read it once, however often Slack says so, and all else goes on."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.live import Json, Live, demo_clients_file, desk, shown, slack

Calls = list[tuple[str, Mapping[str, object]]]

OUT: Calls = [("member", {"channel": "acme", "user": "Hourglass", "in": False})]
IN: Calls = [("member", {"channel": "acme", "user": "Hourglass", "in": True})]
ARCHIVED: Calls = [("channel", {"name": "acme", "archived": True})]
UNARCHIVED: Calls = [("channel", {"name": "acme", "archived": False})]
UNSHARED: Calls = [("channel", {"name": "acme", "shared": False})]
SHARED: Calls = [("channel", {"name": "acme", "client_team": "Acme Orders"})]


async def do(live: Live, calls: Calls) -> None:
    for call, body in calls:
        await live.post(call, **body)
    await live.settle()


async def events(live: Live) -> list[Json]:
    """What Slack told us about channels, as it can be told again."""
    found: list[Json] = (await live.get("deliveries"))["deliveries"]
    told = [each["payload"] for each in found if each["payload"].get("event")]
    return [each for each in told if each["event"]["type"] != "message"]


async def say_again(live: Live, told: list[Json], mark: str) -> None:
    """Tell the same under other ids, as another workspace of the channel does."""
    for number, each in enumerate(told):
        await live.post("event", event=each["event"], event_id=f"Ev-{mark}-{number}")
    await live.settle()


gone = pytest.mark.parametrize(
    ("goes", "comes", "words"),
    [
        pytest.param(ARCHIVED, UNARCHIVED, "#acme was archived", id="archived"),
        pytest.param(OUT, IN, "removed from the client's channel #acme", id="the bot is removed"),
        pytest.param(UNSHARED, SHARED, "#acme is no longer shared", id="unshared"),
    ],
)


@gone
async def test_staff_are_told_once_though_slack_says_it_again_and_we_start_again(
    database_url: str, tmp_path: Path, goes: Calls, comes: Calls, words: str
) -> None:
    async with slack() as sandbox:
        async with desk(sandbox, database_url, demo_clients_file(tmp_path)) as live:
            ts = await live.say("ana", "#acme", "Orders are stuck")
            await live.post("reaction", channel="#acme", user="sam", ts=ts, name="eyes")
            await do(live, goes)
            told = await events(live)
            for each in told:
                await live.post("event", event=each["event"], event_id=each["event_id"])
            await say_again(live, told, "AT-ONCE")
            await live.command("sam", "/claim", "1")
            assert " sam " in (await live.card(1))["text"], "triage goes on"
        for start in ("FIRST", "SECOND"):
            async with desk(sandbox, database_url, None) as live:
                await say_again(live, told, start)
                await live.advance(minutes=6)  # what is said soon after joins the ticket before
                other = await live.say("rui", "#banco-litoral", "Os pagamentos falham")
                assert len(await live.replies("#banco-litoral", other)) == 1
                assert sum(words in text for text in await live.texts("#triage")) == 1
        async with desk(sandbox, database_url, None) as live:
            await do(live, comes)
            await do(live, goes)
            assert sum(words in text for text in await live.texts("#triage")) == 2, "it went once more"


@gone
async def test_what_was_to_be_said_there_is_kept_until_it_is_back(
    database_url: str, tmp_path: Path, goes: Calls, comes: Calls, words: str
) -> None:
    async with slack() as sandbox:
        async with desk(sandbox, database_url, demo_clients_file(tmp_path)) as live:
            ts = await live.say("ana", "#acme", "Orders are stuck")
            await do(live, goes)
            assert any(words in text for text in await live.texts("#triage"))
            await live.command("sam", "/resolve", "1 Restarted the worker")
        sandbox.push_url = None
        async with desk(sandbox, database_url, None) as live:
            sandbox.push_url = None  # nobody tells us that it is back
            await do(live, comes)
        async with desk(sandbox, database_url, None) as live:
            await live.advance(minutes=1)
            assert sum("Restarted" in shown(each) for each in await live.replies("#acme", ts)) == 1
            await live.say("ana", "#acme", "Another thing entirely: the export is empty")
            assert len(await live.cards()) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("is_archived", "The client's channel #acme was archived. What I have to say there waits"),
        ("not_in_channel", "I was removed from the client's channel #acme. Invite me again"),
    ],
)
async def test_what_slack_refuses_before_it_says_why_waits_too_and_is_told_once(
    live: Live, error: str, words: str
) -> None:
    """The refusal overtakes the event: one telling, and all goes out by itself when the channel is back."""
    gone = ARCHIVED if error == "is_archived" else OUT
    ts = await live.say("ana", "#acme", "Orders are stuck")
    channel = (await live.messages("#acme"))[0]["channel"]
    await live.fault("chat.postMessage", "refused", count=9, channel=channel, error=error)
    await live.command("sam", "/resolve", "1 Restarted the worker")
    await do(live, gone)
    told = [text for text in await live.texts("#triage") if "#acme" in text or "could not send" in text]
    assert [words in text for text in told] == [True]

    await live.fault("chat.postMessage", "refused", count=0)
    await do(live, UNARCHIVED if error == "is_archived" else IN)
    assert sum("Restarted" in shown(each) for each in await live.replies("#acme", ts)) == 1


async def test_what_is_refused_for_another_reason_is_told_by_channel_and_ticket(live: Live) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    channel = (await live.messages("#acme"))[0]["channel"]
    await live.fault("chat.postMessage", "refused", channel=channel, error="restricted_action")
    await live.command("sam", "/resolve", "1 Restarted the worker")
    [told] = [text for text in await live.texts("#triage") if "could not send" in text]
    assert told.startswith("I could not send something about ticket #1 to #acme (restricted_action).")
    assert "hourglass parked" in told
