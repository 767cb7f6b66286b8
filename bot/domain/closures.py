"""When nobody is there for a ticket: since when, until when, because of which holidays, and who is told so.

What counts are the hours of its first response, so that a ticket that is answered around the clock knows no
closure. A break of less than two hours within a day, such as lunch, is none either: whoever writes in it
hears from us soon enough, and is told by when. A client is told once in a closure: by the first answer where
their ticket was opened in it, else by an answer to what they ask; not while somebody of ours talks with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.instants import micros
from bot.domain.plans import Plan
from bot.domain.targets import Clock
from bot.domain.tickets import Origin, Severity, Ticket
from bot.errors import NeverOpenError

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.timetables import Timetable

_INSTANT: Final = timedelta(microseconds=1)
_LONGEST_BREAK: Final = timedelta(hours=2)
_IN_CONVERSATION: Final = timedelta(minutes=15)
"""For so long after a reply of ours, what the client says is part of a conversation that is going on."""
_BY_STAFF: Final = frozenset({Origin.COMMAND, Origin.SPLIT})
"""No message of the client's opened it, so its first answer answers none."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which nobody is there, from one closing to the next opening, in UTC."""

    began_at: datetime
    opens_at: datetime
    holidays: Mapping[date, str]
    """The holidays still to come before it opens again, today's included, with their names, in order."""

    @property
    def key(self) -> int:
        """What tells it from others: its end, in microseconds since 1970."""
        return micros(self.opens_at)


def closure_of(plan: Plan, severity: Severity, time_zone: str, at: datetime) -> Closure | None:
    """Return the closure that a moment lies in, for tickets of that severity of a client in *time_zone*."""
    target = plan.targets[severity].get(Clock.FIRST_RESPONSE)
    return closure_at(plan.timetable(target, time_zone), at) if target else None


def closure_at(timetable: Timetable, at: datetime) -> Closure | None:
    """Return the closure that a moment lies in; None while it is open, in a mere break, or shut for good."""
    calendar = timetable.calendar()
    if calendar.is_open(at):
        return None
    try:
        opens_at = calendar.next_open(at)
        began_at = calendar.due(at, -_INSTANT) + _INSTANT
    except NeverOpenError:
        return None
    zone = ZoneInfo(timetable.time_zone)
    began, today, opens = (each.astimezone(zone).date() for each in (began_at, at, opens_at))
    if began == opens and opens_at - began_at < _LONGEST_BREAK:
        return None
    return Closure(began_at, opens_at, timetable.closures(today, opens))


def first_answer_tells(ticket: Ticket, closure: Closure) -> bool:
    """Whether the first answer of a ticket is where its client learns of a closure."""
    return ticket.opened_at >= closure.began_at and ticket.origin not in _BY_STAFF


def may_need_answer(ticket: Ticket, at: datetime) -> bool:
    """Whether a client who asks something at a moment may have to be told that we are closed."""
    if not ticket.is_active:
        return False
    return ticket.last_staff_at is None or at - ticket.last_staff_at >= _IN_CONVERSATION
