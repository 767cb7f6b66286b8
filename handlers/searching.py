"""`/ticket find`, and the buttons that turn the pages of what was found."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncRespond

from bot.services.searching import find
from bot.views import ids
from bot.views.rendered import Rendered
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb


async def _find(command: Command) -> Rendered:
    return await find(command.desk, command.request, command.typed.text)


async def turn(
    ack: AsyncAck, action: Mapping[str, Any], respond: AsyncRespond, context: AsyncBoltContext
) -> None:
    """Show another page in place of the one that the button is on."""
    page, _, typed = ids.value_of(action).partition(":")
    said = await find(desk_of(context), request_of(context), typed, int(page) if page.isdecimal() else 0)
    await ack()
    with suppress(aiohttp.ClientError, asyncio.TimeoutError):  # they see that nothing came, and press again
        await respond(text=said.text, blocks=list(said.blocks), replace_original=True)


VERBS: Final[Mapping[str, Verb]] = {"find": _find}
LISTENERS: Final = {ids.PREVIOUS_FOUND: turn, ids.NEXT_FOUND: turn}
