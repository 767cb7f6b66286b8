"""Time that staff log: the form, the list of a ticket's time, and the answers. English.

A log's id is what its buttons carry.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from bot.domain.allowance import Calls
from bot.domain.approved import Lack
from bot.domain.entries import Entry
from bot.domain.terms import Cover
from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.answers import Done, done_text
from bot.views.markup import Safe, mention, typed
from bot.views.money import exact_money
from bot.views.promises import staff_moment
from bot.views.rendered import (
    Block,
    Element,
    Rendered,
    View,
    actions,
    button,
    checkboxes,
    context,
    date_picker,
    field,
    header,
    lines,
    message,
    modal,
    option,
    section,
    short,
    text_input,
    time_picker,
)
from bot.views.runs import Run, carried_run
from bot.views.text import STAFF, moment, plain, say
from bot.views.times import minutes_length, rounded_length, short_day

_MOST_WORDS: Final = 300
_MOST_LOGS: Final = 20

PHONE: Final = "phone"
AFTER_HOURS: Final = "after_hours"


def minutes(count: int) -> str:
    """Return a number of minutes in words: `1 h 30 min`."""
    return minutes_length(count, STAFF)


def log_modal(number: int, *, spent: str = "", run: Run | None = None) -> View:
    """Ask how long somebody worked on a ticket, and what they did; what is logged stops their *run*."""
    intro = [context(say(STAFF, "staff.time.runs_since", at=run.since))] if run else []
    carried = ids.pack(ticket=number, **carried_run(run))
    return _form(ids.LOG_MODAL, "log", number, [*intro, *_fields(spent)], carried)


def change_modal(log: Sequence[Entry], time_zone: str) -> View:
    """Ask for other time in place of what was logged, and why; as it is, by the clocks of *time_zone*."""
    first = log[0]
    spent = minutes(sum(each.real_minutes for each in log))
    number = first.ticket or 0
    began = first.worked_at.astimezone(ZoneInfo(time_zone)) if first.worked_at else None
    how = [PHONE] if first.by_phone else []
    if began is None and first.is_after_hours:
        how.append(AFTER_HOURS)
    day, at = (began.date(), began.time()) if began else (first.worked_on, None)
    blocks = [*_fields(spent, first.words, day, at, how), _reason()]
    return _form(ids.CHANGE_TIME_MODAL, "change", number, blocks, ids.pack(log=first.log))


def remove_modal(log: Sequence[Entry], _time_zone: str) -> View:
    """Ask why logged time is taken back."""
    intro = section(_row(log, log[0].ticket or 0))
    return _form(
        ids.REMOVE_TIME_MODAL, "remove", log[0].ticket or 0, [intro, _reason()], ids.pack(log=log[0].log)
    )


def time_list(ticket: Ticket, logs: Sequence[Sequence[Entry]], may_mend: Callable[[Entry], bool]) -> Rendered:
    """Return the time that stands logged for a ticket, newest first, with buttons where it may be changed."""
    number = ticket.number
    if not logs:
        none = say(STAFF, "staff.time.none", number=number)
        return message(none, section(none), *_add(number))
    total = minutes(sum(each.real_minutes for log in logs for each in log))
    title = plain(STAFF, "staff.time.title", number=number, total=total)
    newest = list(reversed(logs))[:_MOST_LOGS]
    rows = [block for log in newest for block in _with_buttons(log, number, may_mend)]
    left_out = len(logs) - len(newest)
    more = [context(say(STAFF, "staff.list.more", n=left_out))] if left_out > 0 else []
    said = lines([typed(title), *(_row(log, number) for log in newest)])
    return message(said, header(title), *rows, *more, *_add(number))


@dataclass(frozen=True, slots=True)
class Remarks:
    """What else whoever logged time is to know."""

    client: str
    stopped: bool = False
    """Whether their time had run for it, and is stopped."""
    is_paused: bool = False
    """Whether the client's plan was paused then."""
    ended_on: date | None = None
    """The last day of the client's contract, where that was over then."""
    lack: Lack | None = None
    """What of it the client has not approved."""
    calls: Calls | None = None
    """The calls of that month, where it was one and the plan has only so many."""


def logged(number: int, entries: Sequence[Entry], change: str, time_zone: str, remarks: Remarks) -> Rendered:
    """Say back what was logged, by the clocks of *time_zone*, and how it counts."""
    total = minutes(sum(each.real_minutes for each in entries))
    head = say(STAFF, f"staff.time.done.{change}", number=number, total=total)
    counted = (_counted(each, is_capped=remarks.calls is not None) for each in entries if change != "removed")
    said = lines([head, _understood(entries[0], time_zone), *counted, *_remarks(number, remarks)])
    return message(said, section(said))


def _remarks(number: int, remarks: Remarks) -> Iterator[Safe]:
    if remarks.calls is not None:
        yield _called(remarks.calls)
    if remarks.stopped:
        yield say(STAFF, "staff.time.stopped")
    if remarks.ended_on is not None:
        day = format_skeleton("yMMMEd", remarks.ended_on, locale=STAFF)
        yield say(STAFF, "staff.time.contract_over", day=day)
    elif remarks.is_paused:
        yield say(STAFF, "staff.time.plan_paused", client=remarks.client)
    if remarks.lack is not None:
        yield _lacking(number, remarks.lack)


def _called(calls: Calls) -> Safe:
    """Return how much the client has called this month, and what it costs beyond the plan's calls."""
    most = calls.most or 0
    key = "within" if calls.minutes <= most else "over" if calls.rate else "unpriced"
    rate = exact_money(calls.rate, STAFF) if calls.rate else ""
    return say(STAFF, f"staff.time.calls.{key}", used=minutes(calls.minutes), most=minutes(most), rate=rate)


