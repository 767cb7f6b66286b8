"""Time that staff log: the form, the list of a ticket's time, and the answers. English.

A log's id is what its buttons carry.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_skeleton

from bot.domain.approved import Lack
from bot.domain.entries import Entry
from bot.domain.terms import Cover
from bot.domain.tickets import Ticket
from bot.views import ids
from bot.views.answers import Done, done_text
from bot.views.markup import Safe, mention, typed
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
from bot.views.text import STAFF, moment, plain, say
from bot.views.times import minutes_length

_MOST_WORDS: Final = 300
_MOST_LOGS: Final = 20

PHONE: Final = "phone"
AFTER_HOURS: Final = "after_hours"


def minutes(count: int) -> str:
    """Return a number of minutes in words: `1 h 30 min`."""
    return minutes_length(count, STAFF)


def log_modal(number: int, *, spent: str = "", runs_since: str = "") -> View:
    """Ask how long somebody worked on a ticket, and what they did.

    Where their time runs, *runs_since* says since when; what is logged stops it.
    """
    intro = [context(say(STAFF, "staff.time.runs_since", at=runs_since))] if runs_since else []
    carried = ids.pack(ticket=number, stops=1) if runs_since else ids.pack(ticket=number)
    return _form(ids.LOG_MODAL, "log", number, [*intro, *_fields(spent)], carried)


def change_modal(log: Sequence[Entry]) -> View:
    """Ask for other time in place of what was logged, and why."""
    first = log[0]
    spent = minutes(sum(each.real_minutes for each in log))
    number = first.ticket or 0
    blocks = [*_fields(spent, first.words, first.worked_on, phone=first.by_phone), _reason()]
    return _form(ids.CHANGE_TIME_MODAL, "change", number, blocks, ids.pack(log=first.log))


def remove_modal(log: Sequence[Entry]) -> View:
    """Ask why logged time is taken back."""
    intro = section(_row(log, log[0].ticket or 0))
    return _form(
        ids.REMOVE_TIME_MODAL, "remove", log[0].ticket or 0, [intro, _reason()], ids.pack(log=log[0].log)
    )


def time_list(ticket: Ticket, logs: Sequence[Sequence[Entry]]) -> Rendered:
    """Return the time that stands logged for a ticket, the newest first, with buttons to change it."""
    number = ticket.number
    if not logs:
        none = say(STAFF, "staff.time.none", number=number)
        return message(none, section(none), *_add(number))
    total = minutes(sum(each.real_minutes for log in logs for each in log))
    title = plain(STAFF, "staff.time.title", number=number, total=total)
    newest = list(reversed(logs))[:_MOST_LOGS]
    rows = [block for log in newest for block in (section(_row(log, number)), *_buttons(log))]
    left_out = len(logs) - len(newest)
    more = [context(say(STAFF, "staff.list.more", n=left_out))] if left_out > 0 else []
    said = lines([typed(title), *(_row(log, number) for log in newest)])
    return message(said, header(title), *rows, *more, *_add(number))


def logged(
    number: int,
    entries: Sequence[Entry],
    change: str,
    time_zone: str,
    *,
    paused: str = "",
    stopped: bool = False,
    lack: Lack | None = None,
) -> Rendered:
    """Say back what was logged, by the clocks of *time_zone*, and how it counts.

    *paused* names the client whose plan was paused then; *stopped* says that time had run for it; *lack*,
    what of it the client has not approved.
    """
    total = minutes(sum(each.real_minutes for each in entries))
    head = say(STAFF, f"staff.time.done.{change}", number=number, total=total)
    notes = (
        say(STAFF, "staff.time.stopped") if stopped else "",
        say(STAFF, "staff.time.plan_paused", client=paused) if paused else "",
        _lacking(number, lack) if lack else "",
    )
    counted = (_counted(each) for each in entries if change != "removed")
    said = lines([head, _understood(entries[0], time_zone), *counted, *notes])
    return message(said, section(said))


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


def _counted(entry: Entry) -> Safe:
    """Return how an entry counts: so many minutes, in or after hours, and who pays."""
    facts = {
        "minutes": minutes(entry.accounted_minutes),
        "kind": say(STAFF, f"staff.kind.{entry.request_kind}"),
    }
    when = plain(STAFF, f"staff.time.{'after' if entry.is_after_hours else 'within'}")
    return say(STAFF, f"staff.time.cover.{entry.cover or Cover.INCLUDED}", when=when, **facts)


def _row(log: Sequence[Entry], number: int) -> Safe:
    """Return what was logged at once, with the ticket where that was merged into this one since."""
    first = log[0]
    facts = {
        "day": (first.worked_on or first.month).isoformat(),
        "who": mention(first.worked_by),
        "minutes": minutes(sum(each.real_minutes for each in log)),
        "words": short(typed(first.words), _MOST_WORDS),
    }
    phone = say(STAFF, "staff.time.by_phone") if first.by_phone else ""
    merged = say(STAFF, "staff.time.merged", number=first.ticket) if first.ticket != number else ""
    row = say(STAFF, "staff.time.row", phone=phone, merged=merged, **facts)
    return lines([row, *(_counted(each) for each in log)])


def _buttons(log: Sequence[Entry]) -> tuple[Block, ...]:
    row = [
        button(ids.ASK_CHANGE_TIME, plain(STAFF, "staff.button.change_time"), log[0].log),
        button(ids.ASK_REMOVE_TIME, plain(STAFF, "staff.button.remove_time"), log[0].log),
    ]
    return actions(f"log:{log[0].id}", row)


def _add(number: int) -> tuple[Block, ...]:
    add = button(ids.ASK_LOG, plain(STAFF, "staff.button.log"), ids.number_value(number))
    return actions(f"time:{number}", [add])


def _fields(spent: str, words: str = "", day: date | None = None, *, phone: bool = False) -> list[Block]:
    return [
        _field(ids.SPENT, text_input(spent)),
        _field(ids.WORK, text_input(words, lines=True)),
        _field(ids.DAY, date_picker(day), optional=True),
        _field(ids.BEGAN, time_picker(), optional=True),
        _field(ids.HOW, checkboxes(_how(), (PHONE,) if phone else ()), optional=True),
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
