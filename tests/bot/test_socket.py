"""Socket Mode: the same road, without a public address, over two connections that are looked after."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import running
from bot.sandbox import BotControl
from bot.slack import SlackRefusedError
from tests.bot.test_setup import offer
from tests.databases import ON_SQLITE
from tests.live import Json, Live, bot_settings, demo, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

OPEN = "apps.connections.open"


@pytest.fixture
async def socketed(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """Hourglass at work over two connections."""
    async with demo(database_url, tmp_path, socket=True) as live:
        await until(live, lambda links: len(links) == 2)
        yield live


async def links(live: Live) -> list[Json]:
    """The connections that Slack has with us, oldest first."""
    found: list[Json] = (await live.get("connections"))["connections"]
    return found


async def until(live: Live, fits: Callable[[list[Json]], bool]) -> list[Json]:
    """Wait until the connections are as they should be; a minute is more than any test needs."""
    async with asyncio.timeout(60):
        while not fits(found := await links(live)):  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.02)
    return found


async def numbers(live: Live) -> set[int]:
    return {each["n"] for each in await links(live)}


async def test_everything_goes_over_the_socket(database_url: str, tmp_path: Path) -> None:
    async with demo(database_url, tmp_path, socket=True) as live:
        ts = await live.say("ana", "#acme", "Orders are stuck")
        [answer] = await live.replies("#acme", ts)
        await live.press("ana", answer, "choose_severity", "critical")
        assert "critical" in (await live.card(1))["text"]
        await live.press("ana", answer, "add_details")
        assert (await live.submit("ana", what="The order automation"))["ok"]
        assert "You have #1" in await live.command("sam", "/claim", "1")
        assert "sam" in str(await live.post("home", user="sam"))

        # Connections that are lost are made again, and nothing said meanwhile is lost.
        await live.post("disconnect", reason="cut")
        await live.say("rui", "#banco-litoral", "Os pagamentos falham")
        await until(live, lambda links: len(links) == 2)
        await live.advance(minutes=2)
        assert len(await live.cards()) == 2

        # Invitations come the same way.
        await live.post("channel", name="globex-labs", client_team="Globex")
        await live.post("member", channel="globex-labs", user="Hourglass", by="sam", **{"in": True})
        await live.settle()
        assert await offer(live)

        # Health is told by HTTP all the same; Slack's door is shut there, for nothing there is signed.
        async with aiohttp.ClientSession(live.bot.url) as session:
            for path in ("/healthz", "/readyz"):
                async with session.get(path) as health:
                    assert (health.status, (await health.json())["ok"]) == (200, True)
            async with session.post("/slack/events", json={}) as refused:
                assert refused.status == 404


async def test_a_wrong_app_token_is_refused_at_once(tmp_path: Path) -> None:
    async with slack(socket=True) as sandbox:
        right = bot_settings(sandbox, f"sqlite:///{tmp_path / 'desk.db'}", None, socket=True)
        wrong = right.model_copy(update={"slack_app_token": type(right.slack_bot_token)("xapp-wrong")})
        with pytest.raises(SlackRefusedError) as refused:
            async with running(wrong, sandbox.clock):
                pass
    assert refused.value.method == OPEN


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "socket_mode_not_enabled"])
async def test_a_token_that_is_refused_later_ends_the_run_with_that_error(tmp_path: Path, error: str) -> None:
    async def run() -> None:
        async with demo(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, socket=True) as live:
            await live.post("faults", method=OPEN, kind="refused", error=error, count=100)
            await live.post("disconnect", reason="cut", count=1)
            async with asyncio.timeout(60):
                await asyncio.Event().wait()

    with pytest.raises(SlackRefusedError) as refused:
        await run()
    assert (refused.value.method, refused.value.error) == (OPEN, error)


async def test_one_connection_takes_all_while_the_other_is_made_anew(socketed: Live) -> None:
    [first, second] = await links(socketed)
    await socketed.fault(OPEN, "http_500", count=1000)
    await socketed.post("disconnect", reason="cut", connection=first["n"])
    for number in (1, 2):
        await socketed.say("ana", "#acme", f"The export number {number} is empty")
    assert "#1" in await socketed.command("sam", "/ticket", "list")
    assert await numbers(socketed) == {second["n"]}
    await socketed.fault(OPEN, "http_500", count=0)
    await until(socketed, lambda links: len(links) == 2)


async def test_a_refresh_opens_the_next_connection_before_the_old_one_goes(socketed: Live) -> None:
    [first, second] = await links(socketed)
    await socketed.post("disconnect", reason="warning", connection=first["n"])
    found = await until(socketed, lambda links: len(links) == 3)
    assert {first["n"], second["n"]} < {each["n"] for each in found}
    await socketed.say("ana", "#acme", "Orders are stuck")
    await socketed.post("disconnect", reason="refresh_requested", connection=first["n"])
    await until(socketed, lambda links: len(links) == 2)
    assert first["n"] not in await numbers(socketed)

    # One that Slack only warned of, and never closes, is left all the same.
    await socketed.post("disconnect", reason="warning", connection=second["n"])
    await until(socketed, lambda links: len(links) == 3)
    await socketed.advance(seconds=31)
    await until(socketed, lambda links: second["n"] not in {each["n"] for each in links})
    assert len(await socketed.cards()) == 1


async def test_nothing_is_lost_or_doubled_while_connections_come_and_go(socketed: Live) -> None:
    said = []
    for number in range(12):
        reason = ("warning", "refresh_requested", "cut")[number % 3]
        oldest = (await links(socketed))[:1]
        saying = asyncio.create_task(socketed.begin("ana", "#acme", f"Report {number}"))
        for each in oldest:
            await socketed.post("disconnect", reason=reason, connection=each["n"])
        said.append(await saying)
    await socketed.advance(minutes=7)
    async with socketed.bot.desk.database.reading() as store:
        kept = [each.ts for number in range(1, 13) for each in await store.messages.of_ticket(number)]
    assert sorted(kept) == sorted(said)
    await until(socketed, lambda links: len(links) == 2)


@pytest.mark.parametrize("dead", [1, 2], ids=["one of them", "both"])
async def test_a_connection_that_only_looks_alive_is_replaced_within_a_minute(
    socketed: Live, dead: int
) -> None:
    before = await numbers(socketed)
    await socketed.post("disconnect", reason="zombie", count=dead)
    zombies = {each["n"] for each in await links(socketed) if each["zombie"]}
    assert len(zombies) == dead
    for _ in range(6):
        await socketed.advance(seconds=10)
    found = await until(socketed, lambda links: len(links) == 2 and not any(each["zombie"] for each in links))
    assert {each["n"] for each in found} & before == before - zombies
    await socketed.say("ana", "#acme", "Orders are stuck")
    assert len(await socketed.cards()) == 1


async def test_a_sound_connection_outlives_every_move_of_the_clock(socketed: Live) -> None:
    before = await numbers(socketed)
    for hours in (1, 5, 48):
        await socketed.advance(hours=hours)
    for _ in range(8):
        await socketed.advance(seconds=10)
    assert await numbers(socketed) == before


async def test_a_lost_network_is_told_once_and_what_was_missed_is_heard(
    socketed: Live, caplog: pytest.LogCaptureFixture
) -> None:
    await socketed.fault(OPEN, "drop_before", count=1000)
    await socketed.post("disconnect", reason="cut")
    await until(socketed, lambda links: not links)
    await socketed.begin("ana", "#acme", "Orders are stuck")
    for _ in range(8):
        await socketed.advance(minutes=1)  # Slack has given up by then
    assert await socketed.cards() == []
    assert (await ready(socketed))["socket"] == "not connected"
    await socketed.fault(OPEN, "drop_before", count=0)
    await socketed.advance(seconds=31)
    await until(socketed, lambda links: len(links) == 2)
    await settled_with(socketed, lambda: _has_cards(socketed, 1))
    assert (await ready(socketed))["socket"] == "ok"
    told = caplog.text
    assert told.count("there is no connection to Slack") == 1
    assert told.count("connected to Slack again") == 1


async def ready(live: Live) -> Json:
    """What a watchdog is told."""
    async with aiohttp.ClientSession(live.bot.url) as session, session.get("/readyz") as answer:
        found: Json = await answer.json()
        return found


async def _has_cards(live: Live, number: int) -> bool:
    return len(await live.cards()) == number


async def settled_with(live: Live, holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.05)
            await live.settle()


async def test_an_answer_whose_connection_is_gone_comes_as_a_direct_message(socketed: Live) -> None:
    await socketed.say("ana", "#acme", "Orders are stuck")
    await socketed.advance(hours=25)  # what we know of people is old by then
    await socketed.fault("users.info", "slow", seconds=2)
    asking = asyncio.create_task(
        socketed.post("command", user="kim", channel="#triage", command="/claim", text="1")
    )
    await until(socketed, lambda links: any(each["waiting"] for each in links))
    await _taken(socketed)
    await socketed.post("disconnect", reason="cut")
    await asking
    await settled_with(socketed, lambda: _was_told(socketed, "@kim", "You have #1"))
    assert " kim " in (await socketed.card(1))["text"]


async def _was_told(live: Live, where: str, words: str) -> bool:
    return any(words in text for text in await live.texts(where))


async def _taken(live: Live) -> None:
    """Wait until a request stands in the inbox and is not done."""
    async with asyncio.timeout(60):
        while True:
            async with live.bot.desk.database.reading() as store:
                if await store.inbox.next_due() is not None:
                    return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def calls(url: str) -> AsyncIterator[Callable[[str], Awaitable[Json]]]:
    """Control calls that outlive the bot."""
    async with aiohttp.ClientSession() as session:

        async def get(call: str) -> Json:
            async with session.get(f"{url}/control/{call}") as answer:
                found: Json = await answer.json()
                return found

        yield get


async def test_a_command_in_flight_is_answered_before_the_stop(database_url: str, tmp_path: Path) -> None:
    async with slack(socket=True) as sandbox, calls(sandbox.url) as get:
        clients = demo_clients_file(tmp_path, on_call=False)
        async with desk(sandbox, database_url, clients, socket=True) as live:
            await live.fault("users.info", "slow", seconds=2)
            sandbox.attach(BotControl())  # nobody is asked whether it is idle while it stops
            place = {"user": "kim", "channel": "#triage", "command": "/ticket", "text": "list"}
            asking = asyncio.create_task(_command(sandbox.url, place))
            await _taken(live)
        assert "No ticket is open" in str(await asking)
        [delivery] = (await get("deliveries?type=/ticket"))["deliveries"]
        assert (delivery["acked"], len(delivery["attempts"])) == (True, 1)
        assert (await get("connections"))["connections"] == []


async def _command(url: str, body: Json) -> Json:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/control/command", json=body) as answer,
    ):
        found: Json = await answer.json()
        return found
