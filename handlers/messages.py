"""What people say: messages, mentions, edits, deletions, and the ticket emoji."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow, Side
from bot.domain.grouping import question_in
from bot.domain.tickets import Origin, Ticket
from bot.services.intake import hear
from bot.services.messages import deleted, edited
from bot.services.opening import open_from_message
from bot.services.queries import answer_query, greet
from bot.services.reading import SAID, TOMBSTONE, read_message, words_of
from bot.services.together import Said, open_together
from bot.services.whose import whose
from handlers.asked import Listener

TICKET_EMOJI: Final = "ticket"
_LONGEST: Final = 4_000


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
    query = query or await whose(desk, request, message)
    if query is not None:
        await answer_query(desk, request, message, *query)
    else:
        await hear(desk, request, message)


async def said_together(desk: Desk, rows: Sequence[InboxRow]) -> dict[str, Ticket]:
    """Open tickets from events at once, as far as they are plain reports; return them by the events' keys."""
    said = [Said(row.key, words_of(_event(row), row.lane, Side.CLIENT)) for row in rows if _is_words(row)]
    return await open_together(desk, said) if len(said) > 1 else {}


def _is_words(row: InboxRow) -> bool:
    """Whether an event, not tried yet, is somebody's words outside threads; long ones take long to read."""
    event = _event(row)
    is_said = event.get("type") == "message" and not event.get("subtype") and bool(event.get("user"))
    is_alone = not event.get("thread_ts") and not event.get("files")
    return is_said and is_alone and not row.attempts and len(str(event.get("text") or "")) <= _LONGEST


def _event(row: InboxRow) -> Mapping[str, Any]:
    event = row.body.get("event")
    return event if isinstance(event, Mapping) else {}


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
