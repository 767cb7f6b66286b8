"""For how long what people said is kept: what of a ticket goes then, and what stays.

Titles, summaries, estimates and the words of logged time stay: reports, statements and invoices name them.
So does all that figures are worked out from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Final

from bot.domain.people import HOURGLASS
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent

WORKSPACE: Final = ""
"""Stands in place of a client's id for what holds for all clients without a setting of their own."""
MOST_MONTHS: Final = 120
_YEAR: Final = 12
_LAST_DAY: Final = 28
_WORDS: Final[Mapping[EventKind, str]] = {
    EventKind.REPLIED: "text",
    EventKind.NOTED: "text",
    EventKind.REMINDER_SET: "text",
    EventKind.RATED: "text",
    EventKind.RATING_COMMENTED: "text",
    EventKind.ESCALATION_ASKED: "reason",
    EventKind.ESCALATED: "reason",
    EventKind.COVERAGE_CONTESTED: "reason",
    EventKind.ESTIMATE_DECLINED: "reason",
}
"""The fact of each kind of event that is what somebody said."""
_NOTHING: Final[Mapping[str, Fact]] = {}


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long the text of a client's resolved tickets is kept, or that of all clients."""

    client: str
    """Its id, or `WORKSPACE`."""
    months: int | None
    """None: for ever."""
    set_by: str
    set_at: datetime


def in_force(settings: Mapping[str, Retention], client: str) -> Retention | None:
    """Return the setting that holds for a client: its own, else that of all; None: text is kept for ever."""
    found = settings.get(client) or settings.get(WORKSPACE)
    return found if found is not None and found.months is not None else None


def cutoff(now: datetime, months: int) -> datetime:
    """Return the moment so many months before this day (UTC) began; what ended before it loses its text.

    It moves once a day. Where the earlier month is shorter, nothing goes sooner than was said.
    """
    today = now.astimezone(UTC).date()
    years, month = divmod(today.year * _YEAR + today.month - 1 - months, _YEAR)
    day = today.replace(year=years, month=month + 1, day=min(today.day, _LAST_DAY))
    return datetime.combine(day, time(), UTC)


def without_text(ticket: Ticket, months: int, at: datetime) -> Step:
    """Return the step by which a ticket loses what was said to it."""
    return happened(ticket, HOURGLASS, at, EventKind.TEXT_REMOVED, months=months)


def emptied(events: Iterable[TicketEvent]) -> Sequence[TicketEvent]:
    """Return those of a log's events that hold what somebody said, without it."""
    found = ((event, _emptied(event)) for event in events)
    return [after for before, after in found if after != before]


def _emptied(event: TicketEvent) -> TicketEvent:
    if event.kind is EventKind.DETAILED:
        return replace(event, facts=_NOTHING)
    name = _WORDS.get(event.kind, "")
    return replace(event, facts={**event.facts, name: ""}) if event.facts.get(name) else event
