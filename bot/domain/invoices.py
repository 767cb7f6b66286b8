"""What is to be billed to a client: a draft's lines, and credits for what was billed and is so no more.

What is due is compared with what was billed before, item by item. So nothing is billed twice and nothing is
lost, in whatever order time is logged, taken back and billed. An item is the entry of some work, or the flat
fee of an estimate, which stands for the work of its ticket that was not billed by the hour before, or what a
month's calls are beyond the plan's. Of an item's minutes, those that nobody approved are kept beside it, and
shown as a line of their own (`parts`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from bot.domain.charges import Approval, hourly_rate, split_cents
from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.estimates import cost_of
from bot.domain.instants import micros
from bot.domain.terms import Cover, Money

_CALLS: Final = "calls:"
_NONE: Final[Mapping[str, int]] = {}


class CallsBeyond(NamedTuple):
    """So many minutes of calls in a month more than its plan has, which are billed."""

    client: str
    month: date
    minutes: int
    rate: Money


class Beyond(NamedTuple):
    """So many accounted minutes were worked for a flat fee beyond those that were approved with it."""

    minutes: int
    approved: int


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of an invoice draft, or of what was billed."""

    item: str
    """The id of an entry, or of a flat fee."""
    turn: int
    """How often the item was billed and credited before: at an odd turn it is credited."""
    ticket: int | None
    day: date | None
    """Of the work; None for a flat fee."""
    words: str
    minutes: int
    """Accounted ones."""
    rate_cents: int | None
    cents: int | None
    """Negative for a credit; None: no rate is known, and a person has to say what it costs."""
    currency: str
    approved_by: str | None = None
    """Who of the client approved the estimate."""
    approved_at: datetime | None = None
    unapproved_minutes: int = 0
    """How many of its minutes need an approval that nobody gave; negative for a credit."""

    @property
    def key(self) -> tuple[str, int]:
        """What it is on whichever draft."""
        return self.item, self.turn

    @property
    def is_approved(self) -> bool:
        """Whether no part of it needs an approval that nobody gave."""
        return self.unapproved_minutes == 0

    @property
    def is_credit(self) -> bool:
        """Whether it takes back what was billed."""
        return self.turn % 2 == 1

    @property
    def is_fee(self) -> bool:
        """Whether it is the flat fee of an estimate."""
        return self.day is None

    @property
    def is_calls(self) -> bool:
        """Whether it is what a month's calls are beyond the plan's; its day is the first of the month."""
        return self.item.startswith(_CALLS)


class Elsewhere(NamedTuple):
    """Where else a line of a draft stands."""

    drafts: tuple[str, ...]
    """Ids of the others that list it and are not marked as billed; of the one that billed it, if any did."""
    is_billed: bool


@dataclass(frozen=True, slots=True)
class Billing:
    """An invoice draft of a client up to the end of a month; billed once somebody said so."""

    id: str
    client: str
    month: date
    """The first day of the contract's month."""
    ends_before: date
    """The first day of the next one."""
    drafted_at: datetime
    places: tuple[str, ...] = ()
    """Where it was told: channels, or people directly."""
    made_by: str | None = None
    """Who marked it as billed."""
    made_at: datetime | None = None
    told: str = ""
    """What the statement came to when it was last told (`bot.domain.restated`); empty: not with it."""


def invoice_lines(
    entries: Iterable[Entry],
    approvals: Mapping[int, Approval],
    billed: Sequence[InvoiceLine],
    calls: Iterable[CallsBeyond] = (),
    unapproved: Mapping[str, int] = _NONE,
) -> tuple[InvoiceLine, ...]:
    """Return what is still to be billed and credited.

    *entries* are a client's billable ones up to the month's end, with what takes them back, and *calls* those
    of the same months; *billed* is all that was ever billed to the client, in any order; *unapproved* are the
    minutes by entry that nobody approved.
    """
    turns = Counter(each.item for each in billed)
    last = {each.item: each for each in sorted(billed, key=lambda line: line.turn)}
    due = {
        each.item: each for each in (*_due(entries, approvals, turns, unapproved), *map(_calls_line, calls))
    }
    charges = [replace(each, turn=turns[item]) for item, each in due.items() if turns[item] % 2 == 0]
    credits_ = [_credit(each) for item, each in last.items() if turns[item] % 2 == 1 and item not in due]
    return tuple(sorted([*charges, *sorted(credits_, key=lambda line: line.item)], key=_order))


def totals(lines: Iterable[InvoiceLine]) -> Mapping[str, int]:
    """Return the cents of some lines by currency; lines without a known amount are left out."""
    sums: Counter[str] = Counter()
    for each in lines:
        if each.cents is not None:
            sums[each.currency] += each.cents
    return dict(sorted(sums.items()))


def unpriced(lines: Iterable[InvoiceLine]) -> list[InvoiceLine]:
    """Return the lines of which nobody knows yet what they cost."""
    return [each for each in lines if each.cents is None]


