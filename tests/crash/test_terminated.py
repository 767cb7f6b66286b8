"""SIGTERM with work under way: no new work, what is under way is finished, and nothing is lost."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from bot.domain.tickets import EventKind
from bot.settings import Settings
from tests.crash.acts import POST, Deed, Scene
from tests.crash.audit import audit, said_alike
from tests.crash.stage import stage
from tests.databases import FreshUrl, opened
from tests.ports import free_port

_AT_MOST_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 400
_UNDER_WAY_SECONDS: Final = 2
_READY_SECONDS: Final = 30.0


@asynccontextmanager
async def hourglass(settings: Settings, clients: Path) -> AsyncIterator[tuple[Process, str]]:
    """`hourglass run` in a process of its own, ready for Slack, and its address."""
    port = free_port()
    secrets = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "SLACK_APP_TOKEN": settings.slack_app_token,
    }
    env = {name: secret.get_secret_value() for name, secret in secrets.items() if secret is not None}
    env |= {"DATABASE_URL": settings.database_url, "SLACK_API_URL": settings.slack_api_url}
    env |= {"HOURGLASS_CLIENTS": str(clients), "PORT": str(port), "LOG_LEVEL": "ERROR"}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=env, stderr=PIPE)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(_READY_SECONDS):
            line = (await process.stderr.readline()).decode()
        assert "running as" in line, line
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _ending(database_url: str, folder: Path, *, socket: bool) -> AsyncIterator[tuple[Scene, Process]]:
    """A bot that can be told to end with work under way; once it has, the next one comes and settles."""
    async with stage(database_url, folder, socket=socket) as here, opened(database_url) as database:
        scene = Scene(here, database)
        async with hourglass(here.settings, folder / "clients.toml") as (process, url):
            here.control.sandbox.push_url = None if socket else f"{url}/slack/events"
            yield scene, process
        await here.bear()
        await here.control.advance(seconds=_AGAIN_SECONDS)
        findings = await audit(here.control.sandbox, database, scene.said)
        twice = said_alike(here.control.sandbox)
    assert f"{findings}{twice}" == ""


@pytest.mark.parametrize(
    ("kind", "socket"),
    [
        pytest.param("sqlite", False, id="by HTTP, on SQLite"),
        pytest.param("sqlite", True, id="in Socket Mode, on SQLite"),
        pytest.param("postgresql", False, id="by HTTP, on PostgreSQL"),
    ],
)
async def test_what_is_under_way_at_sigterm_is_finished_and_what_comes_later_is_heard_by_the_next(
    fresh_url: FreshUrl, tmp_path: Path, kind: str, *, socket: bool
) -> None:
    async with _ending(fresh_url(kind), tmp_path, socket=socket) as (scene, process):
        first = await scene.say("gia", "#globex", "Nobody can log in", opens=True)
        await scene.first_answer("#globex", first)
        control = scene.stage.control
        await control.fault("users.info", "slow", seconds=_UNDER_WAY_SECONDS)
        await control.fault(POST, "slow", count=2, seconds=_UNDER_WAY_SECONDS)
        # Posts take their time, and so does the command, as its sender is a stranger so far.
        await scene.say("gia", "#globex", "Nor can I", first)
        asked = {"user": "sam", "channel": "#triage", "command": "/ticket", "text": "note 1 seen before"}
        command = asyncio.create_task(control.post("command", **asked))
        await asyncio.sleep(_UNDER_WAY_SECONDS / 4)

        told_at = asyncio.get_running_loop().time()
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(_UNDER_WAY_SECONDS / 8)
        scene.number += 1
        await scene.say("ana", "#acme", "The import fails", opens=True)
        answer = await command
        assert await process.wait() == 0
        assert asyncio.get_running_loop().time() - told_at < _AT_MOST_SECONDS
        assert "Your note is on #1" in str(answer["responses"]), answer
        scene.deed = Deed(EventKind.NOTED, 1, "seen before")
        assert await scene.done() == 1
    assert await scene.cut_off() == []
