"""Times in which Slack refuses our token: all waits, nothing is lost, and staff are told once it is over."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from bot.domain.desks import OutboxRow
from tests.databases import ON_SQLITE
from tests.live import Json, Live

pytestmark = ON_SQLITE

TOLD = "Slack took my token away for a while"

taken_away = pytest.mark.parametrize(
    ("state", "error"),
    [
        pytest.param("revoked", "token_revoked", id="the token is revoked"),
        pytest.param("uninstalled", "account_inactive", id="the app is uninstalled"),
    ],
)


async def parked(live: Live) -> list[OutboxRow]:
    async with live.bot.desk.database.reading() as store:
        return await store.outbox.parked()


async def waiting(live: Live) -> int:
    async with live.bot.desk.database.reading() as store:
        return (await store.health.outbox()).rows


async def slack_is(live: Live) -> str:
    """What a watchdog is told of Slack."""
    async with aiohttp.ClientSession(live.bot.url) as session, session.get("/readyz") as answer:
        return str((await answer.json())["slack"])


@taken_away
async def test_what_is_to_be_said_waits_for_a_token_and_what_was_said_is_heard(
    live: Live, state: str, error: str
) -> None:
    ts = await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/ticket", "list")  # of strangers we would have to ask
    await live.post("token", state=state)
    await live.settle()
    assert live.bot.desk.slack.locked_out == error
    before = await live.messages("#acme", ts)
    assert "resolved" in await live.command("sam", "/resolve", "1 Restarted the worker")
    await live.begin("rui", "#banco-litoral", "Os pagamentos falham")
    for _ in range(10):
        await live.advance(minutes=6)
    assert await parked(live) == []
    assert await waiting(live) > 0
    assert await slack_is(live) == f"refuses our token: {error}"
    assert await live.messages("#acme", ts) == before

    await live.post("token", state="good")
    await live.advance(minutes=3)
    await live.settle()
    assert live.bot.desk.slack.locked_out == ""
    assert await waiting(live) == 0
    assert await slack_is(live) == "ok"
    assert sum("Restarted" in each["text"] for each in await live.replies("#acme", ts)) == 1
    assert "Os pagamentos falham" in (await live.card(2))["text"]
    assert sum(TOLD in text for text in await live.texts("#triage")) == 1


async def test_a_lost_token_is_one_line_in_the_log_and_so_is_its_return(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    await live.say("ana", "#acme", "Orders are stuck")
    await live.command("sam", "/ticket", "list")
    await live.post("token", state="revoked")
    await live.settle()
    for command in ("/claim", "/resolve"):
        await live.command("sam", command, "1 Restarted")
    for _ in range(10):
        await live.advance(minutes=2)
    await live.post("token", state="good")
    await live.advance(minutes=3)
    told = caplog.text
    assert told.count("no longer accepts our token") == 1
    assert told.count("accepts our token again") == 1
    assert "sending later" not in told


async def _of_somebody(live: Live) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U123"]}}
    await live.post("event", event=event)


async def _told_twice(live: Live) -> None:
    """The same event again, as Slack sends it when our ack was lost."""
    await live.post("token", state="revoked")
    await live.settle()
    [sent] = (await live.get("deliveries", type="tokens_revoked"))["deliveries"]
    payload: Json = sent["payload"]
    await live.post("event", event=payload["event"], event_id=payload["event_id"])
    await live.post("token", state="good")
    await live.advance(minutes=3)


@pytest.mark.parametrize(
    ("happens", "times"),
    [
        pytest.param(_of_somebody, 0, id="somebody's own token"),
        pytest.param(_told_twice, 1, id="ours, heard of twice"),
    ],
)
async def test_staff_are_told_once_of_our_own_token_and_of_no_other(
    live: Live, happens: Callable[[Live], Awaitable[None]], times: int
) -> None:
    await happens(live)
    await live.settle()
    assert sum(TOLD in text for text in await live.texts("#triage")) == times
