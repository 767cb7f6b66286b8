"""What one decision changes: saved whole, or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.folding import apply
from bot.domain.life_cycle import check_move
from bot.domain.notices import Notice, Timer
from bot.domain.people import Person
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Step:
    """A ticket after a decision, with the events, notices and timers that come of it."""

    ticket: Ticket
    events: tuple[TicketEvent, ...]
    notices: tuple[Notice, ...] = ()
    arms: tuple[Timer, ...] = ()
    disarms: tuple[str, ...] = ()
    """Keys of timers that no longer apply."""

    def with_notices(self, *notices: Notice) -> "Step":
        """Return this step with more to tell."""
        return replace(self, notices=(*self.notices, *notices))

    def arming(self, *timers: Timer) -> "Step":
        """Return this step with timers to arm."""
        return replace(self, arms=(*self.arms, *timers))

    def disarming(self, *keys: str) -> "Step":
        """Return this step with timers to take back."""
        return replace(self, disarms=(*self.disarms, *keys))

    def then(self, after: "Step") -> "Step":
        """Join this step and the next one of the same ticket, which has the last word on a timer."""
        return Step(
            after.ticket,
            self.events + after.events,
            self.notices + after.notices,
            tuple(each for each in self.arms if each.key not in after.disarms) + after.arms,
            self.disarms + after.disarms,
        )


def happened(ticket: Ticket, by: Person, at: datetime, kind: EventKind, /, **facts: Fact) -> Step:
    """Return the step of one event; IllegalMoveError where the ticket's life cycle has no such step."""
    check_move(ticket, kind)
    seq, version = ticket.seq + 1, ticket.plan_version
    event = TicketEvent(ticket.number, seq, kind, at, by.id, by.role, version, facts)
    return Step(apply(ticket, event), (event,))
