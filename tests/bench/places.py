"""The local Slack, the bare app and Hourglass, each run as a program, as people run it."""

from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.programs import OK, line_of, program, until
from tests.ports import free_port


@dataclass(frozen=True, slots=True)
class Slack:
    """A local Slack: where it is, and the secrets of the app in it."""

    url: str
    bot_token: str
    secret: str

    @property
    def api_url(self) -> str:
        """Where its Web API is."""
        return f"{self.url}/api/"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that takes Slack's requests."""

    process: Process
    port: int


@asynccontextmanager
async def local_slack(world: Path | None = None) -> AsyncIterator[Slack]:
    """Run the local Slack, with the demo world unless another is given, and without Slack's rate limits."""
    port = free_port()
    words = ("sandbox", "--slack-only", "--no-rate-limits", "--port", str(port))
    more = ("--world", str(world)) if world else ()
    async with program("bot", *words, *more) as started:
        lines = [await line_of(started) for _ in range(4)]
        said = dict(line.split("=", 1) for line in lines)
        await until(port, "/control/world", OK)
        yield Slack(f"http://127.0.0.1:{port}", said["SLACK_BOT_TOKEN"], said["SLACK_SIGNING_SECRET"])


@asynccontextmanager
async def bare_app(slack: Slack, *, pause_seconds: float = 0.05) -> AsyncIterator[Server]:
    """Run the peer."""
    port = free_port()
    words = (str(port), slack.bot_token, slack.secret, slack.api_url)
    async with program("tests.bench.bare", *words) as process:
        await until(port, pause_seconds=pause_seconds)
        yield Server(process, port)


@asynccontextmanager
async def hourglass(
    slack: Slack, database_url: str, clients: Path, *, pause_seconds: float = 0.05
) -> AsyncIterator[Server]:
    """Run Hourglass by its own command."""
    port = free_port()
    env = {**environment(slack, database_url, clients), "PORT": str(port)}
    async with program("bot", "run", env=env) as process:
        await until(port, "/healthz", OK, pause_seconds=pause_seconds)
        yield Server(process, port)


def environment(slack: Slack, database_url: str, clients: Path) -> Mapping[str, str]:
    """Return the settings of Hourglass for that Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.secret,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "HOURGLASS_CLIENTS": str(clients),
        "LOG_LEVEL": "ERROR",
    }
