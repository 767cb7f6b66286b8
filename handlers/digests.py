"""`/digest`, and the buttons of digests: what is behind their numbers, and what those mean."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.access import Action, check
from bot.domain.desks import Client
from bot.domain.digest_questions import Question, read_question
from bot.domain.digest_text import read_digest, read_schedule
from bot.domain.digests import Reader, Wanted
from bot.domain.measures_typed import read_typed_metric, read_typed_note
from bot.domain.report_periods import read_period
from bot.services import digest_figures, digest_schedules, digests, measurements
from bot.services.finding import client_here, named_client
from bot.views import ids
from bot.views.digest_schedule import digest_help
from bot.views.rendered import Rendered, View
from handlers.asked import desk_of, modal_of, request_of
from handlers.command import Command, Verb, run_as

_COMMAND: Final = "/digest"
_OTHERS: Final = (digests.ALL, "week", "month", "quarter", "last 30 days", "here", "dm", "schedule", "help")


async def _show(command: Command) -> Rendered | None:
    """Get a digest: of all, of the client that is named, or of the one whose channel this is."""
    desk, request = command.desk, command.request
    check(request.person, Action.SEE_DIGEST, None)
    typed = read_digest(command.typed.text)
    client = await _client(command, typed.client)
    zone = client.time_zone if client else request.person.time_zone
    today = desk.clock.now().astimezone(ZoneInfo(zone)).date()
    period = read_period(typed.period, today, zone)
    wanted = Wanted(Reader.MANAGER, period, client.id if client else "")
    return await digests.ask(desk, request, wanted, typed.where)


async def _client(command: Command, name: str) -> Client | None:
    """Return the client that is meant; None: all of them."""
    if name.lower() == digests.ALL:
        return None
    if name:
        return await named_client(command.desk, command.request, name, *_OTHERS)
    return await client_here(command.desk, command.request)


async def _schedule(command: Command) -> Rendered | None:
    check(command.request.person, Action.SCHEDULE_DIGEST, None)
    typed = read_schedule(command.typed.text)
    client = await _client(command, typed.client)
    return await digest_schedules.schedule(command.desk, command.request, client, typed)


async def _metric(command: Command) -> Rendered | None:
    typed = read_typed_metric(command.typed.text)
    client = await _measured_client(command, typed.client)
    return await measurements.give(command.desk, command.request, client, typed)


async def _note(command: Command) -> Rendered | None:
    typed = read_typed_note(command.typed.text)
    client = await _measured_client(command, typed.client)
    return await measurements.note(command.desk, command.request, client, typed)


async def _measured_client(command: Command, name: str) -> Client:
    """Return the client that is named or, where none is, the one whose channel this is."""
    here = None if name else await client_here(command.desk, command.request)
    return here or await named_client(command.desk, command.request, name)


async def _help(_: Command) -> Rendered | None:
    return digest_help()


VERBS: Final[Mapping[str, Verb]] = {
    "show": _show,
    "schedule": _schedule,
    "metric": _metric,
    "note": _note,
    "help": _help,
}


async def _digest(command: Command) -> Rendered | None:
    """Do what the first word says; all else asks for a digest."""
    word, rest = command.typed.word()
    return await (VERBS[word](command.then(rest, word)) if word in VERBS else _show(command))


async def run(command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run `/digest`."""
    return await run_as(_digest, command, context)


async def pick(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open what was picked from the menu beside a part of a digest."""
    head = str(action["block_id"]).partition("|")[2]
    question = read_question(f"{head}|{ids.word_of(action)}")
    view = await digest_figures.behind(desk_of(context), request_of(context), question)
    await _show_view(body, context, view)
    await ack()


async def press(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open what a button leads to; in a modal, in place of what that shows."""
    view = await digest_figures.behind(desk_of(context), request_of(context), _question(action))
    await _show_view(body, context, view)
    await ack()


async def explain(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open what the numbers mean."""
    view = await digest_figures.meaning(desk_of(context), request_of(context), _question(action))
    await _show_view(body, context, view)
    await ack()


def _question(action: Mapping[str, Any]) -> Question:
    return read_question(ids.value_of(action))


async def _show_view(body: Mapping[str, Any], context: AsyncBoltContext, view: View) -> None:
    """Show a modal, in place of one that is open.

    It carries its channel: by that we know whose people a client's are, who may never have said anything.
    """
    slack, modal = desk_of(context).slack, modal_of(body)
    carrying = {**view, "private_metadata": ids.pack(channel=request_of(context).channel)}
    if modal:
        await slack.update_view(modal, carrying)
    else:
        await slack.open_view(str(body["trigger_id"]), carrying)


LISTENERS: Final = {
    _COMMAND: run,
    ids.OPEN_FIGURE: pick,
    **dict.fromkeys((ids.OPEN_LIST, ids.PAGE_BACK, ids.PAGE_ON), press),
    ids.ASK_MEASURES: explain,
}
