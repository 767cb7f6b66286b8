"""What happened to a ticket in the order in which it did, whatever the order in which it reached us.

Each event was recorded on the ticket as it was known then. Played in order it may meet the ticket somewhere
else, and the client's word may end a wait or a resolution that we heard of later than of the word itself.
What happened at the same moment stands in the order in which it was recorded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from bot.domain.folding import apply, basis_of, fold
from bot.domain.life_cycle import FROM
from bot.domain.people import STAFF, Role
from bot.domain.tickets import Basis, EventKind, Severity, Status, Ticket, TicketEvent

_SAID: Final = frozenset({EventKind.MESSAGED, EventKind.REPLIED})
_STEPS: Final = frozenset(
    {
        *(EventKind.WAITED, EventKind.RESUMED, EventKind.RESOLVED),
        *(EventKind.CLOSED, EventKind.REOPENED, EventKind.RESTORED),
    }
)
_CHANGES: Final = _STEPS | {
    *(EventKind.MERGED, EventKind.DISMISSED),
    *(EventKind.SEVERITY_SET, EventKind.REPLANNED),
    *(EventKind.FROZEN, EventKind.THAWED),
}
_BEGIN: Final = frozenset({EventKind.REPLIED, EventKind.CLAIMED, EventKind.ASSIGNED})
"""What takes up a new ticket. The rest of what happens changes nothing that clocks depend on."""
_OF_QUESTIONS: Final = frozenset({EventKind.SPLIT_OFF, EventKind.DELETED, EventKind.ABSORBED})
"""After these, another question may be the one that waits for an answer."""
_BY_THE_FORM: Final = frozenset({Status.WAITING_ON_CLIENT})
_BY_A_QUESTION: Final = _BY_THE_FORM | FROM[EventKind.REOPENED]


class Moment(NamedTuple):
    """Something that happened, and the ticket once it had, with what it goes by."""

    event: TicketEvent
    ticket: Ticket
    basis: Basis


class Phase(NamedTuple):
    """A ticket from a moment on, as far as clocks are concerned."""

    from_at: datetime
    status: Status
    severity: Severity
    basis: Basis
    is_frozen: bool = False
    """Whether the client's plan is paused."""


def chronicle(events: Iterable[TicketEvent], now: datetime) -> tuple[Moment, ...]:
    """Return what has happened by *now*, in order; *events* begin with the opening.

    What was said before that is context and left out; what else is dated before it counts from the opening.
    """
    opened, *rest = events
    ticket, basis = fold([opened]), basis_of([opened])
    moments = [Moment(opened, ticket, basis)]
    for event in _in_order(opened, rest, now):
        ticket, basis = _after(ticket, event), event.basis or basis
        moments.append(Moment(event, ticket, basis))
    return tuple(moments)


def _after(ticket: Ticket, event: TicketEvent) -> Ticket:
    """Return the ticket after the next event in order.

    A step that its life cycle does not have from where it stands changes nothing, but for the end of a
    request, which is final. The client's turn ends a wait on them, and opens again what was resolved.
    """
    is_step = event.kind in _CHANGES and (event.kind not in _STEPS or ticket.status in _from(event))
    begins = event.kind in _BEGIN and ticket.status is Status.NEW
    after = apply(ticket, event) if is_step or begins else ticket
    return replace(after, status=Status.OPEN) if after.status in _ended_by(event) else after


def _from(event: TicketEvent) -> frozenset[Status]:
    """Return where a step can be made; work goes on by the client's turn only where it waited for them."""
    by_turn = event.kind is EventKind.RESUMED and event.role not in STAFF
    return _BY_THE_FORM if by_turn else FROM[event.kind]


def _ended_by(event: TicketEvent) -> frozenset[Status]:
    """Return what the client's turn ends: by a question, or their word that it still fails, or the form."""
    asks = event.kind is EventKind.MESSAGED and not event.facts.get("courtesy")
    if asks or (event.kind is EventKind.REOPENED and event.role == Role.CLIENT):
        return _BY_A_QUESTION
    return _BY_THE_FORM if event.kind is EventKind.DETAILED and event.role not in STAFF else frozenset()


def _in_order(opened: TicketEvent, rest: Iterable[TicketEvent], now: datetime) -> list[TicketEvent]:
    later = [each for each in rest if opened.at <= each.at <= now or each.kind not in _SAID]
    placed = [
        each if each.at >= opened.at else replace(each, at=opened.at) for each in later if each.at <= now
    ]
    return sorted(placed, key=lambda each: (each.at, each.seq))


def phases(moments: Iterable[Moment]) -> Iterator[Phase]:
    """Yield a phase for each moment at which something changed that clocks depend on."""
    before: Phase | None = None
    for at, each in groupby(moments, key=lambda each: each.event.at):
        together = tuple(each)
        _, ticket, basis = together[-1]
        now = Phase(at, _for_clocks(ticket.status), ticket.severity, basis, ticket.is_frozen)
        taken_over = any(event.kind in _OF_QUESTIONS for event, *_ in together)
        if before is None or taken_over or now[1:] != before[1:]:
            yield now
        before = now


def _for_clocks(status: Status) -> Status:
    """Return a status as clocks see it: that somebody has taken a new ticket up changes nothing for them."""
    return Status.OPEN if status is Status.NEW else status


def between(
    known: Sequence[Phase], start: datetime, end: datetime | None, now: datetime
) -> Iterator[tuple[Phase, datetime]]:
    """Yield the phases from *start* to *end*, cut to them, each with its own end.

    Where there is no end yet, it is *now*, with the phase that only just begins then. The first phase holds
    for what was before it, too.
    """
    last_at = end or now
    first = max(0, bisect_right(known, start, key=_begins_at) - 1)
    behind = bisect_right(known, last_at, key=_begins_at)
    for number in range(first, behind):
        phase, following = known[number], known[number + 1] if number + 1 < behind else None
        ends_at = following.from_at if following else last_at
        reached = phase.from_at < last_at or (phase.from_at == last_at and end is None)
        begun = reached or phase.from_at <= start
        if begun and (ends_at > start or following is None):
            from_at = start if number == first else phase.from_at
            yield phase._replace(from_at=from_at), min(ends_at, last_at)


def _begins_at(phase: Phase) -> datetime:
    return phase.from_at
