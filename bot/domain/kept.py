"""What was kept for somebody's morning: whether there is anything left in it for them once that comes."""

from collections.abc import Sequence
from typing import Final

from bot.domain.countdown import is_of
from bot.domain.rating import RATINGS, is_low
from bot.domain.sla import Measured
from bot.domain.tickets import TAKES, EventKind, Ticket, TicketEvent

_STARTED: Final = {EventKind.WARNED: "started", EventKind.BREACHED: "started", EventKind.ESCALATED: "since"}
"""By the kinds that follow a clock: the fact that says when it began."""
_AFTERWARDS: Final = RATINGS | {EventKind.COVERAGE_CONTESTED}
"""What matters when all is done, too: how our help was found, and what it costs."""


def still_matters(
    event: TicketEvent, person: str, ticket: Ticket, log: Sequence[TicketEvent], clocks: Sequence[Measured]
) -> bool:
    """Whether what *person* was to be told of a ticket is not over; all but *event* is as it stands now."""
    if event.kind in _AFTERWARDS:
        return event.kind is EventKind.COVERAGE_CONTESTED or is_low(log, event)
    if not ticket.is_active:
        return False
    is_theirs = ticket.assignee == person
    if event.kind is EventKind.ASSIGNED:
        return is_theirs
    if ticket.is_frozen and not event.facts.get("by_staff"):
        return False
    if event.kind is EventKind.ESCALATED and _was_taken(log, event) and not is_theirs:
        return False
    return not _has_stopped(event, clocks)


def _was_taken(log: Sequence[TicketEvent], since: TicketEvent) -> bool:
    return any(each.kind in TAKES and each.seq > since.seq for each in log)


def _has_stopped(event: TicketEvent, clocks: Sequence[Measured]) -> bool:
    """Whether the clock that an event follows has stopped since; not where it had stopped by then."""
    started = int(event.text(_STARTED.get(event.kind, "")) or 0)
    if not started or event.facts.get("stopped"):
        return False
    clock = next((each for each in clocks if is_of(each, event.text("clock"), started)), None)
    return clock is None or clock.stopped_at is not None
