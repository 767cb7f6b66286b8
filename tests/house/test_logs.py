"""The log as an operator reads it: what each line is about, and never what people said or a token."""

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from bot.sandbox import Sandbox
from tests.databases import FreshUrl
from tests.house.typed import HOURGLASS, environment
from tests.live import Control, demo_clients_file, slack
from tests.ports import free_port

WORDS = "quokka-zanzibar"
"""What people say and nobody else."""
UNLUCKY = f"unlucky {WORDS}"
"""What the database refuses to keep."""
_TICKETS = {("1", "acme"), ("2", "banco-litoral")}
"""Whose posts Slack may refuse, as they come."""


@dataclass(frozen=True, slots=True)
class Run:
    """A bot in a process of its own, the local Slack that it talks to, and what it wrote."""

    sandbox: Sandbox
    session: aiohttp.ClientSession
    log: Path
    port: int
    """Where the bot listens."""
    process: "subprocess.Popen[bytes]"

    async def post(self, call: str, **body: object) -> dict[str, Any]:
        async with self.session.post(f"{self.sandbox.url}/control/{call}", json=body) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer

    async def shown(self, channel: str, text: str) -> bool:
        query = {"channel": channel}
        async with self.session.get(f"{self.sandbox.url}/control/messages", params=query) as response:
            return text in json.dumps(await response.json())

    async def until_shown(self, channel: str, text: str) -> None:
        async with asyncio.timeout(30):
            while not await self.shown(channel, text):  # noqa: ASYNC110 - another process brings it about
                await asyncio.sleep(0.05)

    async def until_logged(self, text: str) -> None:
        async with asyncio.timeout(30):
            while text not in self.log.read_text():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)


@asynccontextmanager
async def running(folder: Path, url: str, form: str) -> AsyncIterator[Run]:
    port, log = free_port(), folder / "bot.log"
    async with slack() as sandbox, aiohttp.ClientSession() as session:
        sandbox.push_url = f"http://127.0.0.1:{port}/slack/events"
        given = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": url,
            "HOURGLASS_CLIENTS": str(demo_clients_file(folder)),
            "PORT": str(port),
            "LOG_FORMAT": form,
        }
        with log.open("w") as output, begun(folder, given, output.fileno()) as process:
            run = Run(sandbox, session, log, port, process)
            try:
                await run.until_logged("Hourglass is running as")
                yield run
            finally:
                process.send_signal(signal.SIGTERM)
                await asyncio.to_thread(process.wait, 30)


def begun(folder: Path, given: dict[str, str], output: int) -> "subprocess.Popen[bytes]":
    shell = environment(folder, given)
    return subprocess.Popen([*HOURGLASS, "run"], cwd=folder, env=shell, stdout=output, stderr=output)


async def refuse_unlucky_words(url: str) -> None:
    """Let the database refuse a message, as it refuses what breaks one of its rules."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as outside:
            outside.execute(
                "CREATE TRIGGER luck BEFORE INSERT ON messages WHEN NEW.text LIKE 'unlucky%' "
                "BEGIN SELECT RAISE(ABORT, 'not today'); END"
            )
        return
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER TABLE messages ADD CHECK (text NOT LIKE 'unlucky%')")
    await connection.close()


async def live_through_it(run: Run, url: str) -> None:
    """A ticket from report to resolution, then all that can go wrong with what people say."""
    people = Control(run.sandbox, run.session)
    ts = await people.begin("ana", "#acme", f"Orders are stuck: {WORDS}")
    await run.until_shown("#triage", WORDS)
    async with asyncio.timeout(30):
        while not (answers := await people.replies("#acme", ts)):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
    await people.press("ana", answers[0], "add_details")
    await people.submit("ana", what=WORDS, since=WORDS, impact=WORDS)
    await people.command("sam", "/resolve", f"1 {WORDS}")
    await people.command("sam", "/claim", f"1 {WORDS}")
    await refuse_unlucky_words(url)
    await run.post("message", user="ana", channel="#acme", text=UNLUCKY)
    await run.until_logged("request failed")
    await run.post("faults", method="chat.postMessage", kind="refused", error="restricted_action", count=2)
    await run.post("message", user="rui", channel="#banco-litoral", text=f"Nobody can pay: {WORDS}")
    await run.until_logged("parked")
    await run.post("faults", method="users.info", kind="http_500", count=10)
    await run.post("message", user="gia", channel="#globex", text=f"It is down: {WORDS}")
    await run.until_logged("request waits")


@pytest.mark.parametrize(("kind", "form"), [("sqlite", "json"), ("postgresql", "console")])
async def test_lines_say_what_they_are_about_and_nothing_that_was_said(
    tmp_path: Path, fresh_url: FreshUrl, kind: str, form: str
) -> None:
    url = fresh_url(kind)
    async with running(tmp_path, url, form) as run:
        await live_through_it(run, url)
        app = run.sandbox.app
    written = (tmp_path / "bot.log").read_text()
    for secret in (WORDS, app.bot_token, app.app_token, app.signing_secret, "Nobody can pay"):
        assert secret not in written, written
    lines = (of_json if form == "json" else of_console)(written)
    failed, waits, parked = (
        [line for line in lines if line["event"] == event]
        for event in ("request failed", "request waits", "parked")
    )
    handled = [line for line in lines if line["event"] == "handled"]
    assert {(line["kind"], line["what"], line["outcome"]) for line in handled} >= {
        ("event", "message", "done"),
        ("action", "add_details", "done"),
        ("submission", "details_modal", "done"),
        ("command", "/resolve", "done"),
        ("command", "/claim", "refused"),
    }
    of_ticket = [line for line in handled if line.get("ticket") == "1"]
    assert {(line["kind"], line["client"]) for line in of_ticket} >= {("event", "acme"), ("command", "acme")}
    assert all(line["event_id"] and int(line["after_ms"]) >= 0 for line in handled)
    assert failed[0]["event_id"].startswith("Ev")
    assert failed[0]["client"] == "acme"
    assert "DatabaseFailedError" in written
    assert waits[0]["event_id"].startswith("Ev")
    assert {(line["ticket"], line["client"]) for line in parked if "ticket" in line} <= _TICKETS
    assert any("ticket" in line for line in parked)
    assert all(line["level"] in {"info", "warning", "error"} for line in lines)


def of_json(written: str) -> list[dict[str, str]]:
    """Every line is an object of its own, the greeting too."""
    lines = written.splitlines()
    return [{name: str(value) for name, value in json.loads(line).items()} for line in lines]


def of_console(written: str) -> list[dict[str, str]]:
    """What people read: time, level and words, then what it is about."""
    lines = re.findall(r"^\d{4}\S+ \[(\w+) *\] (.+?)  +(.*)$", written, re.MULTILINE)
    return [
        {"level": level, "event": event, **dict(re.findall(r"(\w+)=(\S+)", rest))}
        for level, event, rest in lines
    ]
