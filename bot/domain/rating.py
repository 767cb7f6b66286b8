"""How a requester found our help with a ticket: the question, which is asked once, and what they answered.

They choose one of five faces, and may write a comment. The last choice counts, until the question is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.tickets import EventKind, TicketEvent

RATING_OVER: Final = "rating_over"
"""The kind of timer that goes off when a question is not answered any more."""
OPEN_FOR: Final = timedelta(days=7)
"""So long a question is answered, and so long its person is not asked again: nobody has two of them."""
MOST_COMMENT: Final = 1000
"""Characters of a comment."""
RATINGS: Final = frozenset({EventKind.RATED, EventKind.RATING_COMMENTED})
"""What somebody answers."""
LOW: Final = "low"
"""The fact of an answer that says that its score is one that the account manager is told of."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One question how somebody found our help, and what they answered."""

    ticket: int
    asked: int
    """The `seq` of the event that asked."""
    client: str
    person: str
    asked_at: datetime
    score: int | None = None
    """From 1, the worst, to 5; None: they have not answered."""
    comment: str = ""
    rated_at: datetime | None = None
    """When they chose last."""

    @property
    def over_at(self) -> datetime:
        """From when on no answer is taken."""
        return self.asked_at + OPEN_FOR

    def is_open(self, at: datetime) -> bool:
        """Whether an answer is taken."""
        return at < self.over_at


def asked_by(event: TicketEvent, client: str) -> Rating:
    """Return the question that an event put to somebody of a client."""
    return Rating(event.ticket, event.seq, client, event.text("person"), event.at)


def after(rating: Rating, event: TicketEvent) -> Rating:
    """Return a question as it stands once somebody answered it."""
    if event.kind is EventKind.RATED:
        return replace(rating, score=int(event.text("score")), rated_at=event.at)
    return replace(rating, comment=event.text("text"))


def ratings_of(log: Sequence[TicketEvent]) -> tuple[Rating, ...]:
    """Return all questions of a ticket's log as they stand, oldest first."""
    found: dict[int, Rating] = {}
    client = log[0].text("client") if log else ""
    for event in log:
        if event.kind is EventKind.RATING_ASKED:
            found[event.seq] = asked_by(event, client)
        elif event.kind in RATINGS:
            found[_asked(event)] = after(found[_asked(event)], event)
    return tuple(found.values())


def is_low(log: Sequence[TicketEvent], answer: TicketEvent) -> bool:
    """Whether the account manager is told of the score that stands of the question that *answer* is to."""
    chosen = [each for each in log if each.kind is EventKind.RATED and _asked(each) == _asked(answer)]
    return bool(chosen) and bool(chosen[-1].facts.get(LOW))


def _asked(event: TicketEvent) -> int:
    """Return which question an answer is to."""
    return int(event.text("asked"))
