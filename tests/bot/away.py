"""A bot that is away for a while, and what it makes of what was said meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.domain.desks import Message
from bot.sandbox import Sandbox
from tests.live import Control, Json, Live, demo_clients_file, desk

HISTORY = "conversations.history"
REPLIES = "conversations.replies"


@asynccontextmanager
async def bot(world: Sandbox, url: str, folder: Path) -> AsyncIterator[Live]:
    async with desk(world, url, demo_clients_file(folder)) as live:
        yield live


@asynccontextmanager
async def away(world: Sandbox) -> AsyncIterator[Control]:
    """Nobody is there to hear, and Slack gives up on each event at once."""
    world.push_url = None
    async with aiohttp.ClientSession() as session:
        yield Control(world, session)


async def number_of(live: Live, ts: str, channel: str = "#acme") -> int | None:
    """The ticket that a message is part of; None where there is none, or where nobody heard the message."""
    found = await heard(live, ts, channel)
    return found.ticket if found else None


async def heard(live: Live, ts: str, channel: str = "#acme") -> Message | None:
    channel_id = (await live.messages(channel))[0]["channel"]
    async with live.bot.desk.database.reading() as store:
        return await store.messages.get(channel_id, ts)


async def history_calls(live: Control, method: str = HISTORY) -> list[Json]:
    return list((await live.get("calls", method=method))["calls"])
