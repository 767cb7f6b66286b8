"""Resolving: `/resolve`, `/ticket resolve`, and the card's button, whose form takes the time spent too."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.work_text import LONGEST_MINUTES, read_work
from bot.services import resolving, stopwatches
from bot.services.finding import person_id
from bot.services.queries import scene_for
from bot.services.timekeeping import Spent, worker_of
from bot.views import ids
from bot.views.modals import resolve_modal
from bot.views.rendered import Rendered, View
from bot.views.runs import read_run
from bot.views.submitted import text_in
from bot.views.timekeeping import resolved
from handlers.answering import Confirmation, filled_in, open_modal
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb, run_as
from handlers.timekeeping import in_words, run_of, worker_named


async def _resolve(command: Command) -> Rendered | None:
    """Resolve with the summary typed, and offer to log time; ask for the summary where none was."""
    number, rest = await command.ticket()
    desk, request = command.desk, command.request
    if not rest.text:
        return await command.show(await _form(desk, request, number))
    ticket, _ = await resolving.resolve(desk, request, number, rest.text)
    runs = await stopwatches.running_for(desk, request, ticket.number) is not None
    return resolved(ticket, runs=runs)


async def _form(desk: Desk, request: Request, number: int) -> View:
    """Return the form that resolves; the time that runs for it and whoever asks is filled in."""
    scene = await scene_for(desk, request, number, Action.RESOLVE)
    stopwatch = await stopwatches.running_for(desk, request, scene.ticket.number)
    if stopwatch is None:
        return resolve_modal(scene)
    run, spent = run_of(stopwatch, request)
    too_long = stopwatches.elapsed_minutes(stopwatch, request.at) > LONGEST_MINUTES
    return resolve_modal(scene, spent="" if too_long else spent, run=run)


async def show(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the form that resolves a ticket."""
    desk = desk_of(context)
    view = await _form(desk, request_of(context), ids.ticket_of(action))
    await open_modal(desk, body, view)
    await ack()


async def _resolved(desk: Desk, request: Request, view: Mapping[str, Any]) -> Confirmation | None:
    """Resolve, and say back what time was logged with it."""
    number, summary = ids.ticket_in(view), text_in(view, ids.SUMMARY)
    spent = await _spent(desk, request, view) if text_in(view, ids.SPENT).strip() else None
    ticket, done = await resolving.resolve(desk, request, number, summary, spent)
    return Confirmation(ticket.triage, in_words(done, request)) if done else None


async def _spent(desk: Desk, request: Request, view: Mapping[str, Any]) -> Spent:
    """Return the time filled in: all can be typed there that can be typed after `/ticket log`."""
    typed = read_work(text_in(view, ids.SPENT), request.at, request.person.time_zone)
    named = await worker_named(partial(person_id, desk), typed.person)
    worker = await worker_of(desk, request, ids.ticket_in(view), named)
    run = read_run(ids.unpack(view)) if worker == request.person.id else None
    return Spent(typed, worker, run)


async def run(command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run `/resolve`."""
    return await run_as(_resolve, command, context)


SENT: Final = {ids.RESOLVE_MODAL: _resolved}
VERBS: Final[Mapping[str, Verb]] = {"resolve": _resolve}
LISTENERS: Final = {"/resolve": run, ids.ASK_RESOLVE: show, ids.RESOLVE_MODAL: filled_in(SENT)}
