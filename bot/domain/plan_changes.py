"""What a change of a client's plan in mid-month does to the hours of that month.

A month's grant becomes the old plan's hours for the share of its days before the change, and the new plan's
for the share from that day on. Days that begin while the plan is paused are left out of both. The sum is
exact, and rounded up to a whole minute: in the client's favour, and once for all changes of a month, so that
a plan that is taken back leaves nothing over.

Hours once granted are never taken away: a plan with fewer hours counts from the next month on. So does one
with more where it says so. The plan that is taken decides, for it is its hours that are given, and whoever
sells them knows what they cost. The last change of a day counts, as though it had been the only one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.ledger import Book, HoursOf, Terms, changes_of, reversal
from bot.domain.months import Month
from bot.domain.terms import MonthlyHours, Period, Upgrade


class Grant(NamedTuple):
    """What a month's hours come to."""

    exact: Fraction
    """In minutes."""
    monthly: int
    """How many minutes a month count at its end."""

    @property
    def minutes(self) -> int:
        """Whole minutes, in the client's favour."""
        return ceil(self.exact)

    def after(self, monthly: int, days: int, of_days: int) -> "Grant":
        """Return it with so many minutes a month for the last *days* of *of_days*; 0: not in this month."""
        if not days:
            return self
        return Grant(self.exact + Fraction((monthly - self.monthly) * days, of_days), monthly)


def grant_of(month: date, entries: Iterable[Entry], hours_of: HoursOf) -> Grant:
    """Return what a month's hours come to after the changes of plan that its entries hold."""
    found = [each for each in standing(entries) if each.month == month]
    granted = sum(each.minutes for each in found if each.kind is EntryKind.GRANT)
    grant = Grant(Fraction(granted), granted)
    for each in changes_of(found):
        grant = grant.after(_monthly(hours_of(each)), each.days, each.of_days)
    return grant


def wrong_changes(month: date, entries: Sequence[Entry], hours_of: HoursOf) -> Iterator[tuple[Entry, int]]:
    """Yield the changes of a month that add other minutes than follows, with those that they should."""
    found = [each for each in standing(entries) if each.month == month]
    rest = [each for each in found if each.kind is not EntryKind.CHANGE]
    before = grant_of(month, rest, hours_of)
    for each in changes_of(found):
        after = before.after(_monthly(hours_of(each)), each.days, each.of_days)
        if each.minutes != after.minutes - before.minutes:
            yield each, after.minutes - before.minutes
        before = after


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A client takes another plan on a day of a month that has begun."""

    month: Month
    day: date
    """Where the client is."""
    terms: Terms
    name: str
    """The plan's full name."""
    by: str
    at: datetime

    def entries(self, book: Book, hours_of: HoursOf) -> list[Entry]:
        """Return what it adds to a ledger that is brought up to the day; nothing where the hours stay."""
        month = self.month.begins_on
        found = [each for each in standing(book.entries) if each.month == month]
        undone = [each for each in changes_of(found) if each.changed_on and each.changed_on >= self.day]
        left = [each for each in found if each not in undone]
        reversals = [reversal(each, self.by, self.at, "another change on the same day") for each in undone]
        before = grant_of(month, left, hours_of)
        if self._is_known(left, hours_of) and not self._counts(before):
            return reversals
        return [*reversals, self._entry(book, before)]

    def _entry(self, book: Book, before: Grant) -> Entry:
        month, plan = self.month.begins_on, self.terms
        of_days = book.contract.days_in_force(month, self.month.ends_before)
        days = book.contract.days_in_force(self.day, self.month.ends_before) if self._counts(before) else 0
        after = before.after(_monthly(plan.hours), days, of_days)
        slot = f"{book.client}:{month}:{EntryKind.CHANGE}:{self.day}"
        count = sum(each.id.startswith(f"{slot}:") and not each.reverses for each in book.entries)
        blank = Entry(
            f"{slot}:{count}",
            book.client,
            month,
            EntryKind.CHANGE,
            after.minutes - before.minutes,
            self.by,
            self.at,
            plan.plan,
            plan.plan_version,
        )
        return replace(blank, lot=month, changed_on=self.day, days=days, of_days=of_days, words=self.name)

    def _counts(self, before: Grant) -> bool:
        """Whether the plan's hours count in this month."""
        hours = self.terms.hours
        return hours is not None and hours.minutes > before.monthly and hours.upgrade is Upgrade.PRO_RATA

    def _is_known(self, found: Sequence[Entry], hours_of: HoursOf) -> bool:
        """Whether hours, and the days months begin on, are those of the last plan that the month had."""
        grants = (each for each in found if each.kind is EntryKind.GRANT)
        plans = [hours_of(each) for each in (*grants, *changes_of(found))][-1:] or [None]
        return _terms(plans[0]) == _terms(self.terms.hours)


def _monthly(hours: MonthlyHours | None) -> int:
    return hours.minutes if hours else 0


def _terms(hours: MonthlyHours | None) -> tuple[int, Period]:
    return _monthly(hours), hours.period if hours else Period.CONTRACT_MONTH
