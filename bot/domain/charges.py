"""What billable work costs the client: by the hour, or as one flat fee that they approved for its ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from bot.domain.entries import Entry
from bot.domain.estimates import Estimate, cost_of
from bot.domain.terms import Cover, Money


@dataclass(frozen=True, slots=True)
class Approval:
    """What a client agreed to for the work of one ticket."""

    ticket: int
    estimate: int
    by: str
    at: datetime
    minutes: int | None
    """None: as long as it takes."""
    rate: Money | None
    """For an hour, as it was agreed."""
    fee: Money | None
    """All that it costs; None: it is paid by the hour."""


class Approvals(NamedTuple):
    """What a client agreed to, and what is billed to them without that."""

    agreed: Mapping[int, Approval]
    """By ticket."""
    unapproved: Mapping[str, int]
    """How many minutes of work need an approval that nobody gave, by entry, where there are any."""
    over_fee: Mapping[str, int]
    """How many minutes of work go beyond the hours of a flat fee, by entry, where there are any."""


NOTHING_APPROVED: Final = Approvals({}, {}, {})


def approval_of(estimate: Estimate | None) -> Approval | None:
    """Return an approved estimate as what was agreed; None where there is none."""
    if estimate is None or estimate.answered_by is None or estimate.answered_at is None:
        return None
    fee = estimate.cost if estimate.flat_fee else None
    answer = estimate.answered_by, estimate.answered_at
    return Approval(estimate.ticket, estimate.id, *answer, estimate.minutes, estimate.offer.rate, fee)


def hourly_rate(entry: Entry, approval: Approval | None) -> Money | None:
    """Return what an hour costs: as the client agreed for the ticket, else as the plan says, if it does."""
    if approval and approval.rate:
        return approval.rate
    return Money(entry.rate_cents, entry.currency) if entry.rate_cents is not None else None


def priced(entries: Iterable[Entry], rate: Money | None) -> list[Entry]:
    """Return entries in which billable work that was logged while nobody had named a rate has this one."""
    if rate is None:
        return list(entries)
    return [
        replace(each, rate_cents=rate.cents, currency=rate.currency)
        if each.cover is Cover.BILLABLE and each.rate_cents is None
        else each
        for each in entries
    ]


def is_call(entry: Entry) -> bool:
    """Whether some work counts in the plan's minutes by telephone: what is billed by itself does not."""
    return entry.by_phone and entry.cover in {Cover.INCLUDED, Cover.HOURS}


def beyond_cap(work: Iterable[Entry], cap: int | None) -> int:
    """Return how many minutes of calls are more than the plan has, of those that nothing else pays for."""
    if cap is None:
        return 0
    calls = [each for each in work if is_call(each)]
    included = sum(each.accounted_minutes for each in calls if each.cover is Cover.INCLUDED)
    over = sum(each.accounted_minutes for each in calls) - cap
    return max(0, min(over, included))


def split_cents(cents: int | None, part: int, minutes: int) -> int | None:
    """Return what a part of some minutes costs, where all cost *cents*, half a cent rounded up."""
    if cents is None or not minutes:
        return cents
    share = (2 * abs(cents) * abs(part) + abs(minutes)) // (2 * abs(minutes))
    return share if cents >= 0 else -share


def charge(entry: Entry, approval: Approval | None) -> Money | None:
    """Return what some work costs, half a cent rounded up.

    None where no rate is known, where a flat fee stands for it, or where the client does not pay for it.
    """
    rate = hourly_rate(entry, approval)
    if rate is None or entry.cover is not Cover.BILLABLE or (approval and approval.fee):
        return None
    return cost_of(entry.accounted_minutes, rate)
