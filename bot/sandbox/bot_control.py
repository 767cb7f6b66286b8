"""How the sandbox asks a bot when its next moment is, and waits until it has nothing left to do."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import aiohttp


async def _nothing() -> None:
    """Do nothing: what a bot without that ability answers."""


async def _never() -> datetime | None:
    return None


async def _unmoved(_: datetime) -> None:
    """Do nothing: a bot that shares the sandbox's clock needs no telling."""


@dataclass(frozen=True, slots=True)
class BotControl:
    """The bot's side of a moved clock: asked between steps, so that everything happens in its order."""

    next_due: Callable[[], Awaitable[datetime | None]] = _never
    """When the bot wants to be woken next; None for never."""
    idle: Callable[[], Awaitable[None]] = _nothing
    """Answers when inbox and outbox are empty and nothing is due now."""
    reset: Callable[[], Awaitable[None]] = _nothing
    """Clears the bot's data."""
    ready: Callable[[], Awaitable[None]] = _nothing
    """Answers once the bot hears Slack."""
    moved: Callable[[datetime], Awaitable[None]] = _unmoved
    """Told each instant that the clock was moved to."""


def remote_bot(url: str, session: aiohttp.ClientSession) -> BotControl:
    """Return the control of a bot in another process, reached at *url*.

    It is asked `GET url/next_due`, `POST url/idle`, `POST url/clock {"now": ISO 8601}`; one that offers no
    `POST url/reset` (404) keeps its data.
    """
    base = url.rstrip("/")

    async def next_due() -> datetime | None:
        async with session.get(f"{base}/next_due") as response:
            response.raise_for_status()
            due = (await response.json())["next_due"]
        return None if due is None else datetime.fromisoformat(due)

    async def tell(call: str, **body: str) -> None:
        async with session.post(f"{base}/{call}", json=body) as response:
            if response.status != 404:  # noqa: PLR2004 - the bot need not offer every call
                response.raise_for_status()

    async def moved(now: datetime) -> None:
        with suppress(aiohttp.ClientConnectionError):
            await tell("clock", now=now.isoformat())

    return BotControl(next_due, lambda: tell("idle"), lambda: tell("reset"), moved=moved)
