"""`/support call`, and the button that shares an agenda with the client."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.services import agendas, check_ins
from bot.services.check_ins import Change, TypedCall
from bot.services.finding import client_here, named_client
from bot.views import ids
from bot.views.rendered import Rendered
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb

_SAID: Final = re.compile(
    r"(?:^|\s)(?:(?P<cancel>cancel|off)|(?P<planned>as\s+planned|plan)"
    r"|(?P<when>(?:on\s+\S+|tomorrow|today|\d{4}-\d\d-\d\d)(?:\s+\S.*)?))\s*$",
    re.IGNORECASE,
)
"""What is done to a talk; what stands before it names the client."""
_REVIEW: Final = re.compile(r"(?:^|\s)review\s*$", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}-")


async def _call(command: Command) -> Rendered:
    """Show, move or cancel a talk with the client that is named, or whose channel this is."""
    text = command.typed.text
    said = _SAID.search(text)
    name = text[: said.start()] if said else text
    review = _REVIEW.search(name)
    name = " ".join((name[: review.start()] if review else name).split())
    here = None if name else await client_here(command.desk, command.request)
    client = here or await named_client(command.desk, command.request, name)
    typed = _typed(said, is_review=review is not None)
    return await check_ins.call(command.desk, command.request, client.id, typed)


def _typed(said: re.Match[str] | None, *, is_review: bool) -> TypedCall:
    if said is None:
        return TypedCall(is_review=is_review)
    if said["when"]:
        when = said["when"]
        return TypedCall(Change.MOVE, is_review, f"on {when}" if _DATE.match(when) else when)
    return TypedCall(Change.CANCEL if said["cancel"] else Change.AS_PLANNED, is_review)


async def share(ack: AsyncAck, action: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Post the client's edition of the agenda that the button is below."""
    await agendas.share(desk_of(context), request_of(context), json.loads(ids.value_of(action)))
    await ack()


VERBS: Final[Mapping[str, Verb]] = {"call": _call}
LISTENERS: Final = {ids.SHARE_AGENDA: share}
