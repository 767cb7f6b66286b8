"""`/ticket wishes`, and the button by which a client's people vote for one."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.services import wishes
from bot.services.finding import client_here, named_client
from bot.views import ids
from bot.views.rendered import Rendered
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb


async def _wishes(command: Command) -> Rendered:
    """List the wishes of the client that is named, or whose channel this is; else of all."""
    name = command.typed.text
    here = None if name else await client_here(command.desk, command.request)
    client = await named_client(command.desk, command.request, name) if name else here
    return await wishes.wishes(command.desk, command.request, client)


async def press_vote(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Give a vote, or take it back."""
    await wishes.vote(desk_of(context), request_of(context), ids.ticket_of(action))
    await ack()


VERBS: Final[Mapping[str, Verb]] = {"wishes": _wishes}
LISTENERS: Final = {ids.VOTE: press_vote}
