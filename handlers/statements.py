"""`/hours statement`, which sends what a month came to, and the button that marks a draft as billed."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.domain.statement_text import read_statement
from bot.services.billing import mark_billed
from bot.services.finding import client_here, named_client
from bot.services.statements import send_statement
from bot.views import ids
from bot.views.rendered import Rendered
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb


async def statement(command: Command) -> Rendered:
    """Send the statement of the client that is named, or whose channel this is."""
    desk, request, asked = command.desk, command.request, read_statement(command.typed.text)
    here = None if asked.client else await client_here(desk, request)
    client = here or await named_client(desk, request, asked.client)
    return await send_statement(desk, request, client, asked.day, for_client=asked.for_client)


async def mark(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Mark an invoice draft as billed."""
    await mark_billed(desk_of(context), request_of(context), ids.value_of(action))
    await ack()


VERBS: Final[Mapping[str, Verb]] = {"statement": statement}
LISTENERS: Final = {ids.MARK_BILLED: mark}
