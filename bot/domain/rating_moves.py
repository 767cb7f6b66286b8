"""What people and the clock do with the question how somebody found our help: each is the whole `Step`.

Whether somebody may be asked at all is decided in `bot.services.rating`; here only the question's own life
speaks.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import telling
from bot.domain.alarms import Reached, calling
from bot.domain.life_cycle import check_move
from bot.domain.moves import shown
from bot.domain.notices import Timer
from bot.domain.people import HOURGLASS, Person
from bot.domain.rating import LOW, MOST_COMMENT, OPEN_FOR, RATING_OVER, RATINGS, Rating, ratings_of
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent
from bot.errors import CommentTooLongError, RatingOverError


def ask(ticket: Ticket, *, at: datetime) -> Step:
    """Ask the requester, and take the buttons away once nothing is answered any more."""
    step = shown(happened(ticket, HOURGLASS, at, EventKind.RATING_ASKED, person=ticket.requester))
    event = step.events[0]
    key, facts = f"{RATING_OVER}:{ticket.number}:{event.seq}", {"asked": event.seq}
    over = Timer(key, RATING_OVER, at + OPEN_FOR, ticket.number, facts)
    return step.with_notices(telling.ask_for_rating(step.ticket, event)).arming(over)


def answerable(ticket: Ticket, log: Sequence[TicketEvent], asked: int, *, at: datetime) -> Rating:
    """Return the question that the event *asked* put; RatingOverError where it is not answered any more."""
    check_move(ticket, EventKind.RATED)
    found = next((each for each in ratings_of(log) if each.asked == asked), None)
    if found is None or not found.is_open(at):
        raise RatingOverError(ticket.number)
    return found


def check_rated(rating: Rating) -> None:
    """Raise RatingOverError where no face was chosen yet: a comment alone is asked of nobody."""
    if rating.score is None:
        raise RatingOverError(rating.ticket)


def rate(
    ticket: Ticket, rating: Rating, score: int, reached: Reached | None, *, by: Person, at: datetime
) -> Step:
    """Take a face; a low score calls those *reached*: None of a score that is not low.

    A comment that was written before is told with a low score, for nobody was called for it then.
    """
    facts: dict[str, Fact] = {"asked": rating.asked, "score": score, LOW: reached is not None}
    if reached is not None and reached.people and rating.comment:
        facts["text"] = rating.comment
    return _answer(ticket, rating, EventKind.RATED, facts, reached, by=by, at=at)


def comment(
    ticket: Ticket, rating: Rating, text: str, reached: Reached | None, *, by: Person, at: datetime
) -> Step:
    """Take a comment in the place of the one before, or take that back; of a low score it calls, too."""
    check_length(text)
    facts: dict[str, Fact] = {"asked": rating.asked, "score": rating.score, "text": text}
    facts |= {} if text else {"change": "taken_back"}
    return _answer(ticket, rating, EventKind.RATING_COMMENTED, facts, reached, by=by, at=at)


def check_length(text: str) -> None:
    """Raise CommentTooLongError of a comment that is longer than we keep."""
    if len(text) > MOST_COMMENT:
        raise CommentTooLongError(len(text), MOST_COMMENT)


def was_told(log: Sequence[TicketEvent], rating: Rating) -> bool:
    """Whether a low score was told before that was the answer to the same question."""
    answers = (each for each in log if each.kind in RATINGS and each.facts["asked"] == rating.asked)
    return any(each.facts.get(LOW) for each in answers)


def _answer(
    ticket: Ticket,
    rating: Rating,
    kind: EventKind,
    facts: dict[str, Fact],
    reached: Reached | None,
    *,
    by: Person,
    at: datetime,
) -> Step:
    called = reached or Reached()
    step = calling(happened(ticket, by, at, kind, **facts, **called.facts), called)
    return step.with_notices(telling.rating_again(step.ticket, rating.asked))
