"""What people say: messages, mentions, edits, deletions, and the ticket emoji."""

from collections.abc import Mapping
from typing import Any, Final

from bot.desk import Desk, Request
from bot.domain.desks import Side
from bot.domain.grouping import question_in
from bot.domain.tickets import Origin
from bot.services.intake import hear
from bot.services.messages import deleted, edited
from bot.services.opening import open_from_message
from bot.services.queries import answer_query, greet
from bot.services.reading import SAID, TOMBSTONE, read_message
from handlers.asked import Listener

TICKET_EMOJI: Final = "ticket"


async def on_message(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Take in what was said, edited or deleted."""
    subtype = str(event.get("subtype") or "")
    if event.get("channel_type") == "im":
        if subtype in SAID:
            await greet(desk, request)
    elif subtype in SAID:
        await said(desk, request, event)
    else:
        before = event.get("previous_message") or {"ts": event.get("deleted_ts")}
        await changed(desk, request, event.get("message") or {}, before)


async def changed(desk: Desk, request: Request, now: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Take in an edit or a deletion; a message that only shows its links' contents now is the same."""
    side = Side.STAFF if request.person.is_ours else Side.CLIENT
    if not now or now.get("subtype") == TOMBSTONE:
        words = {**before, "files": []}  # they are gone, and asking for them would be in vain
        await deleted(desk, request, await read_message(desk, words, request.channel, side))
    elif now.get("text") != before.get("text"):
        await edited(desk, request, await read_message(desk, now, request.channel, side))


async def said(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Answer a mention that asks something; take in everything else that a person said."""
    side = Side.STAFF if request.person.is_ours else Side.CLIENT
    message = await read_message(desk, event, request.channel, side)
    query = question_in(message, desk.installation.bot_user, request.person.language)
    if query is not None:
        await answer_query(desk, request, message, *query)
    else:
        await hear(desk, request, message)


async def on_reaction(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Open a ticket from the message that somebody put the ticket emoji on."""
    item = event.get("item") or {}
    if event.get("reaction") != TICKET_EMOJI or item.get("type") != "message":
        return
    await open_from_message(desk, request, request.channel, str(item["ts"]), Origin.EMOJI)


EVENTS: Final[Mapping[str, Listener]] = {
    "message": on_message,
    "app_mention": on_message,
    "reaction_added": on_reaction,
}
