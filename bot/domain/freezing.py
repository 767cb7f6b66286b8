"""What a pause of its client's plan does to a ticket: it freezes, and thaws, each noted in its log.

Whoever looks at a ticket first lets it catch up with the pauses of its client. So a ticket that is opened, or
opened again, during a pause freezes at once, and one that nobody came by thaws at the moment at which the
plan resumed, however late that is found.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.domain import telling
from bot.domain.chronicle import chronicle
from bot.domain.pauses import Pause
from bot.domain.people import HOURGLASS
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Status, Ticket, TicketEvent

_FREEZES: Final = frozenset({EventKind.FROZEN, EventKind.THAWED})


def catch_up(
    ticket: Ticket, log: Sequence[TicketEvent], pauses: Sequence[Pause], now: datetime
) -> Step | None:
    """Return what its log still lacks of the pauses of its client by *now*; None: nothing.

    *log* is all that happened to the ticket. The card shows it, and so does the first answer in the client's
    thread while they wait for a person's.
    """
    if ticket.status is Status.CANCELLED or not pauses:
        return None
    joined: Step | None = None
    for kind, at, facts in _lacking(log, pauses, now):
        step = happened(joined.ticket if joined else ticket, HOURGLASS, at, kind, **facts)
        joined = joined.then(step) if joined else step
    return joined and _shown(joined)


def _shown(step: Step) -> Step:
    """Show it where people look; a ticket that has only just been opened is shown as it stands anyway."""
    ticket = step.ticket
    if step.events[0].at <= ticket.opened_at:
        return step
    told = step.with_notices(telling.card(ticket))
    return told if ticket.first_reply_at else told.with_notices(telling.opened_again(ticket))


def _lacking(
    log: Sequence[TicketEvent], pauses: Sequence[Pause], now: datetime
) -> Iterator[tuple[EventKind, datetime, dict[str, Fact]]]:
    """Yield what is to be noted, in order: the kind, when it happened, and its facts."""
    noted = {(each.kind, each.text("pause")) for each in log if each.kind in _FREEZES}
    for pause in sorted(pauses, key=lambda each: each.from_at):
        facts: dict[str, Fact] = {"pause": pause.id}
        is_frozen = (EventKind.FROZEN, pause.id) in noted
        if not is_frozen and _concerns(pause, log, now):
            is_frozen = True
            until = {"until": pause.until_at.isoformat(), "since": pause.from_at.isoformat()}
            yield EventKind.FROZEN, max(pause.from_at, log[0].at), {**facts, **until}
        if is_frozen and pause.ends_at <= now and (EventKind.THAWED, pause.id) not in noted:
            yield EventKind.THAWED, max(pause.ends_at, log[0].at), facts


def _concerns(pause: Pause, log: Sequence[TicketEvent], now: datetime) -> bool:
    """Whether a ticket was worked on at some time of a pause, as far as that has come."""
    begins_at, ends_at = max(pause.from_at, log[0].at), min(pause.ends_at, now)
    if begins_at > now or begins_at >= pause.ends_at:
        return False
    moments = chronicle(log, ends_at)
    before = [each for each in moments if each.event.at <= begins_at]
    within = [each for each in moments if begins_at < each.event.at]
    return any(each.ticket.is_active for each in (*before[-1:], *within))
