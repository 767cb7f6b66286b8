"""What one month of a contract came to for one client: its hours, each line of work, and what was put right.

A statement is worked out from the entries that count in the month, and from nothing else, so that its totals
are sums of its lines.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from bot.domain.charges import NOTHING_APPROVED, Approval, Approvals, beyond_cap, charge, is_call
from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.estimates import cost_of
from bot.domain.ledger import changes_of
from bot.domain.months import Month
from bot.domain.terms import Cover, Money, Phone


class Correction(NamedTuple):
    """Something that was written down, and what takes it back."""

    entry: Entry
    reversal: Entry


@dataclass(frozen=True, slots=True)
class Hours:
    """What became of the hours of a plan in a month, in minutes."""

    carried: int
    """From earlier months; negative where they used too much."""
    granted: int
    """When the month began."""
    changed: int
    """Added when another plan was taken in mid-month."""
    expired: int
    """Of what was carried, since it was more than the plan carries over."""
    adjusted: int
    """Given by managers, or taken where it is negative."""
    used: int
    """By work."""

    @property
    def left(self) -> int:
        """What is left; negative where more was used than there was."""
        return self.carried + self.granted + self.changed - self.expired + self.adjusted - self.used


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work there was of one sort, in minutes."""

    real: int
    accounted: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one month came to for one client."""

    client: str
    month: Month
    entries: tuple[Entry, ...]
    """All that counts in the month, as it was added."""
    phone_cap: int | None = None
    """How many minutes of telephone support the plan has; None: it names no limit."""
    approvals: Mapping[int, Approval] = field(default_factory=dict)
    """What the client agreed to, by ticket."""
    unapproved: Mapping[str, int] = field(default_factory=dict)
    """How many minutes of work that is billed nobody approved, by entry, where that was needed."""
    phone_rate: Money | None = None
    """What an hour beyond those minutes costs; None: it is not billed."""
    told_at: datetime | None = None
    """When the month was told once it was over; None: it was not yet."""

    @property
    def hours(self) -> Hours:
        """What became of the plan's hours."""
        sums: Counter[EntryKind] = Counter()
        for each in standing(self.entries):
            sums[each.kind] += each.minutes
        return Hours(
            sums[EntryKind.ROLLOVER],
            sums[EntryKind.GRANT],
            sums[EntryKind.CHANGE],
            -sums[EntryKind.EXPIRY],
            sums[EntryKind.ADJUSTMENT],
            -sums[EntryKind.USAGE],
        )

    @property
    def has_hours(self) -> bool:
        """Whether anything counted in the plan's hours this month."""
        return any(each.minutes for each in self.entries)

    @property
    def is_worth_telling(self) -> bool:
        """Whether anything was done in the month; that it began with hours is told in none of its own."""
        return bool(self.work or self.adjustments or self.changes)

    @property
    def work(self) -> tuple[Entry, ...]:
        """The work that stands: by days, then by its time where that is known, then as it was logged."""
        found = [each for each in standing(self.entries) if each.kind is EntryKind.USAGE]
        return tuple(sorted(found, key=_when))

    @property
    def adjustments(self) -> tuple[Entry, ...]:
        """What managers gave or took, as it was made."""
        return tuple(each for each in standing(self.entries) if each.kind is EntryKind.ADJUSTMENT)

    @property
    def changes(self) -> tuple[Entry, ...]:
        """The other plans that were taken in the month, by their days."""
        return tuple(changes_of(standing(self.entries)))

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The work and adjustments that were taken back, as that was done.

        The hours that a month begins with are only worked out anew when an earlier month changes, and of two
        changes of plan on one day the last counts: what was before is in none of the figures.
        """
        known = {each.id: each for each in self.entries}
        pairs = (Correction(known[each.reverses], each) for each in self.entries if each.reverses in known)
        shown = {EntryKind.USAGE, EntryKind.ADJUSTMENT}
        return tuple(pair for pair in pairs if pair.entry.kind in shown)

    @property
    def corrections_of_told(self) -> tuple[Correction, ...]:
        """Those of what the month was told with; a slip put right before that concerns nobody outside."""
        told_at = self.told_at
        if told_at is None:
            return ()
        pairs = self.corrections
        return tuple(each for each in pairs if each.entry.made_at <= told_at < each.reversal.made_at)

    @property
    def by_cover(self) -> Mapping[Cover, Effort]:
        """How much work there was, by who pays for it; only of what there was any."""
        found = {cover: effort(each for each in self.work if each.cover is cover) for cover in Cover}
        return {cover: each for cover, each in found.items() if each.real or each.accounted}

    @property
    def total(self) -> Effort:
        """How much work there was in all."""
        return effort(self.work)

    @property
    def phone(self) -> Effort:
        """How much of it was by telephone."""
        return effort(each for each in self.work if each.by_phone)

    @property
    def calls(self) -> Effort:
        """How much of that counts in the minutes by telephone that the plan has."""
        return effort(each for each in self.work if is_call(each))

    @property
    def beyond_calls(self) -> int:
        """How many minutes of calls are beyond them, and billed."""
        return beyond_cap(self.work, self.phone_cap) if self.phone_rate else 0

    @property
    def calls_cost(self) -> Money | None:
        """What those cost; None: there are none."""
        beyond = self.beyond_calls
        return cost_of(beyond, self.phone_rate) if self.phone_rate and beyond else None

    @property
    def after_hours(self) -> Effort:
        """How much of it was done after the plan's business hours."""
        return effort(each for each in self.work if each.is_after_hours)

    @property
    def billable(self) -> tuple[Entry, ...]:
        """The work that the client pays beside the plan's fee."""
        return tuple(each for each in self.work if each.cover is Cover.BILLABLE)

    @property
    def unpriced(self) -> tuple[Entry, ...]:
        """The work that is billed and has no price: no rate is known, and no flat fee stands."""
        approvals = ((each, self.approval(each)) for each in self.billable)
        return tuple(
            each for each, found in approvals if self.cost(each) is None and not (found and found.fee)
        )

    def approval(self, entry: Entry) -> Approval | None:
        """Return what the client agreed to for the ticket of some work."""
        return self.approvals.get(entry.ticket or 0)

    def cost(self, entry: Entry) -> Money | None:
        """Return what some work costs by the hour; None without a known rate, or where a flat fee stands."""
        return charge(entry, self.approval(entry))

    def unapproved_minutes(self, entry: Entry) -> int:
        """Return how much of some work needs an approval that nobody gave."""
        return self.unapproved.get(entry.id, 0)

    @property
    def beyond_approval(self) -> Mapping[int, int]:
        """How many minutes of work on each ticket that is billed nobody approved."""
        beyond: Counter[int] = Counter()
        for each in self.billable:
            beyond[each.ticket or 0] += self.unapproved_minutes(each)
        return +beyond


def statement(
    client: str,
    month: Month,
    entries: Iterable[Entry],
    approvals: Approvals = NOTHING_APPROVED,
    *,
    phone: Phone | None = None,
    told_at: datetime | None = None,
) -> Statement:
    """Return the statement of a month; entries that do not count in it are passed over."""
    own = tuple(each for each in entries if each.client == client and each.month == month.begins_on)
    cap, rate = (phone.minutes_a_month, phone.rate) if phone else (None, None)
    return Statement(client, month, own, cap, approvals.agreed, approvals.unapproved, rate, told_at)


def effort(work: Iterable[Entry]) -> Effort:
    """Return how much work some entries are."""
    found = list(work)
    return Effort(sum(each.real_minutes for each in found), sum(each.accounted_minutes for each in found))


def _when(entry: Entry) -> tuple[date, datetime, datetime, int, str]:
    began = entry.worked_at or datetime.max.replace(tzinfo=UTC)
    return entry.worked_on or entry.month, began, entry.made_at, entry.ticket or 0, entry.id
