"""A local Slack that keeps its world while bots in processes of their own live and die in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import aiohttp

from bot.sandbox import BotControl
from bot.sandbox.bot_control import remote_bot
from bot.settings import Settings
from tests.crash.life import Addresses, Birth, live
from tests.forked import FORKED
from tests.live import Control, bot_settings, demo_clients_file, slack

_PATIENCE_SECONDS: Final = 30.0
"""A safety net: a bot that neither gets ready nor dies."""

_LONGEST_LEASE_SECONDS: Final = 61


class Life:
    """A bot at work in its own process."""

    def __init__(self, process: ForkServerProcess, addresses: Addresses | None, control: Control) -> None:
        self._process = process
        self._control = control
        self.is_ready = addresses is not None
        """Whether it came so far; one that died before is nowhere."""
        self.url = addresses.url if addresses else ""
        self.control_url = addresses.control_url if addresses else ""

    async def dies_at(self, step: str, times: int = 1) -> None:
        """Let it die when it reaches *step* for the *times*-th time from now on."""
        await self._ask("arm", step=step, times=times)

    async def steps(self) -> list[str]:
        """Return the functions that were called since this was last asked, by their names."""
        found: list[str] = await self._ask("record")
        return found

    def kill(self) -> None:
        """Kill it as the system would: without a word."""
        self._process.kill()

    async def ended(self, seconds: float = _PATIENCE_SECONDS) -> int | None:
        """Return how the process ended (minus the signal); None where it lives on after *seconds*."""
        return await _end_of(self._process, seconds)

    def bot_control(self) -> BotControl:
        """Return what the local Slack drives it by; one that is dead has nothing left to do."""
        remote = remote_bot(self.control_url, self._control.session)

        async def next_due() -> datetime | None:
            with suppress(aiohttp.ClientConnectionError):
                return await remote.next_due()
            return None

        async def next_try() -> datetime | None:
            with suppress(aiohttp.ClientConnectionError):
                return await remote.next_try()
            return None

        async def idle() -> None:
            with suppress(aiohttp.ClientConnectionError):
                await remote.idle()

        return BotControl(next_due, idle, moved=remote.moved, next_try=next_try)

    async def _ask(self, call: str, **body: object) -> list[str]:
        async with self._control.session.post(f"{self.control_url}/{call}", json=body) as response:
            assert response.status == 200, await response.text()
            answer: list[str] = await response.json()
            return answer


@dataclass(slots=True)
class Stage:
    """The world, and who plays in it; `life` is the bot that hears Slack now."""

    control: Control
    settings: Settings
    processes: list[ForkServerProcess]

    async def bear(self, dies_at: str = "") -> Life:
        """Start a bot that hears Slack from now on, and let it catch up with what an earlier one left.

        It dies at the step *dies_at*, if one is named, maybe before it is ready.
        """
        life = await self.start(dies_at)
        if life.is_ready:
            self.attach(life)
            await self.control.advance(seconds=_LONGEST_LEASE_SECONDS if dies_at else 0)
        return life

    async def start(self, dies_at: str = "") -> Life:
        """Start a bot that takes up what is left over, and hears nothing of Slack by HTTP yet."""
        return Life(*await self._born(dies_at), self.control)

    def attach(self, life: Life) -> None:
        """Let *life* hear Slack, and the local Slack drive it."""
        sandbox = self.control.sandbox
        if self.settings.slack_app_token is None:
            sandbox.push_url = f"{life.url}/slack/events"
        sandbox.attach(life.bot_control())

    async def _born(self, dies_at: str) -> tuple[ForkServerProcess, Addresses | None]:
        here, there = FORKED.Pipe(duplex=False)
        birth = Birth(self.settings, self.control.sandbox.clock.now(), dies_at)
        process = FORKED.Process(target=live, args=(birth, there), daemon=True)
        process.start()
        self.processes.append(process)
        there.close()
        return process, await _first_words(here)


@asynccontextmanager
async def stage(database_url: str, folder: Path, *, socket: bool = False) -> AsyncIterator[Stage]:
    """The demo world with its clients declared, and nobody at work in it yet."""
    processes: list[ForkServerProcess] = []
    async with slack(socket=socket) as sandbox, aiohttp.ClientSession() as session:
        settings = bot_settings(sandbox, database_url, demo_clients_file(folder), socket=socket)
        try:
            yield Stage(Control(sandbox, session), settings, processes)
        finally:
            sandbox.attach(BotControl())
            for each in processes:
                each.kill()
                each.join()
                each.close()


async def _first_words(pipe: "Connection[None, Addresses]") -> Addresses | None:
    """Return what a new life says once it is ready; None where it died before."""
    try:
        await _readable(pipe.fileno(), _PATIENCE_SECONDS)
        return pipe.recv()
    except (EOFError, ConnectionResetError):
        return None
    finally:
        pipe.close()


async def _end_of(process: ForkServerProcess, seconds: float) -> int | None:
    try:
        await _readable(process.sentinel, seconds)
    except TimeoutError:
        return None
    process.join()
    return process.exitcode


async def _readable(file: int, seconds: float) -> None:
    """Return once there is something to read; TimeoutError after *seconds*."""
    loop, is_readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(file, is_readable.set)
    try:
        async with asyncio.timeout(seconds):
            await is_readable.wait()
    finally:
        loop.remove_reader(file)
