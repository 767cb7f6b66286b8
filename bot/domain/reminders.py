"""Reminders of a ticket: somebody of the staff asks for one, and is told of the ticket at that moment.

They stand in the ticket's log; each has a timer of its own. What is asked for goes on with a ticket that is
merged into another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import telling
from bot.domain.notices import Act, Notice, Timer, Words
from bot.domain.people import Person
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent
from bot.errors import NothingToChangeError

REMIND: Final = "remind"
"""The kind of timer that goes off when a reminder is due."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody asked to be reminded of, and when."""

    ticket: int
    """On which they asked."""
    seq: int
    by: str
    due_at: datetime
    text: str

    @property
    def key(self) -> str:
        """Our name of its timer, and of the post that tells it."""
        return f"{REMIND}:{self.ticket}:{self.seq}"


def remind(ticket: Ticket, due_at: datetime, text: str, *, by: Person, at: datetime) -> Step:
    """Ask to be reminded at *due_at*; all of the staff see so in the card's thread."""
    facts: dict[str, Fact] = {"due": due_at.isoformat(), "text": text.strip()}
    step = happened(ticket, by, at, EventKind.REMINDER_SET, **facts)
    asked = reminder_of(step.events[0])
    armed = step.arming(Timer(asked.key, REMIND, due_at, ticket.number))
    return armed.with_notices(telling.line(step.ticket, step.events[0]))


def take_back(ticket: Ticket, standing: Sequence[Reminder], *, by: Person, at: datetime) -> Step:
    """Take back all of one's own reminders of a ticket that are still to come."""
    if not standing:
        raise NothingToChangeError(ticket.number, "reminders")
    step = happened(ticket, by, at, EventKind.REMINDERS_OFF, count=len(standing))
    told = step.with_notices(telling.line(step.ticket, step.events[0]))
    return told.disarming(*(each.key for each in standing))


def reminder_of(event: TicketEvent) -> Reminder:
    """Return the reminder that an event of the log asks for."""
    due_at = datetime.fromisoformat(event.text("due"))
    return Reminder(event.ticket, event.seq, event.by, due_at, event.text("text"))


def still_to_come(
    logs: Mapping[int, Sequence[TicketEvent]], number: int, person: str, now: datetime
) -> list[Reminder]:
    """Return somebody's reminders of a ticket that are ahead, nearest first.

    *logs* are those of the ticket and of all that were merged into it.
    """
    ahead = (each for each in _asked(logs, number, person) if each.due_at > now)
    return sorted(ahead, key=lambda each: (each.due_at, each.ticket, each.seq))


def _asked(logs: Mapping[int, Sequence[TicketEvent]], number: int, person: str) -> list[Reminder]:
    """Return what somebody asked for and did not take back."""
    found: list[Reminder] = []
    for event in logs[number]:
        if event.kind is EventKind.ABSORBED:
            found += _asked(logs, int(event.text("number")), person)
        elif event.by == person and event.kind is EventKind.REMINDER_SET:
            found.append(reminder_of(event))
        elif event.by == person and event.kind is EventKind.REMINDERS_OFF:
            found.clear()
    return found


def told(reminder: Reminder, ticket: Ticket, *, late: bool) -> Notice:
    """Tell a reminder in the thread of the card of *ticket*, where its own is a part of that by now."""
    facts: dict[str, Fact] = {"by": reminder.by, "text": reminder.text}
    if late:
        facts["late_since"] = reminder.due_at.isoformat()
    if reminder.ticket != ticket.number:
        facts["asked_on"] = reminder.ticket
    parent = telling.card_key(ticket.number)
    return Notice(reminder.key, Act.POST, Words.REMINDER, ticket.triage, None, parent, ticket.number, facts)
