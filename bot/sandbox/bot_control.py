"""How the sandbox asks a bot when its next moment is, and waits until it has nothing left to do."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

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
    next_try: Callable[[], Awaitable[datetime | None]] = _never
    """When the bot tries again what it could not do yet, as Slack asked it to wait or never answered; None
    where nothing waits. `idle` does not wait for that; `/control/settle` does, if that is within 30 s."""


def remote_bot(url: str, session: aiohttp.ClientSession) -> BotControl:
    """Return the control of a bot in another process, reached at *url*.

    It is asked `GET url/next_due`, `POST url/idle`, `POST url/clock {"now": ISO 8601}`; one that offers no
    `POST url/reset` (404) keeps its data, and one that offers no `GET url/next_try` has nothing that waits.
    """
    base = url.rstrip("/")

    async def moment(name: str, *, may_lack: bool = False) -> datetime | None:
        async with session.get(f"{base}/{name}") as response:
            if may_lack and response.status == HTTPStatus.NOT_FOUND:
                return None
            response.raise_for_status()
            at = (await response.json())[name]
        return None if at is None else datetime.fromisoformat(at)

    async def tell(call: str, **body: str) -> None:
        async with session.post(f"{base}/{call}", json=body) as response:
            if response.status != HTTPStatus.NOT_FOUND:  # the bot need not offer every call
                response.raise_for_status()

    async def moved(now: datetime) -> None:
        with suppress(aiohttp.ClientConnectionError):
            await tell("clock", now=now.isoformat())

    return BotControl(
        next_due=lambda: moment("next_due"),
        idle=lambda: tell("idle"),
        reset=lambda: tell("reset"),
        moved=moved,
        next_try=lambda: moment("next_try", may_lack=True),
    )
