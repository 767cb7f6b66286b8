"""Reminders in words: the post that tells one, and the answers to whoever asks for them. English."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.reminders import Reminder
from bot.views.markup import mention, quote, typed
from bot.views.promises import staff_moment
from bot.views.rendered import Rendered, lines, message, section, sections, short
from bot.views.scene import Scene, status_word
from bot.views.text import STAFF, moment, say

_MOST_TEXT = 300


def reminder(scene: Scene, facts: Mapping[str, object]) -> Rendered:
    """Tell a reminder, in the thread of the ticket's card.

    What it says is the `text`, to whom it was `by`, and, where they matter, since when it is late
    (`late_since`), on which other ticket it was `asked_on`, and that the ticket is open no more.
    """
    text = scene.typed(facts.get("text"))
    key = "staff.reminder.told" if text else "staff.reminder.bare"
    parts = [say(STAFF, key, who=mention(str(facts["by"])), number=scene.ticket.number), quote(text)]
    if facts.get("asked_on"):
        parts.append(say(STAFF, "staff.reminder.asked_on", number=facts["asked_on"]))
    if not scene.ticket.is_active:
        status = status_word(scene.ticket.status)
        parts.append(say(STAFF, "staff.reminder.state", number=scene.ticket.number, status=status))
    if facts.get("late_since"):
        due = staff_moment(datetime.fromisoformat(str(facts["late_since"])))
        parts.append(say(STAFF, "staff.reminder.late", due=due))
    said = lines(parts)
    return message(said, *sections(said))


def reminder_set(number: int, due_at: datetime, time_zone: str) -> Rendered:
    """Say when somebody in *time_zone* will be reminded."""
    at = moment(due_at, STAFF, time_zone)
    said = say(STAFF, "staff.reminder.set", number=number, at=at, zone=time_zone)
    return message(said, section(said))


def reminders_off(number: int, count: int) -> Rendered:
    """Say that so many reminders were taken back."""
    said = say(STAFF, "staff.reminder.off", number=number, n=count)
    return message(said, section(said))


def reminder_list(number: int, standing: Sequence[Reminder], time_zone: str) -> Rendered:
    """Return somebody's reminders of a ticket, each with its moment in their *time_zone*."""
    if not standing:
        none = say(STAFF, "staff.reminder.none", number=number)
        return message(none, section(none))
    rows = [_row(each, time_zone) for each in standing]
    said = lines([say(STAFF, "staff.reminder.list", number=number, zone=time_zone), *rows])
    return message(said, *sections(said))


def _row(reminder: Reminder, time_zone: str) -> str:
    at, text = moment(reminder.due_at, STAFF, time_zone), short(typed(reminder.text), _MOST_TEXT)
    return say(STAFF, "staff.reminder.row", at=at, text=text).rstrip()