def _understood(entry: Entry, time_zone: str) -> Safe:
    """Return when, by whom and how some work was done, and what it was."""
    if entry.worked_at:
        when = moment(entry.worked_at, STAFF, time_zone)
    else:
        when = format_skeleton("yMMMEd", entry.worked_on or entry.month, locale=STAFF)
    other = entry.worked_by != entry.made_by
    return say(
        STAFF,
        "staff.time.understood",
        when=when,
        who=say(STAFF, "staff.time.for_other", who=mention(entry.worked_by)) if other else "",
        phone=say(STAFF, "staff.time.by_phone") if entry.by_phone else "",
        words=short(typed(entry.words), _MOST_WORDS),
    )


def _lacking(number: int, lack: Lack) -> Safe:
    """Return what the client has not approved, and how to ask them."""
    at = staff_moment(lack.since) if lack.since else ""
    key = f"staff.time.lack.{lack.state or 'none'}"
    return say(STAFF, key, number=number, time=minutes(lack.minutes), at=at)


def resolved(ticket: Ticket, *, runs: bool) -> Rendered:
    """Say that a ticket is resolved and how much time stands logged for it, with a button to log more.

    It stops the time of whoever asked, where that still *runs* for it.
    """
    number, action_id = ticket.number, ids.ASK_STOP if runs else ids.ASK_LOG
    done = done_text(Done.RESOLVED, number=number)
    key = "some" if ticket.worked_minutes else "none"
    worked = say(STAFF, f"staff.time.standing.{key}", number=number, total=minutes(ticket.worked_minutes))
    stands = lines([worked, say(STAFF, "staff.time.standing.runs", number=number) if runs else ""])
    log = button(
        action_id, plain(STAFF, f"staff.button.{'stop' if runs else 'log'}"), ids.number_value(number)
    )
    return message(
        lines([done, stands]), section(done), context(stands), *actions(f"resolved:{number}", [log])
    )


def _counted(entry: Entry, *, is_capped: bool = False) -> Safe:
    """Return how an entry counts: so many minutes, in or after hours, and who pays.

    *is_capped*: it is a call, of which the plan has only so many.
    """
    facts = {
        "minutes": rounded_length(entry.real_minutes, entry.accounted_minutes, STAFF),
        "kind": say(STAFF, f"staff.kind.{entry.request_kind}"),
    }
    when = plain(STAFF, f"staff.time.{'after' if entry.is_after_hours else 'within'}")
    cover = entry.cover or Cover.INCLUDED
    key = "call" if is_capped and cover is Cover.INCLUDED else cover
    return say(STAFF, f"staff.time.cover.{key}", when=when, **facts)


def _row(log: Sequence[Entry], number: int) -> Safe:
    """Return what was logged at once, with the ticket where that was merged into this one since."""
    first = log[0]
    facts = {
        "day": short_day(first.worked_on or first.month, STAFF),
        "who": mention(first.worked_by),
        "minutes": minutes(sum(each.real_minutes for each in log)),
        "words": short(typed(first.words), _MOST_WORDS),
    }
    phone = say(STAFF, "staff.time.by_phone") if first.by_phone else ""
    merged = say(STAFF, "staff.time.merged", number=first.ticket) if first.ticket != number else ""
    row = say(STAFF, "staff.time.row", phone=phone, merged=merged, **facts)
    return lines([row, *(_counted(each) for each in log)])


def _with_buttons(log: Sequence[Entry], number: int, may_mend: Callable[[Entry], bool]) -> tuple[Block, ...]:
    row = section(_row(log, number))
    return (row, *_buttons(log)) if may_mend(log[0]) else (row,)


def _buttons(log: Sequence[Entry]) -> tuple[Block, ...]:
    row = [
        button(ids.ASK_CHANGE_TIME, plain(STAFF, "staff.button.change_time"), log[0].log),
        button(ids.ASK_REMOVE_TIME, plain(STAFF, "staff.button.remove_time"), log[0].log),
    ]
    return actions(f"log:{log[0].id}", row)


def _add(number: int) -> tuple[Block, ...]:
    add = button(ids.ASK_LOG, plain(STAFF, "staff.button.log"), ids.number_value(number))
    return actions(f"time:{number}", [add])


def _fields(
    spent: str, words: str = "", day: date | None = None, at: time | None = None, how: Collection[str] = ()
) -> list[Block]:
    return [
        _field(ids.SPENT, text_input(spent)),
        _field(ids.WORK, text_input(words, lines=True)),
        _field(ids.DAY, date_picker(day), optional=True),
        _field(ids.BEGAN, time_picker(at), optional=True),
        _field(ids.HOW, checkboxes(_how(), how), optional=True),
    ]


def _how() -> list[Element]:
    return [option(name, plain(STAFF, f"staff.modal.log.how.{name}")) for name in (PHONE, AFTER_HOURS)]


def _reason() -> Block:
    return _field(ids.REASON, text_input())


def _field(name: str, element: Element, *, optional: bool = False) -> Block:
    label, hint = (plain(STAFF, f"staff.modal.log.{part}.{name}") for part in ("label", "hint"))
    return field(name, label, element, hint=hint, optional=optional)


def _form(callback_id: str, key: str, number: int, blocks: Sequence[Block], metadata: str) -> View:
    return modal(
        callback_id,
        plain(STAFF, f"staff.modal.log.title.{key}", number=number),
        blocks,
        submit=plain(STAFF, f"staff.modal.log.submit.{key}"),
        close=plain(STAFF, "staff.modal.close"),
        metadata=metadata,
    )
