"""What a client has of hours in the month that it is: the figures of each answer and of each alert."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.charges import NOTHING_APPROVED, Approvals, beyond_cap, charge, hourly_rate, is_call, priced
from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.ledger import Balance, Book, Lot, balance, changes_of, expiring
from bot.domain.months import Contract, Month, Paused
from bot.domain.percents import nearest_percent, reached_percent
from bot.domain.terms import Cover, Money

if TYPE_CHECKING:  # a start has no use for plans
    from collections.abc import Iterable, Sequence

    from bot.domain.plans import Plan
    from bot.domain.terms import MonthlyHours

LAST_DAYS: Final = 7
"""Hours that expire within so many days are told of."""
_PACE_AFTER: Final = 3
"""A pace is told once one part in so many of the month is over: before, a single day's work would be all."""
_QUARTER: Final = 15
"""Minutes to which a pace is rounded: it is no more exact than that."""
_MORNING: Final = time(9)
"""What the calendar alone brings about is told at this time, where the client is, and not at midnight."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ThisMonth:
    """A ledger that is brought up to a moment, with what holds of its entries in the month of that."""

    book: Book
    at: datetime
    today: date
    """Where the client is."""
    month: Month
    entries: Sequence[Entry]

    @property
    def billed(self) -> list[Entry]:
        """The work for which the client pays beside the plan's fee."""
        return [each for each in self.entries if each.cover is Cover.BILLABLE]

    def priced(self, rate: Money | None) -> ThisMonth:
        """Return it with a rate for billable work that was logged while nobody had named one."""
        return replace(self, entries=priced(self.entries, rate))


def this_month(book: Book, now: datetime) -> ThisMonth:
    """Return the month that it is of a ledger that is brought up to *now*."""
    today = book.contract.day_at(now)
    month = book.month_of(today)
    entries = [each for each in standing(book.entries) if each.month == month.begins_on]
    return ThisMonth(book, now, today, month, entries)


