"""The triage channels: our own people's alone, and silent while anybody else is in one."""

from pathlib import Path

import aiohttp
import pytest

from tests.bot.test_setup import invite, join, leave, offer, refusal
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo_clients_file, desk, slack

pytestmark = ON_SQLITE


async def dms(live: Live, user: str) -> list[str]:
    """What Hourglass wrote to a person directly."""
    return await live.texts(f"@{user}")


async def places(live: Live) -> dict[str, str]:
    """The triage channels by name, with their states."""
    async with live.bot.desk.database.reading() as store:
        return {each.name: each.state.value for each in await store.channels.triage()}


async def test_a_channel_with_a_guest_never_becomes_triage(live: Live) -> None:
    await invite(live, "lunch", client=None)
    await join(live, "#lunch", "gus")
    await live.press("sam", await offer(live), "make_triage")
    assert "guests or people of another company" in (await live.whispers("sam"))[-1]
    await live.command("sam", "/support", "setup", channel="#acme")
    assert "guest" in (await refusal(live, "sam", triage="#lunch"))["triage"]
    assert "lunch" not in await places(live)


@pytest.mark.parametrize("who", ["gus", "gia"], ids=["a guest", "somebody of another company"])
async def test_nothing_is_said_in_triage_while_an_outsider_is_there(live: Live, who: str) -> None:
    await live.say("ada", "#triage", "Good morning")
    await join(live, "#triage", who)
    ts = await live.say("ana", "#acme", "Orders are stuck")
    assert len(await live.replies("#acme", ts)) == 1, "the client is served all the same"
    assert await live.cards() == []
    assert any("another company in the triage channel #triage" in text for text in await dms(live, "ada"))
    await leave(live, "#triage", who)
    await live.post("channel", name="triage", shared=False)
    await live.settle()
    assert len(await live.cards()) == 1


async def test_a_triage_channel_that_is_shared_falls_silent_and_others_are_told(live: Live) -> None:
    await invite(live, "triage-two", client=None)
    await live.press("sam", await offer(live), "make_triage")
    await live.say("ana", "#acme", "Orders are stuck")
    [card] = await live.cards()
    await live.post("channel", name="triage", client_team="Globex")
    await live.settle()
    await live.command("sam", "/claim", "1", channel="#acme")
    assert (await live.cards())[0]["text"] == card["text"]
    assert await live.replies("#triage", card["ts"]) == []
    assert any("the triage channel #triage now" in text for text in await live.texts("#triage-two"))
    await live.post("channel", name="triage", shared=False)
    await live.settle()
    assert " sam " in (await live.card(1))["text"]
    assert (await places(live))["triage"] == "active"


async def test_an_outsider_who_came_while_we_were_away_is_seen_at_start(
    database_url: str, tmp_path: Path
) -> None:
    clients = demo_clients_file(tmp_path)
    async with slack() as sandbox:
        async with desk(sandbox, database_url, clients) as live:
            await live.say("ada", "#triage", "Good morning")
        sandbox.push_url = None
        async with aiohttp.ClientSession(f"{sandbox.url}/control/") as control:
            await control.post("member", json={"channel": "triage", "user": "gus", "in": True})
        async with desk(sandbox, database_url, clients) as live:
            assert await places(live) == {"triage": "exposed"}
            await live.say("ana", "#acme", "Orders are stuck")
            assert await live.cards() == []


async def test_a_message_that_cannot_go_is_told_where_staff_can_read_it(live: Live) -> None:
    await invite(live, "a-triage", client=None)
    await live.press("sam", await offer(live), "make_triage")
    await live.say("ana", "#acme", "Orders are stuck")
    await leave(live, "#a-triage")
    await live.post("channel", name="acme", archived=True)
    await live.settle()
    await live.command("sam", "/resolve", "1 Restarted")
    assert any("#acme was archived" in text for text in await live.texts("#triage"))


@ON_BOTH
async def test_an_admin_takes_a_triage_channel_back(live: Live) -> None:
    await leave(live, "#triage", "kim")
    await invite(live, "oops", client=None)
    await live.press("sam", await offer(live), "make_triage")
    assert "No ticket" in await live.command("kim", "/ticket", "list", channel="#oops")
    off = "triage off"
    assert "cannot take a triage channel back" in await live.command("sam", "/support", off, channel="#oops")
    assert "no triage channel" in await live.command("ada", "/support", off, channel="#acme")
    assert "cards of Acme Orders" in await live.command("ada", "/support", off)
    assert "Did you mean `off`" in await live.command("ada", "/support", "triage of", channel="#oops")
    assert "is no triage channel any more" in await live.command("ada", "/support", off, channel="#oops")
    assert list(await places(live)) == ["triage"]
    assert "Only the support team" in await live.command("kim", "/ticket", "list", channel="#oops")
    await live.command("sam", "/support", "setup", channel="#oops")
    assert (await live.submit("sam", client="Oops", plan="matai-growth"))["ok"]


@ON_BOTH
async def test_a_channel_that_holds_cards_stays_triage(live: Live) -> None:
    await invite(live, "triage-two", client=None)
    await live.press("sam", await offer(live), "make_triage")
    await live.say("ana", "#acme", "Orders are stuck")
    for place in ("#acme", "#globex", "#banco-litoral"):
        await live.command("sam", "/support", "setup", channel=place)
        assert (await live.submit("sam", triage="#triage-two"))["ok"]
    assert "cards of 1 tickets are in" in await live.command("ada", "/support", "triage off")
