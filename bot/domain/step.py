"""What one decision changes: saved whole, or not at all."""

from dataclasses import dataclass, replace

from bot.domain.notices import Notice, Timer
from bot.domain.tickets import Ticket, TicketEvent


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