@dataclass(frozen=True, slots=True)
class Billed:
    """Work of a month that the client pays for beside the plan's fee, at one rate or for one flat fee."""

    minutes: int
    rate: Money | None
    """What an hour costs; None: nobody has named a price, or a flat fee stands for it."""
    amount: Money | None
    """What its lines come to by the hour."""
    ticket: int | None = None
    """Where a flat fee was agreed: of which ticket."""
    fee: Money | None = None
    """That fee, for all that is done on the ticket."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Support by telephone in a month."""

    minutes: int
    most: int | None
    """None: without limit."""
    rate: Money | None = None
    """What an hour beyond them costs; None: it is not billed."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """The hours of a client in the month that it is, in accounted minutes."""

    contract: Contract
    today: date
    """Where the client is."""
    month: Month
    hours: MonthlyHours | None
    """None: the plan grants none."""
    balance: Balance
    worked: int
    """What work took from the balance."""
    added: int
    """What a manager gave."""
    taken: int
    """What a manager took."""
    changes: tuple[Entry, ...]
    """Other plans that were taken in this month, by their days."""
    calls: Calls | None
    """None: the plan has no support by telephone, and there was none."""
    billed: tuple[Billed, ...]
    unapproved: int
    """Of what is billed, what needs an approval that nobody gave."""
    included: int
    """Work that the plan's fee pays for."""
    reserved: int
    """For estimates that were approved, and not yet worked."""
    pauses: tuple[Paused, ...] = ()
    """Of this month."""

    @property
    def is_over(self) -> bool:
        """Whether the contract has ended."""
        return self.contract.ends_on is not None and self.today > self.contract.ends_on

    @property
    def is_ahead(self) -> bool:
        """Whether the contract is still to begin."""
        return self.today < self.contract.begins_on

    @property
    def last_day(self) -> date:
        """The last day on which the hours of this month can be used, but for those that are carried over."""
        return _last_day(self.contract, self.month)

    @property
    def is_last(self) -> bool:
        """Whether no month follows this one."""
        return self.contract.ends_on is not None and self.contract.ends_on <= self.month.last_day

    @property
    def has_hours(self) -> bool:
        """Whether there are hours: of the plan, or of the one that the client had when the month began."""
        return self.hours is not None or any(lot.minutes for lot in self.balance.lots)

    @property
    def free(self) -> int:
        """What is left and reserved for nothing."""
        return self.balance.left - self.reserved

    @property
    def granted(self) -> int:
        """All that there is to use; what a manager took is not, as far as there was so much."""
        return self.balance.allowed

    @property
    def used(self) -> int:
        """What work used, and what is owed from the month before; not what a manager took."""
        return self.balance.spent

    @property
    def percent(self) -> int:
        """How much of what there was is used; 100 where there was nothing and some is used."""
        if self.granted > 0:
            return nearest_percent(self.used, self.granted)
        return 100 if self.balance.used > 0 else 0

    @property
    def reached(self) -> int:
        """Which percent of the hours is reached, as limits are; -1 where there are none."""
        if not self.has_hours:
            return -1
        return reached_percent(self.used, self.granted) if self.granted > 0 else self.percent

    @property
    def most_percent(self) -> int:
        """Which percent is reached of the hours, or of the calls, the higher; -1 where there are neither."""
        calls = self.calls
        by_phone = reached_percent(calls.minutes, calls.most) if calls and calls.most else -1
        return max(self.reached, by_phone)

    @property
    def expiring(self) -> list[Lot]:
        """What will expire after the last day, if no more is used."""
        return expiring(self.balance, None if self.is_last else self.hours)

    @property
    def expiring_minutes(self) -> int:
        """How much that is in all."""
        return sum(lot.left for lot in self.expiring)

    @property
    def pace(self) -> int | None:
        """How much will be used by the last day if work goes on as it did; None: too early, or none was done.

        What a manager took is no part of it. Days on which the plan is paused are left out.
        """
        if self.hours is None or not self.worked or self.today < _pace_from(self.contract, self.month):
            return None
        days, passed = (
            self.contract.days_in_force(self.month.begins_on, day + _DAY)
            for day in (self.last_day, min(self.today, self.last_day))
        )
        if not passed:
            return None
        ahead = self.worked * (days - passed) / passed
        return round((self.used + ahead) / _QUARTER) * _QUARTER


def allowance(
    now: ThisMonth, plan: Plan, reserved_minutes: int = 0, approvals: Approvals = NOTHING_APPROVED
) -> Allowance:
    """Return what a ledger says of the month that it is.

    *plan* has the terms for the month's calls; *approvals* are of its work that is billed.
    """
    contract, entries = now.book.contract, now.entries
    work = [each for each in entries if each.kind is EntryKind.USAGE]
    adjusted = [each.minutes for each in entries if each.kind is EntryKind.ADJUSTMENT]
    return Allowance(
        contract,
        now.today,
        now.month,
        plan.hours,
        balance(now.month.begins_on, entries),
        worked=-sum(each.minutes for each in work),
        added=sum(each for each in adjusted if each > 0),
        taken=-sum(each for each in adjusted if each < 0),
        changes=tuple(changes_of(entries)),
        calls=calls_of(work, plan),
        billed=_billed(work, approvals),
        unapproved=sum(approvals.unapproved.get(each.id, 0) for each in work),
        included=_included(work, plan),
        reserved=reserved_minutes,
        pauses=contract.pauses_in(now.month, now.at),
    )


