"""A desk for `hourglass doctor` to look at, and what it found, for tests."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.sandbox import MovableClock, Sandbox, demo_world, read_manifest
from bot.services.doctor.findings import Finding, Outcome
from bot.shipped import manifest_text
from tests.live import Live, demo_clients_file, desk


@dataclass(frozen=True, slots=True)
class Shifted:
    """A clock that is wrong by as much."""

    clock: Clock
    by: timedelta

    def now(self) -> datetime:
        return self.clock.now() + self.by

    async def sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)


@asynccontextmanager
async def slack(manifest: str = "", *, socket: bool = False) -> AsyncIterator[Sandbox]:
    declared = read_manifest(manifest or manifest_text())
    world = demo_world()
    clock = MovableClock(world.starts_at)
    async with Sandbox.start(world, declared, clock=clock, socket=socket, rate_limits=False) as sandbox:
        yield sandbox


def environ(sandbox: Sandbox, url: str, **more: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": url,
        **more,
    }


@asynccontextmanager
async def worked(url: str, folder: Path, manifest: str = "") -> AsyncIterator[tuple[Sandbox, Live]]:
    """A desk at work in the demo world, with its clients declared."""
    async with slack(manifest) as sandbox, desk(sandbox, url, demo_clients_file(folder)) as live:
        yield sandbox, live


def by_subject(found: list[Finding]) -> Mapping[str, list[Finding]]:
    """What was found, by what it is about; whatever is to be mended or looked at has its remedy."""
    assert all(bool(each.remedy) == (each.outcome in {Outcome.WARNING, Outcome.PROBLEM}) for each in found)
    return {each.about: [other for other in found if other.about == each.about] for each in found}


def wrong(found: list[Finding]) -> list[tuple[str, Outcome, str]]:
    """What is not well, without its remedy."""
    return [(each.about, each.outcome, each.said) for each in found if each.outcome is not Outcome.OK]
