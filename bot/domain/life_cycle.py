"""A ticket's life cycle: from which status each step may be made. What is not here is legal anywhere."""

from collections.abc import Mapping
from typing import Final

from bot.domain.tickets import ACTIVE, WAITING, EventKind, Status, Ticket
from bot.errors import IllegalMoveError

_LIVING: Final = ACTIVE | {Status.RESOLVED}
_KEPT: Final = frozenset(Status) - {Status.CANCELLED}

FROM: Final[Mapping[EventKind, frozenset[Status]]] = {
    EventKind.MESSAGED: frozenset(Status),
    EventKind.REPLIED: _KEPT,
    EventKind.NOTED: frozenset(Status),
    EventKind.DETAILED: _LIVING,
    EventKind.SEVERITY_SET: _LIVING,
    EventKind.SEVERITY_WANTED: ACTIVE,
    EventKind.SEVERITY_KEPT: _LIVING,
    EventKind.KIND_SET: _KEPT,
    EventKind.CLAIMED: ACTIVE,
    EventKind.ASSIGNED: ACTIVE,
    EventKind.WAITED: ACTIVE,
    EventKind.RESUMED: WAITING,
    EventKind.RESOLVED: ACTIVE,
    EventKind.CONFIRMED: frozenset({Status.RESOLVED, Status.CLOSED}),
    EventKind.REOPENED: frozenset({Status.RESOLVED, Status.CLOSED}),
    EventKind.CLOSED: frozenset({Status.RESOLVED}),
    EventKind.MERGED: ACTIVE,
    EventKind.ABSORBED: _LIVING,
    EventKind.SPLIT_OFF: _KEPT,
    EventKind.DISMISSED: ACTIVE,
    EventKind.RESTORED: frozenset({Status.CANCELLED}),
    EventKind.REPLANNED: ACTIVE,
    EventKind.ESCALATION_ASKED: ACTIVE,
    EventKind.PAGE_DECLINED: ACTIVE,
    EventKind.NUDGED: frozenset({Status.WAITING_ON_CLIENT}),
    EventKind.REMINDER_SET: _KEPT,
    EventKind.COVERAGE_CONTESTED: _KEPT,
    EventKind.ESTIMATED: ACTIVE,
    EventKind.ESTIMATE_APPROVED: ACTIVE,
    EventKind.ESTIMATE_DECLINED: ACTIVE,
    EventKind.ESTIMATE_REMINDED: ACTIVE,
    EventKind.ESTIMATE_EXPIRED: ACTIVE,
    EventKind.RATING_ASKED: frozenset({Status.RESOLVED, Status.CLOSED}),
    # Who is asked may answer also once it is open again: that it was is part of how they found our help.
    EventKind.RATED: _KEPT,
    EventKind.RATING_COMMENTED: _KEPT,
    EventKind.TEXT_REMOVED: frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED}),
}


def check_move(ticket: Ticket, kind: EventKind) -> None:
    """Raise IllegalMoveError unless the ticket's life cycle has such a step from where it stands."""
    if ticket.status not in FROM.get(kind, frozenset(Status)):
        raise IllegalMoveError(ticket.number, ticket.status, kind)
