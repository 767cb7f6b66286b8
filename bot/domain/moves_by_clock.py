"""What Hourglass itself does to a ticket whose client does not answer: each is the whole `Step`.

When it does so is said in `bot.domain.silence`.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.domain import telling
from bot.domain.moves import settle
from bot.domain.notices import Words
from bot.domain.people import HOURGLASS
from bot.domain.silence import Due
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Status, Ticket
from bot.errors import IllegalMoveError

UNANSWERED: Final = "unanswered"
"""Why it was resolved (the fact `why`), where that is the client's silence and no work of ours."""


def nudge(ticket: Ticket, due: Due, *, at: datetime) -> Step:
    """Remind the client, in their thread, of what we wait for and of what comes of their silence."""
    facts: dict[str, Fact] = {"nudge": due.nudge, "of": due.of, "then": "wait"}
    if due.resolves_at is not None:
        facts |= {"then": "resolve", "resolves": due.resolves_at.isoformat()}
    step = happened(ticket, HOURGLASS, at, EventKind.NUDGED, **facts)
    event = step.events[0]
    said = telling.on_event(step.ticket, event, Words.NUDGED, **{**due.asked, **facts})
    return step.with_notices(telling.line(step.ticket, event), said)


def resolve_unanswered(ticket: Ticket, *, at: datetime, window: timedelta) -> Step:
    """Resolve what the client has not answered; their reply within *window*, for reopening, undoes that."""
    if ticket.status is not Status.WAITING_ON_CLIENT:
        raise IllegalMoveError(ticket.number, ticket.status, EventKind.RESOLVED)
    step = settle(happened(ticket, HOURGLASS, at, EventKind.RESOLVED, why=UNANSWERED), window)
    until = (at + window).isoformat()
    note = telling.on_event(step.ticket, step.events[0], Words.UNANSWERED, until=until)
    return step.with_notices(note)
