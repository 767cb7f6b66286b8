"""How somebody gets their answer: staff where only they see it, a client's people in the thread."""

import json
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Words
from bot.slack import SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.views.rendered import Rendered
from handlers.envelope import COMMAND

_OK: Final = 200


async def answer(desk: Desk, asked: Request, row: InboxRow, text: str) -> BoltResponse:
    """Answer in words, in the place that fits who asked and how."""
    return await answer_with(desk, asked, row, Rendered(text, ()))


async def answer_with(desk: Desk, asked: Request, row: InboxRow, said: Rendered) -> BoltResponse:
    """Answer a command in its response, staff by an ephemeral message, a client's person in the thread."""
    if row.kind == COMMAND:
        return command_answer(said)
    if asked.person.is_ours and asked.channel != asked.person.id:
        await _whisper(desk, asked, said)
    else:
        await _in_thread(desk, asked, row, said)
    return BoltResponse(status=_OK, body="")


def command_answer(said: Rendered) -> BoltResponse:
    """Return the response to a slash command that only its sender sees."""
    body: dict[str, Any] = {"response_type": "ephemeral", "text": said.text}
    if said.blocks:
        body["blocks"] = list(said.blocks)
    return BoltResponse(status=_OK, body=json.dumps(body), headers={"content-type": "application/json"})


async def _whisper(desk: Desk, asked: Request, said: Rendered) -> None:
    """Tell one person; an ephemeral message that does not arrive is lost, as Slack has it."""
    try:
        await desk.slack.whisper(asked.channel, asked.person.id, said.text, said.blocks)
    except (SlackBusyError, SlackRefusedError, SlackUnclearError):
        return


async def _in_thread(desk: Desk, asked: Request, row: InboxRow, said: Rendered) -> None:
    facts = {"text": said.text}
    place = Notice(
        f"answer:{row.key}", Act.POST, Words.ANSWER, asked.channel, thread_of(row.body), facts=facts
    )
    async with desk.transaction(asked) as store:
        await store.tell(place)


def thread_of(body: Mapping[str, Any]) -> str | None:
    """Return the thread that a request was made in; a message that heads none yet becomes a head."""
    event = body.get("event")
    if isinstance(event, Mapping):
        said = event.get("thread_ts") or event.get("ts")
        item = event.get("item")
        return str(said or (item.get("ts") if isinstance(item, Mapping) else "")) or None
    place = body.get("container") or {}
    message = body.get("message") or {}
    found = place.get("thread_ts") or message.get("thread_ts") or place.get("message_ts") or message.get("ts")
    return str(found) if found else None
