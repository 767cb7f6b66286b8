"""Socket Mode: the same road, without a public address."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.app import running
from bot.slack import SlackRefusedError
from tests.bot.test_setup import offer
from tests.live import bot_settings, demo, slack


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

        # A lost connection is made again, and nothing said meanwhile is lost.
        await live.post("disconnect", reason="refresh_requested")
        await live.say("rui", "#banco-litoral", "Os pagamentos falham")
        while not live.sandbox.connections:  # noqa: ASYNC110 - the SDK tells nobody when it is back
            await asyncio.sleep(0.05)
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


async def test_a_wrong_app_token_is_refused_at_once(fresh_sqlite: str) -> None:
    async with slack(socket=True) as sandbox:
        right = bot_settings(sandbox, fresh_sqlite, None, socket=True)
        wrong = right.model_copy(update={"slack_app_token": type(right.slack_bot_token)("xapp-wrong")})
        with pytest.raises(SlackRefusedError) as refused:
            async with running(wrong, sandbox.clock):
                pass
    assert refused.value.method == "apps.connections.open"


@pytest.fixture
def fresh_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'desk.db'}"
