"""Modals about a ticket: opened by a button, filled in, and handed to the service that does it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.tickets import RequestKind, Severity
from bot.services import kinds, opening, receipts, tickets
from bot.services.queries import scene_for
from bot.views import ids, modals, more
from bot.views.cost_modals import estimate_modal
from bot.views.rendered import View
from bot.views.scene import Scene
from bot.views.submitted import text_in
from handlers.answering import Send, filled_in, open_modal
from handlers.asked import desk_of, request_of

Show: TypeAlias = Callable[[Scene], View]

SHOWN: Final[Mapping[str, tuple[Action, Show]]] = {
    ids.ADD_DETAILS: (Action.ADD_DETAILS, modals.details_modal),
    ids.ASK_REPLY: (Action.REPLY, modals.reply_modal),
    ids.ASK_UPDATE: (Action.REPLY, modals.update_modal),
    ids.ASK_NOTE: (Action.NOTE, modals.note_modal),
    ids.ASK_ASSIGN: (Action.ASSIGN, modals.assign_modal),
    ids.ASK_SEVERITY: (Action.SET_SEVERITY, modals.severity_modal),
    ids.ASK_KIND: (Action.SET_KIND, modals.kind_modal),
    ids.ASK_ESTIMATE: (Action.ESTIMATE, estimate_modal),
    ids.ASK_SPLIT: (Action.SPLIT, modals.split_modal),
    ids.ASK_MORE: (Action.READ_NOTES, more.more_modal),
}
"""Which modal a button opens, and what one must be allowed to do to see it."""


async def show(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal that a button asks for; over the one that the button stands in, if any."""
    needed, view = SHOWN[action["action_id"]]
    scene = await scene_for(desk_of(context), request_of(context), ids.ticket_of(action), needed)
    await open_modal(desk_of(context), body, view(scene))
    await ack()


async def show_why(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal that says why a ticket is due when it is."""
    desk = desk_of(context)
    view = await receipts.for_client(desk, request_of(context), ids.ticket_of(action))
    await desk.slack.open_view(str(body["trigger_id"]), view)
    await ack()


async def _details(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    given = {name: text_in(view, name) for name in ids.DETAILS}
    return await tickets.add_details(desk, request, ids.ticket_in(view), given)


async def _reply(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    return await tickets.reply(desk, request, ids.ticket_in(view), text_in(view, ids.REPLY))


async def _note(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    return await tickets.note(desk, request, ids.ticket_in(view), text_in(view, ids.NOTE))


async def _assign(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    return await tickets.assign(desk, request, ids.ticket_in(view), text_in(view, ids.ASSIGNEE))


async def _severity(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    severity = Severity(text_in(view, ids.SEVERITY))
    return await tickets.choose_severity(desk, request, ids.ticket_in(view), severity)


async def _kind(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    return await kinds.set_kind(desk, request, ids.ticket_in(view), RequestKind(text_in(view, ids.KIND)))


async def _split(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    channel, _, ts = text_in(view, ids.MESSAGE).partition(":")
    return await opening.split(desk, request, ids.ticket_in(view), channel, ts)


SENT: Final[Mapping[str, Send]] = {
    ids.DETAILS_MODAL: _details,
    ids.REPLY_MODAL: _reply,
    ids.NOTE_MODAL: _note,
    ids.ASSIGN_MODAL: _assign,
    ids.SEVERITY_MODAL: _severity,
    ids.KIND_MODAL: _kind,
    ids.SPLIT_MODAL: _split,
}


LISTENERS: Final = {
    **dict.fromkeys(SHOWN, show),
    ids.ASK_WHY: show_why,
    **dict.fromkeys(SENT, filled_in(SENT)),
}
