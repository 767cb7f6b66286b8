"""`/ticket merge`, and the button and the form that make one ticket a part of another."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.errors import MissingTextError
from bot.services import merging
from bot.services.queries import merge_targets, scene_for
from bot.views import ids
from bot.views.answers import Done, command_done
from bot.views.modals import merge_modal
from bot.views.rendered import Rendered
from bot.views.submitted import text_in
from handlers.answering import filled_in, open_modal
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb

_INTO: Final = frozenset({"into", "in", "to", "with", "and"})


async def _merge_typed(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    word, after = rest.word()
    into, left = (after if word in _INTO else rest).number()
    if into is None and not left.text:
        scene = await scene_for(command.desk, command.request, number, Action.MERGE)
        others = await merge_targets(command.desk, scene.ticket)
        return await command.show(merge_modal(scene, others))
    if into is None or left.text:
        raise MissingTextError("merge")
    await merging.merge(command.desk, command.request, number, into)
    return command_done(Done.MERGED, number=number, into=into)


async def show_merge(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the modal that offers the client's other tickets to merge into."""
    scene = await scene_for(desk_of(context), request_of(context), ids.ticket_of(action), Action.MERGE)
    view = merge_modal(scene, await merge_targets(desk_of(context), scene.ticket))
    await open_modal(desk_of(context), body, view)
    await ack()


async def _merge(desk: Desk, request: Request, view: Mapping[str, Any]) -> object:
    into = text_in(view, ids.INTO).removeprefix("#")
    return await merging.merge(desk, request, ids.ticket_in(view), int(into) if into.isdecimal() else 0)


VERBS: Final[Mapping[str, Verb]] = {"merge": _merge_typed}
LISTENERS: Final = {ids.ASK_MERGE: show_merge, ids.MERGE_MODAL: filled_in({ids.MERGE_MODAL: _merge})}
