"""The entries of a client's ledger of hours: what was granted, carried over, worked, and put right.

Entries are only ever added. Minutes are signed: what adds to the balance of hours is positive. A correction
is a reversal of an entry and, where something takes its place, a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.terms import Cover
from bot.domain.tickets import RequestKind


class EntryKind(StrEnum):
    """What an entry is."""

    GRANT = "grant"
    """A month's hours."""
    ROLLOVER = "rollover"
    """What an earlier month left; negative: what it used too much, where the plan carries that over."""
    EXPIRY = "expiry"
    """Hours above what may be carried over."""
    USAGE = "usage"
    """Work that somebody did; it takes from the balance only where the plan's hours pay for it."""
    ADJUSTMENT = "adjustment"
    """Minutes that a manager gave or took, with a reason."""
    CHANGE = "change"
    """Another plan, from a day in mid-month on, and the minutes that this adds to the month's hours."""
    REVERSAL = "reversal"
    """Takes another entry back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    id: str
    client: str
    month: date
    """First day of the contract's month that it counts in."""
    kind: EntryKind
    minutes: int
    """What it does to the balance of the plan's hours."""
    made_by: str
    made_at: datetime
    plan: str
    plan_version: str
    lot: date | None = None
    """For hours that were granted, carried over or expired: the month that first granted them."""
    changed_on: date | None = None
    """The day on which another plan was taken, where the client is."""
    days: int = 0
    """On how many days of the month the hours of that plan count; 0: from the next month on."""
    of_days: int = 0
    """How many days the month has; those on which the plan is paused are none."""
    reverses: str | None = None
    """Id of the entry that this one takes back."""
    reason: str = ""
    ticket: int | None = None
    log: str = ""
    """What was logged at once: its parts, which are paid for differently, share it."""
    worked_by: str = ""
    worked_on: date | None = None
    """The day of the work, where the client is."""
    worked_at: datetime | None = None
    """When the work began, where that is known."""
    real_minutes: int = 0
    accounted_minutes: int = 0
    """The real ones, rounded up to the plan's step."""
    request_kind: RequestKind | None = None
    cover: Cover | None = None
    is_after_hours: bool = False
    by_phone: bool = False
    words: str = ""
    """What was done; the full name of the plan that was taken."""
    rate_cents: int | None = None
    """What an hour of it costs, where it is billed by the hour."""
    currency: str = ""


def accounted(real_minutes: int, step_minutes: int) -> int:
    """Return real minutes as they are accounted: rounded up to the next step (see `sla.md` 5)."""
    return -(-real_minutes // step_minutes) * step_minutes


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that hold: those that no other takes back, without those that take one back."""
    found = list(entries)
    taken_back = {each.reverses for each in found if each.reverses}
    return [each for each in found if each.id not in taken_back and each.kind is not EntryKind.REVERSAL]
