"""Time: `/ticket log`, `time`, `start` and `stop`, and the forms that their buttons open."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.timing import Change
from bot.domain.work_text import TypedWork, read_spent, read_work
from bot.errors import UnknownPersonError
from bot.services import stopwatches, timekeeping
from bot.services.queries import scene_for
from bot.views import ids
from bot.views import timekeeping as views
from bot.views.rendered import Rendered, View
from bot.views.runs import Run, read_run
from bot.views.stopwatches import discarded, started
from bot.views.submitted import text_in, texts_in
from bot.views.text import STAFF, moment
from handlers.answering import Confirmation, filled_in, open_modal
from handlers.asked import desk_of, request_of
from handlers.command import Command, Verb
from storage.ledger import Stopwatch


async def _log(command: Command) -> Rendered | None:
    """Log the time typed; ask for the rest where only a part was."""
    number, rest = await command.ticket()
    desk, request = command.desk, command.request
    if not rest.text:
        await scene_for(desk, request, number, Action.LOG_TIME)
        return await command.show(views.log_modal(number))
    typed = read_work(rest.text, request.at, request.person.time_zone)
    worker = await worker_named(command.who, typed.person)
    if not typed.words:
        await scene_for(desk, request, number, Action.LOG_TIME)
        return await command.show(views.log_modal(number, spent=views.minutes(typed.minutes)))
    done = await timekeeping.log_time(desk, request, number, typed, worker)
    return in_words(done, request)


def in_words(done: timekeeping.Logged, request: Request, change: Change = Change.LOGGED) -> Rendered:
    """Return what whoever logged, changed or took back some time reads of it."""
    return views.logged(
        done.ticket.number,
        done.entries,
        change,
        request.person.time_zone,
        views.Remarks(
            done.client.name,
            stopped=done.stopped,
            is_paused=done.is_paused,
            ended_on=done.ended_on,
            lack=done.lack,
            calls=done.calls,
        ),
    )


async def worker_named(who: Callable[[str], Awaitable[str | None]], name: str) -> str:
    """Return the id of whom a name means by *who*; empty where none was typed."""
    word = name.strip("<>").partition("|")[0].removeprefix("@")
    user = await who(word) if word else ""
    if user is None:
        raise UnknownPersonError(word)
    return user


async def _time(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    ticket, logs = await timekeeping.time_of(command.desk, command.request, number)
    return views.time_list(ticket, logs, partial(timekeeping.may_mend, command.request.person))


async def _start(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    begun = await stopwatches.start(command.desk, command.request, number)
    return started(begun.ticket, begun.started_at, command.request.person.time_zone)


async def _stop(command: Command) -> Rendered | None:
    """Log what ran, in the words typed; ask for them where there are none; `discard` logs nothing."""
    desk, request, words = command.desk, command.request, command.typed.text.strip()
    if words.lower() == "discard":
        stopped = await stopwatches.discard(desk, request)
        return discarded(stopped.ticket, stopwatches.elapsed_minutes(stopped, request.at))
    if words:
        done = await stopwatches.stop(desk, request, words)
        return in_words(done, request)
    return await command.show(await _stop_form(desk, request))


async def _stop_form(desk: Desk, request: Request) -> View:
    """Return the form that logs what runs, and stops it."""
    stopwatch = await stopwatches.running(desk, request)
    run, spent = run_of(stopwatch, request)
    return views.log_modal(stopwatch.ticket, spent=spent, run=run)


def run_of(stopwatch: Stopwatch, request: Request) -> tuple[Run, str]:
    """Return what runs, by the clock of whoever asks, and for how long it has, in words."""
    since = moment(stopwatch.started_at, STAFF, request.person.time_zone)
    spent = views.minutes(stopwatches.elapsed_minutes(stopwatch, request.at))
    return Run(stopwatch.started_at, since), spent


VERBS: Final[Mapping[str, Verb]] = {"log": _log, "time": _time, "start": _start, "stop": _stop}


def _typed(view: Mapping[str, Any]) -> TypedWork:
    """Return what was entered in a form for time."""
    day, began, how = text_in(view, ids.DAY), text_in(view, ids.BEGAN), texts_in(view, ids.HOW)
    return TypedWork(
        read_spent(text_in(view, ids.SPENT)),
        text_in(view, ids.WORK),
        day=date.fromisoformat(day) if day else None,
        at=time.fromisoformat(began) if began else None,
        by_phone=views.PHONE in how,
        after_hours=True if views.AFTER_HOURS in how else None,
    )


async def _logged(desk: Desk, request: Request, view: Mapping[str, Any]) -> Confirmation:
    done = await timekeeping.log_time(
        desk, request, ids.ticket_in(view), _typed(view), run=read_run(ids.unpack(view))
    )
    return Confirmation(done.ticket.triage, in_words(done, request))


async def _changed(desk: Desk, request: Request, view: Mapping[str, Any]) -> Confirmation:
    log = str(ids.unpack(view).get("log", ""))
    done = await timekeeping.change_time(desk, request, log, _typed(view), text_in(view, ids.REASON))
    return Confirmation(done.ticket.triage, in_words(done, request, Change.CHANGED))


async def _removed(desk: Desk, request: Request, view: Mapping[str, Any]) -> Confirmation:
    log = str(ids.unpack(view).get("log", ""))
    done = await timekeeping.remove_time(desk, request, log, text_in(view, ids.REASON))
    return Confirmation(done.ticket.triage, in_words(done, request, Change.REMOVED))


SENT: Final = {ids.LOG_MODAL: _logged, ids.CHANGE_TIME_MODAL: _changed, ids.REMOVE_TIME_MODAL: _removed}
FORMS: Final = {ids.ASK_CHANGE_TIME: views.change_modal, ids.ASK_REMOVE_TIME: views.remove_modal}


async def ask_log(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the form that logs time on a ticket."""
    desk, number = desk_of(context), ids.ticket_of(action)
    await scene_for(desk, request_of(context), number, Action.LOG_TIME)
    view = views.log_modal(number)
    await open_modal(desk, body, view)
    await ack()


async def ask_stop(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Open the form that logs what runs for whoever pressed, and stops it."""
    desk = desk_of(context)
    view = await _stop_form(desk, request_of(context))
    await desk.slack.open_view(str(body["trigger_id"]), view)
    await ack()


async def ask_mend(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Open the form that changes or takes back what was logged."""
    desk, request = desk_of(context), request_of(context)
    log = await timekeeping.own_log(desk, request, ids.value_of(action))
    view = FORMS[action["action_id"]](log, request.person.time_zone)
    await desk.slack.open_view(str(body["trigger_id"]), view)
    await ack()


LISTENERS: Final = {
    ids.ASK_LOG: ask_log,
    ids.ASK_STOP: ask_stop,
    **dict.fromkeys(FORMS, ask_mend),
    **dict.fromkeys(SENT, filled_in(SENT)),
}