def next_look(book: Book, now: datetime) -> datetime | None:
    """Return when time alone next changes what there is to tell or to grant; None: the contract is over.

    At the first moment of a month, once a pace can be told, and when the last days of a month begin. Work
    that was done after the contract ended is told of when its month is over.
    """
    contract = book.contract
    today = contract.day_at(now)
    if today < contract.begins_on:
        return contract.begins_at(contract.begins_on)
    month = book.month_of(today)
    if contract.ends_on is not None and month.begins_on > contract.ends_on:
        is_worked = any(each.month == month.begins_on for each in book.entries)
        return contract.begins_at(month.ends_before) if is_worked else None
    looks = [
        _morning(contract, _pace_from(contract, month)),
        _morning(contract, last_days_from(contract, month)),
        contract.begins_at(month.ends_before),
    ]
    return min((each for each in looks if each > now and contract.is_in_force(each)), default=None)


def last_days_from(contract: Contract, month: Month) -> date:
    """Return the day from which what expires is told of: days on which the plan is paused do not count."""
    day, missing = _last_day(contract, month) + _DAY, LAST_DAYS
    while missing > 0 and day > month.begins_on:
        day -= _DAY
        missing -= contract.days_in_force(day, day + _DAY)
    return day


def _last_day(contract: Contract, month: Month) -> date:
    return min(month.last_day, contract.ends_on or date.max)


def _pace_from(contract: Contract, month: Month) -> date:
    """Return the day from which a pace is told: days on which the plan is paused do not count."""
    day = month.begins_on
    missing = contract.days_in_force(*month) // _PACE_AFTER
    while missing > 0:
        missing -= contract.days_in_force(day, day + _DAY)
        day += _DAY
    return day


def _morning(contract: Contract, day: date) -> datetime:
    return datetime.combine(day, _MORNING, ZoneInfo(contract.time_zone)).astimezone(UTC)


def _included(work: Sequence[Entry], plan: Plan) -> int:
    """Return how much work the plan's fee pays for: not calls beyond the plan's that are billed."""
    included = _accounted(each for each in work if each.cover is Cover.INCLUDED)
    cap = plan.phone.minutes_a_month if plan.phone and plan.phone.rate else None
    return included - beyond_cap(work, cap)


def calls_of(work: Iterable[Entry], plan: Plan) -> Calls | None:
    """Return the calls among some work of a month; None where the plan has none, and there was none."""
    minutes = _accounted(each for each in work if is_call(each))
    if plan.phone is None:
        return Calls(minutes, None) if minutes else None
    return Calls(minutes, plan.phone.minutes_a_month, plan.phone.rate)


def _billed(work: Iterable[Entry], approvals: Approvals) -> tuple[Billed, ...]:
    """Return work that is billed: by the hour, then for flat fees, what has no price last."""
    found: dict[Billed, list[Entry]] = {}
    for each in work:
        if each.cover is Cover.BILLABLE:
            found.setdefault(_price(each, approvals), []).append(each)
    return tuple(
        replace(price, minutes=_accounted(lines), amount=_sum(lines, approvals))
        for price, lines in sorted(found.items(), key=lambda pair: _by_price(pair[0]))
    )


def _price(entry: Entry, approvals: Approvals) -> Billed:
    """Return at which price some work is billed, without its time."""
    approval = approvals.agreed.get(entry.ticket or 0)
    if approval and approval.fee:
        return Billed(0, None, None, approval.ticket, approval.fee)
    return Billed(0, hourly_rate(entry, approval), None)


def _by_price(billed: Billed) -> tuple[bool, int, str, int]:
    rate = billed.rate
    has_no_price = rate is None and billed.fee is None
    return has_no_price, billed.ticket or 0, rate.currency if rate else "", rate.cents if rate else 0


def _sum(work: Iterable[Entry], approvals: Approvals) -> Money | None:
    """Return what lines at one rate come to, rounded as a statement does; None where there is none."""
    costs = [cost for each in work if (cost := charge(each, approvals.agreed.get(each.ticket or 0)))]
    return Money(sum(each.cents for each in costs), costs[0].currency) if costs else None


def _accounted(entries: Iterable[Entry]) -> int:
    return sum(each.accounted_minutes for each in entries)
