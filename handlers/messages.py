"""What people say: messages, mentions, edits, deletions, and the ticket emoji."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.desk import Desk, Request
from bot.domain.desks import Side
from bot.domain.grouping import read_query, strip_mention
from bot.domain.tickets import Origin
from bot.services.intake import hear
from bot.services.messages import deleted, edited, read_message
from bot.services.opening import open_from_message
from bot.services.queries import answer_query, greet
from handlers.asked import desk_of, request_of
from handlers.envelope import SAID

TICKET_EMOJI: Final = "ticket"


async def on_message(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Take in what was said, edited or deleted."""
    desk, request = desk_of(context), request_of(context)
    subtype = str(event.get("subtype") or "")
    if event.get("channel_type") == "im":
        await greet(desk, request)
    elif subtype == "message_changed":
        changed = event["message"]
        await edited(desk, request, request.channel, str(changed["ts"]), str(changed.get("text") or ""))
    elif subtype == "message_deleted":
        await deleted(desk, request, request.channel, str(event["deleted_ts"]))
    elif subtype in SAID:
        await said(desk, request, event)


async def said(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Answer a mention that asks something; take in everything else that a person said."""
    bot = desk.installation.bot_user
    side = Side.STAFF if request.person.is_ours else Side.CLIENT
    message = await read_message(desk, event, request.channel, side)
    if f"<@{bot}>" in message.text:
        query = read_query(strip_mention(message.text, bot), request.person.language)
        if query is not None:
            await answer_query(desk, request, message, *query)
            return
    await hear(desk, request, message)


async def on_reaction(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Open a ticket from the message that somebody put the ticket emoji on."""
    item = event.get("item") or {}
    if event.get("reaction") != TICKET_EMOJI or item.get("type") != "message":
        return
    await open_from_message(
        desk_of(context), request_of(context), request_of(context).channel, str(item["ts"]), Origin.EMOJI
    )


def register(app: AsyncApp) -> None:
    """Listen to what people say."""
    app.event("message")(on_message)
    app.event("app_mention")(on_message)
    app.event("reaction_added")(on_reaction)
