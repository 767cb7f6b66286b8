"""Durable acks a second by signed HTTP, and events to tickets, beside a Bolt app that only acks.

Each in its own process: the local Slack, the bare app, Hourglass (SQLite, `synchronous=FULL`). The same
requests go to both; every message is by somebody else in its channel, so that each opens a ticket.
"""

import asyncio
import hashlib
import hmac
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import aiohttp

CHANNELS: Final = 200
EVENTS: Final = 4000
_AT_ONCE: Final = 64
_LONGEST_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Slack:
    """The local Slack of a run: where it is, its secrets, and the ids in its world."""

    url: str
    bot_token: str
    secret: str
    said: tuple[tuple[str, str, str], ...]
    """Channel, person and `ts` of each message."""


def world() -> str:
    """Return a world file: one client with as many channels and people as the load needs."""
    people = [
        f'[[people]]\nhandle = "p{n}"\nname = "P {n}"\nteam = "client"\n' for n in range(EVENTS // CHANNELS)
    ]
    everybody = ", ".join(f'"p{n}"' for n in range(EVENTS // CHANNELS))
    places = [f'[[channels]]\nname = "c{n}"\nmembers = ["ada", {everybody}]\n' for n in range(CHANNELS)]
    teams = '[[teams]]\nkey = "us"\nname = "Us"\n[[teams]]\nkey = "client"\nname = "Client"\n'
    ada = '[[people]]\nhandle = "ada"\nname = "Ada"\nteam = "us"\nstanding = "owner"\n'
    triage = '[[channels]]\nname = "triage"\nmembers = ["ada"]\n'
    return "\n".join([teams, ada, *people, triage, *places])


def clients() -> str:
    """Return the clients file for `world`."""
    places = ", ".join(f'{{ channel = "#c{n}" }}' for n in range(CHANNELS))
    head = 'triage = ["#triage"]\n[[clients]]\nid = "client"\nname = "Client"\nplan = "matai-growth"\n'
    return f"{head}channels = [{places}]\n"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def program(
    *words: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a Python module for as long as the block lasts."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE, env={**os.environ, **(env or {})}
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        await started.wait()


def requests(slack: Slack) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Yield signed events, as Slack sends them: one message by each person in each channel."""
    team, started_at = "T1", int(time.time())
    for number, (channel, user, ts) in enumerate(slack.said):
        said = {"type": "message", "channel": channel, "channel_type": "channel", "user": user, "ts": ts}
        event = said | {"text": f"Report {number}: nothing works", "event_ts": ts, "team": team}
        body = {"type": "event_callback", "team_id": team, "api_app_id": "A1", "event_id": f"Ev{number}"}
        raw = json.dumps(body | {"event_time": started_at, "event": event}).encode()
        signed = hmac.new(slack.secret.encode(), f"v0:{started_at}:".encode() + raw, hashlib.sha256)
        signature = f"v0={signed.hexdigest()}"
        headers = {"X-Slack-Request-Timestamp": str(started_at), "X-Slack-Signature": signature}
        yield raw, {"Content-Type": "application/json", **headers}


async def acks_a_second(url: str, slack: Slack) -> float:
    """Send all requests, as many at once as Slack may, and return how many were acked a second."""
    waiting = list(requests(slack))
    waiting.reverse()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_AT_ONCE)) as session:

        async def send() -> None:
            while waiting:
                raw, headers = waiting.pop()
                async with session.post(f"{url}/slack/events", data=raw, headers=headers) as response:
                    assert response.status == 200, await response.text()

        started = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(_AT_ONCE)))
        return EVENTS / (time.perf_counter() - started)


async def until(url: str) -> None:
    """Wait until a server answers at all."""
    async with aiohttp.ClientSession() as session:
        for _ in range(_LONGEST_SECONDS * 10):
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
    raise TimeoutError(url)


async def inbox_empty(url: str) -> None:
    """Wait until every event is handled."""
    async with aiohttp.ClientSession() as session:
        for _ in range(_LONGEST_SECONDS * 20):
            async with session.get(f"{url}/readyz") as response:
                if (await response.json()).get("inbox") == 0:
                    return
            await asyncio.sleep(0.05)
    raise TimeoutError("the inbox did not empty")


@asynccontextmanager
async def local_slack(folder: Path) -> AsyncIterator[Slack]:
    """Run the local Slack with our world."""
    (folder / "world.toml").write_text(world(), encoding="utf-8")
    port = free_port()
    words = ("sandbox", "--slack-only", "--no-rate-limits", "--world", str(folder / "world.toml"))
    async with program("bot", *words, "--port", str(port)) as started:
        assert started.stdout is not None
        lines = [(await started.stdout.readline()).decode().strip().partition("=") for _ in range(4)]
        said = {name: value for name, _, value in lines}
        url = f"http://127.0.0.1:{port}"
        await until(f"{url}/control/world")
        async with aiohttp.ClientSession() as session:
            messages = await _say_all(session, url)
        yield Slack(url, said["SLACK_BOT_TOKEN"], said["SLACK_SIGNING_SECRET"], messages)


async def _say_all(session: aiohttp.ClientSession, url: str) -> tuple[tuple[str, str, str], ...]:
    """Let everybody say something everywhere, so that there is something to answer; nothing is delivered."""
    async with session.get(f"{url}/control/world") as response:
        found = await response.json()
    channels = [each["id"] for each in found["channels"] if each["name"].startswith("c")]
    users = [each["id"] for each in found["users"] if each["name"].startswith("p")]
    messages = []
    for user, channel in product(users, channels):
        body = {"channel": channel, "user": user, "text": "Nothing works"}
        async with session.post(f"{url}/control/message", json=body) as response:
            messages.append((channel, user, (await response.json())["ts"]))
    return tuple(messages)


async def measure() -> list[tuple[str, float, float]]:
    """Return rows of a name, a rate a second, and its ratio to the bare app's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with local_slack(folder) as slack:
            bare = await _bare(slack)
            acked, ticketed = await _hourglass(slack, folder)
    return [
        ("acks of a Bolt app that only acks", bare, 1.0),
        ("durable acks of Hourglass (goal 0.5)", acked, acked / bare),
        ("events to committed tickets (goal 0.3)", ticketed, ticketed / bare),
    ]


async def _bare(slack: Slack) -> float:
    port = free_port()
    words = (str(port), slack.bot_token, slack.secret, f"{slack.url}/api/")
    async with program("tests.bench.bare", *words):
        url = f"http://127.0.0.1:{port}"
        await until(url)
        return await acks_a_second(url, slack)


async def _hourglass(slack: Slack, folder: Path) -> tuple[float, float]:
    (folder / "clients.toml").write_text(clients(), encoding="utf-8")
    port = free_port()
    env = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.secret,
        "SLACK_API_URL": f"{slack.url}/api/",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "HOURGLASS_CLIENTS": str(folder / "clients.toml"),
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    async with program("bot", "run", env=env):
        url = f"http://127.0.0.1:{port}"
        await until(f"{url}/healthz")
        started = time.perf_counter()
        acked = await acks_a_second(url, slack)
        await inbox_empty(url)
        return acked, EVENTS / (time.perf_counter() - started)
