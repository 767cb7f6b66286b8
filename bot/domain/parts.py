"""What a ticket is made of: messages that are split off, edited or deleted, other tickets, and its places.

Each function takes the ticket as it stands and returns the whole `Step`, as those of `bot.domain.moves` do.
"""

from datetime import datetime

from bot.domain import telling
from bot.domain.life_cycle import FROM
from bot.domain.moves import decided, shown
from bot.domain.notices import Words
from bot.domain.people import Person
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket
from bot.errors import CannotMergeError, CannotSplitError


def merge(
    ticket: Ticket, into: Ticket, *, by: Person, at: datetime, asked_at: datetime | None
) -> tuple[Step, Step]:
    """Make *ticket*, which waits for an answer since *asked_at*, a part of *into*.

    What is said in either thread is then said to *into*.
    """
    if ticket.number == into.number:
        raise CannotMergeError(ticket.number, into.number, "same")
    if ticket.client != into.client:
        raise CannotMergeError(ticket.number, into.number, "other_client")
    if into.merged_into is not None:
        raise CannotMergeError(ticket.number, into.number, "merged")
    if into.status not in FROM[EventKind.ABSORBED]:
        raise CannotMergeError(ticket.number, into.number, "not_open")
    gone = shown(happened(ticket, by, at, EventKind.MERGED, into=into.number), telling_client=True)
    gone = gone.with_notices(telling.on_event(gone.ticket, gone.events[0], Words.MERGED, into=into.number))
    facts: dict[str, Fact] = {"number": ticket.number, "messages": ticket.messages}
    facts["worked"] = ticket.worked_minutes
    facts["asked_at"] = asked_at.isoformat() if asked_at else None
    grown = happened(into, by, at, EventKind.ABSORBED, **facts)
    return decided(gone), shown(grown)


def split_off(ticket: Ticket, ts: str, number: int, *, by: Person, at: datetime) -> Step:
    """Let one message go: it becomes ticket *number*, which the caller opens."""
    if ticket.messages <= 1 or ts == ticket.thread_ts:
        raise CannotSplitError(ticket.number, "only_message")
    return shown(happened(ticket, by, at, EventKind.SPLIT_OFF, ts=ts, number=number))


def edit(ticket: Ticket, ts: str, *, title: str, by: Person, at: datetime) -> Step:
    """Take in that a message was edited; *title* becomes the ticket's where the message heads it."""
    return shown(
        happened(ticket, by, at, EventKind.EDITED, ts=ts, title=title if ts == ticket.head_ts else "")
    )


def delete(ticket: Ticket, ts: str, *, by: Person, at: datetime) -> Step:
    """Take in that a message was deleted; the ticket stays, without a title that was the message's."""
    step = shown(happened(ticket, by, at, EventKind.DELETED, ts=ts))
    return step.with_notices(telling.root_again(step.ticket)) if ts == ticket.head_ts else step


def follow(ticket: Ticket, old_id: str, new_id: str, *, by: Person, at: datetime) -> Step:
    """Take in that Slack gave the ticket's channel, or that of its card, a new id; nobody need be told."""
    places = {"channel": ticket.channel, "triage": ticket.triage}
    facts = {name: new_id for name, place in places.items() if place == old_id}
    return happened(ticket, by, at, EventKind.MOVED, **facts)
