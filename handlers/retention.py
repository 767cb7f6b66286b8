"""`/support retention`: for how long what people said is kept, and the button that confirms it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncRespond

from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.domain.retention_text import read_retention
from bot.services import retention
from bot.services.finding import client_here, named_client
from bot.views import ids
from bot.views.rendered import Rendered
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb

_ALL: Final = "all"


async def _retention(command: Command) -> Rendered:
    """Show or set it for the client that is named, or whose channel this is; else for all."""
    check(command.request.person, Action.SET_RETENTION, None)
    typed = read_retention(command.typed.text)
    client = await _client(command, typed.client)
    return await retention.ask(command.desk, command.request, client, typed)


async def _client(command: Command, name: str) -> Client | None:
    if name.lower() == _ALL:
        return None
    if name:
        return await named_client(command.desk, command.request, name, _ALL)
    return await client_here(command.desk, command.request)


async def confirm(
    ack: AsyncAck, action: Mapping[str, Any], respond: AsyncRespond, context: AsyncBoltContext
) -> None:
    """Set what the button says, and say so in place of the question."""
    said = await retention.set_to(desk_of(context), request_of(context), ids.value_of(action))
    await ack()
    with suppress(aiohttp.ClientError, asyncio.TimeoutError):  # `/support retention` shows what is set
        await respond(text=said.text, blocks=list(said.blocks), replace_original=True)


VERBS: Final[Mapping[str, Verb]] = {"retention": _retention}
LISTENERS: Final = {ids.SET_RETENTION: confirm}
