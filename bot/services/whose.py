"""Whose hours or digest somebody asks for in a mention, where they name a client: "hours acme"."""

from bot.desk import Desk, Request
from bot.domain.desks import Client, Message, Purpose
from bot.domain.grouping import Query, question_of_whom
from bot.domain.plain_text import folded_words
from bot.services.finding import client_called
from bot.services.heard import client_of


async def whose(desk: Desk, request: Request, message: Message) -> tuple[Query, str] | None:
    """Return the question for hours or a digest and the client that it names; None where a message is none.

    No name is returned where the channel is that client's own. A client's people name themselves alone: what
    else they write after the word is a report, lest the answer tell them who our clients are. Staff may have
    mistyped the name, which is told them.
    """
    asked = question_of_whom(message, desk.installation.bot_user)
    if asked is None:
        return None
    query, name = asked
    async with desk.database.reading() as store:
        channel = await store.channels.get(message.channel)
        if channel is None or channel.purpose is Purpose.UNSET:
            return None
        own = await client_of(store, channel) if channel.purpose is Purpose.CLIENT else None
    if own is not None and _is_called(own, name):
        return query, ""
    if not request.person.is_staff:
        return None
    may_be_name = own is None or " " not in name or await client_called(desk, request, name)
    return (query, name) if may_be_name else None


def _is_called(client: Client, name: str) -> bool:
    """Whether *name* is a client's id, its name, or how that begins."""
    words, whole = folded_words(name), folded_words(client.name)
    return words in {folded_words(client.id), whole[: len(words)]}
