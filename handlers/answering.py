"""How somebody gets their answer: staff where only they see it, a client's people in the thread."""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Words
from bot.logs import get_log
from bot.services.home import show_home_soon
from bot.slack import SlackAwayError, SlackRefusedError
from bot.views import ids
from bot.views.markup import mention
from bot.views.modals import refused_modal
from bot.views.rendered import Rendered, View
from handlers.asked import desk_of, home_of, modal_of, request_of
from handlers.envelope import COMMAND, user_of

Send: TypeAlias = Callable[[Desk, Request, Mapping[str, Any]], Awaitable[object]]
"""Does what a modal was filled in for."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What whoever submitted a form is told in a channel, where only they see it."""

    channel: str
    said: Rendered


_OK: Final = 200
_ANSWERS: Final = frozenset({ids.APPROVE, ids.DECLINE_ESTIMATE})
_UNHEARD: Final = (SlackAwayError, SlackRefusedError)

_log = get_log(__name__)


async def answer(desk: Desk, asked: Request, row: InboxRow, text: str) -> BoltResponse:
    """Answer in words where they are read: a command in its response, a press in a modal in that modal.

    Else staff by an ephemeral message, and a client's person in the thread.
    """
    modal = modal_of(row.body)
    if row.kind == COMMAND:
        return command_answer(Rendered(text, ()))
    if modal:
        await change_modal(desk, modal, refused_modal(text, asked.person.language))
    elif asked.person.is_ours and asked.channel != asked.person.id:
        await _whisper(desk, asked, row, text)
    else:
        await _in_thread(desk, asked, row, text)
    return BoltResponse(status=_OK, body="")


def filled_in(sent: Mapping[str, Send]) -> Callable[..., Awaitable[None]]:
    """Return the listener to modals: it does what each was filled in for, by its `callback_id`.

    Then it closes the modal with whatever lies below, and confirms what was done where there is a word on it.
    """

    async def send(ack: AsyncAck, view: Mapping[str, Any], context: AsyncBoltContext) -> None:
        desk, request = desk_of(context), request_of(context)
        outcome = await sent[view["callback_id"]](desk, request, view)
        refresh_home(desk, request, {"view": view})
        if view.get("previous_view_id"):
            await ack(response_action="clear")
        else:
            await ack()
        if isinstance(outcome, Confirmation):
            await _confirm(desk, request, outcome)

    return send


async def _confirm(desk: Desk, request: Request, done: Confirmation) -> None:
    """Confirm to one person what they submitted; directly where Slack does not show it in the channel."""
    try:
        await desk.slack.whisper(done.channel, request.person.id, done.said.text, done.said.blocks)
    except _UNHEARD:
        await answer_directly(desk, request.key, request.person.id, done.said.text)


def command_answer(said: Rendered) -> BoltResponse:
    """Return the response to a slash command that only its sender sees."""
    body: dict[str, Any] = {"response_type": "ephemeral", "text": said.text}
    if said.blocks:
        body["blocks"] = list(said.blocks)
    return BoltResponse(status=_OK, body=json.dumps(body), headers={"content-type": "application/json"})


async def answer_late(desk: Desk, row: object, response: BoltResponse) -> None:
    """Write a command's answer to its sender directly, where it cannot go back the way the command came.

    What was pressed or submitted shows its outcome by itself.
    """
    if not isinstance(row, InboxRow) or row.kind != COMMAND or not response.body:
        return
    await answer_directly(desk, row.key, user_of(row.body), str(json.loads(response.body)["text"]))


async def answer_directly(desk: Desk, key: str, person: str, text: str) -> None:
    """Write to somebody as soon as Slack takes it, once whatever comes between."""
    async with desk.transaction() as store:
        await store.tell(Notice(f"late:{key}", Act.POST, Words.ANSWER, person, facts={"text": text}))


async def change_modal(desk: Desk, modal: str, view: View) -> None:
    """Show the outcome in an open modal; where that was closed meanwhile, nobody waits for it."""
    with suppress(*_UNHEARD):
        await desk.slack.update_view(modal, view)


def refresh_home(desk: Desk, asked: Request, body: Mapping[str, Any]) -> None:
    """Have App Home shown anew after something was done there, or in a modal that was opened from there."""
    home = home_of(body)
    if home is not None:
        show_home_soon(desk, asked, home)


async def open_modal(desk: Desk, body: Mapping[str, Any], view: View) -> None:
    """Open a modal; over the one that its button stands in, if any.

    One that comes of App Home carries what that shows, so that it can be shown anew once it is filled in.
    """
    home = home_of(body)
    carrying = view if home is None else ids.with_home(view, home)
    await desk.slack.open_view(str(body["trigger_id"]), carrying, on_top=bool(modal_of(body)))


async def _whisper(desk: Desk, asked: Request, row: InboxRow, text: str) -> None:
    """Tell one person; where Slack does not answer, write to them directly once it does."""
    place = row.body.get("container")
    thread_ts = str(place.get("thread_ts") or "") if isinstance(place, Mapping) else ""
    try:
        await desk.slack.whisper(asked.channel, asked.person.id, text, (), thread_ts or None)
    except SlackRefusedError:
        return
    except SlackAwayError:
        await answer_directly(desk, row.key, asked.person.id, text)


async def _in_thread(desk: Desk, asked: Request, row: InboxRow, text: str) -> None:
    """Tell one of a client's people where all of theirs read it: of an estimate each of them once alone."""
    estimate = _estimate_pressed(row.body)
    said = f"{mention(asked.person.id)} {text}" if estimate else text
    key = f"answer:estimate:{estimate}:{asked.person.id}" if estimate else f"answer:{row.key}"
    thread = thread_of(row.body)
    place = Notice(key, Act.POST, Words.ANSWER, asked.channel, thread, facts={"text": said})
    async with desk.transaction(asked) as store:
        await store.tell(place)


def _estimate_pressed(body: Mapping[str, Any]) -> str:
    """Return which estimate somebody pressed Approve or Decline of; empty where it was anything else."""
    pressed: Mapping[str, Any] = next(iter(body.get("actions") or ()), {})
    return str(pressed.get("value") or "") if pressed.get("action_id") in _ANSWERS else ""


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