def parts(line: InvoiceLine) -> list[InvoiceLine]:
    """Return a line as it is shown: what was approved and what was not apart, to the cent."""
    beyond = line.unapproved_minutes
    if beyond in {0, line.minutes}:
        return [line]
    within = line.minutes - beyond
    cents = split_cents(line.cents, within, line.minutes)
    rest = None if line.cents is None or cents is None else line.cents - cents
    approved = replace(line, minutes=within, cents=cents, unapproved_minutes=0)
    return [approved, replace(line, minutes=beyond, cents=rest, approved_by=None, approved_at=None)]


def beyond_approval(lines: Iterable[InvoiceLine]) -> Mapping[int, int]:
    """Return by ticket how many minutes of what is charged there nobody approved."""
    beyond: Counter[int] = Counter()
    for each in lines:
        if not each.is_credit and not each.is_approved:
            beyond[each.ticket or 0] += each.unapproved_minutes
    return beyond


def beyond_fees(
    entries: Iterable[Entry], approvals: Mapping[int, Approval], over_fee: Mapping[str, int], month: date
) -> Mapping[int, Beyond]:
    """Return by ticket what was worked beyond the hours of its flat fee, which costs nothing more.

    *entries* are a client's billable ones up to the end of *month*, given by its first day; *over_fee* says
    how many minutes of each are too much. Where none of them are of that month, it was told before.
    """
    minutes: Counter[int] = Counter()
    recent = set[int]()
    for entry in _billable(entries):
        approval = approvals.get(entry.ticket or 0)
        if approval and over_fee.get(entry.id):
            minutes[approval.ticket] += over_fee[entry.id]
            recent |= {approval.ticket} if entry.month >= month else set()
    return {ticket: Beyond(minutes[ticket], approvals[ticket].minutes or 0) for ticket in recent}


def _due(
    entries: Iterable[Entry],
    approvals: Mapping[int, Approval],
    turns: Mapping[str, int],
    unapproved: Mapping[str, int],
) -> list[InvoiceLine]:
    """Return all that a client is to have been billed for by now."""
    found: dict[str, InvoiceLine] = {}
    for entry in _billable(entries):
        approval = approvals.get(entry.ticket or 0)
        if approval and approval.fee and turns.get(entry.id, 0) % 2 == 0:
            fee = _fee_line(approval, approval.fee)
            fee = found.get(fee.item, fee)
            found[fee.item] = replace(fee, minutes=fee.minutes + entry.accounted_minutes)
        else:
            found[entry.id] = _work_line(entry, approval, unapproved.get(entry.id, 0))
    return list(found.values())


def _billable(entries: Iterable[Entry]) -> list[Entry]:
    usage = (each for each in standing(entries) if each.kind is EntryKind.USAGE)
    return [each for each in usage if each.cover is Cover.BILLABLE]


def _work_line(entry: Entry, approval: Approval | None, unapproved_minutes: int) -> InvoiceLine:
    rate = hourly_rate(entry, approval)
    minutes = entry.accounted_minutes
    by = approval if approval and unapproved_minutes < minutes else None
    return InvoiceLine(
        item=entry.id,
        turn=0,
        ticket=entry.ticket,
        day=entry.worked_on or entry.month,
        words=entry.words,
        minutes=minutes,
        rate_cents=rate.cents if rate else None,
        cents=cost_of(minutes, rate).cents if rate else None,
        currency=rate.currency if rate else "",
        approved_by=by.by if by else None,
        approved_at=by.at if by else None,
        unapproved_minutes=unapproved_minutes,
    )


def _calls_line(calls: CallsBeyond) -> InvoiceLine:
    """Return what a month's calls are beyond the plan's; where that changes, another item takes its place."""
    rate = calls.rate
    return InvoiceLine(
        item=f"{_CALLS}{calls.client}:{calls.month}:{calls.minutes}:{rate.cents}{rate.currency}",
        turn=0,
        ticket=None,
        day=calls.month,
        words="",
        minutes=calls.minutes,
        rate_cents=rate.cents,
        cents=cost_of(calls.minutes, rate).cents,
        currency=rate.currency,
    )


def _fee_line(approval: Approval, fee: Money) -> InvoiceLine:
    return InvoiceLine(
        item=f"fee:{approval.ticket}:{approval.estimate}",
        turn=0,
        ticket=approval.ticket,
        day=None,
        words="",
        minutes=0,
        rate_cents=None,
        cents=fee.cents,
        currency=fee.currency,
        approved_by=approval.by,
        approved_at=approval.at,
    )


def _credit(billed: InvoiceLine) -> InvoiceLine:
    """Return what takes a line back, to the cent."""
    cents = None if billed.cents is None else -billed.cents
    minutes, unapproved = -billed.minutes, -billed.unapproved_minutes
    return replace(billed, turn=billed.turn + 1, minutes=minutes, cents=cents, unapproved_minutes=unapproved)


def _order(line: InvoiceLine) -> tuple[bool, int, date, int]:
    """Charges come first, then tickets by number and their work by day, of one day as it was logged."""
    approved = micros(line.approved_at) if line.is_fee and line.approved_at else 0
    return line.is_credit, line.ticket or 0, line.day or date.min, approved
