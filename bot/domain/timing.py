"""What a ticket's log says of time: some was logged, changed or taken back. The minutes are the ledger's."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.entries import Entry
from bot.domain.moves import shown
from bot.domain.people import Person
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket

STOPWATCH: Final = "stopwatch"
"""The kind of timer that goes off when somebody's time may be running unnoticed."""


class Change(StrEnum):
    """What became of logged time."""

    LOGGED = "logged"
    CHANGED = "changed"
    REMOVED = "removed"


def timed(
    ticket: Ticket,
    change: Change,
    before: Sequence[Entry],
    after: Sequence[Entry],
    *,
    by: Person,
    at: datetime,
    reason: str = "",
) -> Step:
    """Say that time was logged, changed or taken back, on the card and in its thread."""
    was, now = (sum(each.real_minutes for each in entries) for entries in (before, after))
    told = (after or before)[0]
    facts: dict[str, Fact] = {
        "change": change.value,
        "delta": now - was,
        "minutes": now or was,
        "was": was,
        "worker": told.worked_by,
        "day": told.worked_on.isoformat() if told.worked_on else "",
        "text": told.words,
        "reason": reason,
    }
    return shown(happened(ticket, by, at, EventKind.TIMED, **facts))
