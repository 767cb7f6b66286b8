"""Hours: what a client has left, from which months, and what each new month brings and takes.

The balance is a fold over the entries of one month, for what earlier months left stands in it as rollover.
The rules are those of `sla.md` 5: unused hours roll over, the balance after a month's grant is at most
`rollover_cap` times that grant, what is above expires, and the oldest hours are used first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.months import Contract, Month
from bot.domain.people import HOURGLASS
from bot.domain.terms import MonthlyHours

OPENING: Final = (EntryKind.ROLLOVER, EntryKind.GRANT, EntryKind.EXPIRY)
"""What the beginning of a month writes down, in this order."""
_OF_LOTS: Final = (EntryKind.CHANGE, EntryKind.EXPIRY)
"""What adds to the hours that a month granted, or takes from them, and is not use of them."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Hours that one month granted."""

    month: date
    minutes: int
    """What there was of them in this month."""
    left: int
    given: int = 0
    """What of them a manager gave in this month."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The hours of a client in one month, in minutes."""

    month: date
    lots: tuple[Lot, ...]
    """Oldest first."""
    used: int
    """Taken by work and by adjustments, and owed from the month before."""
    taken: int = 0
    """What of that a manager took."""

    @property
    def granted(self) -> int:
        """All that there was to use."""
        return sum(lot.minutes for lot in self.lots)

    @property
    def left(self) -> int:
        """What is left; negative where more was used than there was."""
        return self.granted - self.used

    @property
    def allowed(self) -> int:
        """What people read as granted: without what a manager took, as far as there was so much."""
        return self.granted - self._lessened

    @property
    def spent(self) -> int:
        """What people read as used: what work used, and what is owed from the month before."""
        return self.used - self._lessened

    @property
    def _lessened(self) -> int:
        return min(self.taken, self.granted)


class Turn(NamedTuple):
    """A line that the beginning of a month writes down."""

    kind: EntryKind
    lot: date
    minutes: int


def balance(month: date, entries: Iterable[Entry]) -> Balance:
    """Return what the entries of one month come to; those of other months are passed over."""
    holding = [each for each in standing(entries) if each.month == month]
    lots, given = Counter[date](), Counter[date]()
    for each in holding:
        if each.minutes > 0 or each.kind in _OF_LOTS:
            lots[each.lot or month] += each.minutes
        if each.minutes > 0 and each.kind is EntryKind.ADJUSTMENT:
            given[each.lot or month] += each.minutes
    less = [each for each in holding if each.minutes < 0 and each.kind not in _OF_LOTS]
    used = -sum(each.minutes for each in less)
    taken = -sum(each.minutes for each in less if each.kind is EntryKind.ADJUSTMENT)
    return Balance(month, _drawn(lots, given, used), used, taken)


def _drawn(lots: Mapping[date, int], given: Mapping[date, int], used: int) -> tuple[Lot, ...]:
    """Return lots with what is left of each once so much was taken, the oldest first."""
    drawn = []
    for month in sorted(lots):
        taken = min(lots[month], used)
        used -= taken
        drawn.append(Lot(month, lots[month], lots[month] - taken, given.get(month, 0)))
    return tuple(drawn)


def changes_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the changes of plan among entries, by their days."""
    found = [each for each in entries if each.kind is EntryKind.CHANGE]
    return sorted(found, key=lambda each: each.changed_on or each.month)


def turn_of_month(before: Balance | None, month: date, hours: MonthlyHours | None) -> list[Turn]:
    """Return what is written down when *month* begins after a month with this balance.

    Without *hours* the plan grants none, and nothing is carried over.
    """
    carried = (
        [Turn(EntryKind.ROLLOVER, lot.month, lot.left) for lot in before.lots if lot.left] if before else []
    )
    if before and before.left < 0 and hours and hours.carries_debt:
        carried.append(Turn(EntryKind.ROLLOVER, before.month, before.left))
    grant = [Turn(EntryKind.GRANT, month, hours.minutes)] if hours else []
    most = hours.minutes * hours.rollover_cap if hours else 0
    return [*carried, *grant, *_expired([*carried, *grant], most)]


def _expired(turns: Sequence[Turn], most: int) -> list[Turn]:
    """Return what of these expires so that at most so many minutes are left, the oldest first."""
    excess, expired = sum(turn.minutes for turn in turns) - most, []
    for turn in turns:
        gone = min(turn.minutes, excess)
        if gone > 0:
            expired.append(Turn(EntryKind.EXPIRY, turn.lot, -gone))
            excess -= gone
    return expired


def expiring(now: Balance, hours: MonthlyHours | None) -> list[Lot]:
    """Return what of the hours left will expire when the next month begins, if no more of them is used."""
    turns = turn_of_month(now, date.max, hours)
    return [Lot(each.lot, -each.minutes, -each.minutes) for each in turns if each.kind is EntryKind.EXPIRY]


class Terms(NamedTuple):
    """What a month of a client's goes by."""

    plan: str
    plan_version: str
    hours: MonthlyHours | None


HoursOf = Callable[[Entry], MonthlyHours | None]
"""What the plan of an entry grants, in the version that the entry names."""


def terms_of(entries: Iterable[Entry], present: Terms, hours_of: HoursOf) -> Callable[[date], Terms]:
    """Return what the months of a ledger go by: what they began with, where they have, else *present*.

    One that began before the plan was changed, and has no line to say with what, had a plan without hours.
    """
    known = list(entries)
    begun = {
        each.month: Terms(each.plan, each.plan_version, hours_of(each))
        for each in standing(known)
        if each.kind in OPENING
    }
    changed = max((each.changed_on for each in known if each.changed_on), default=date.min)
    without = present._replace(hours=None)
    return lambda month: begun.get(month) or (without if month <= changed else present)


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger of one client, as far as it is needed: the entries of some months that follow each other."""

    client: str
    contract: Contract
    entries: tuple[Entry, ...]

    @property
    def begins_on(self) -> date | None:
        """The first day of its first month; None: it has none."""
        return min((each.month for each in self.entries), default=None)

    def month_for(self, day: date) -> date:
        """Return the first day of the month in which work of a date counts.

        A month that has begun is not moved by a contract that is dated anew.
        """
        begun = [each for each in self._begun_on if each <= day]
        own = self.contract.month_of(day).begins_on
        return begun[-1] if begun and (begun[-1] > own or self._has_no_place(own)) else own

    def month_of(self, day: date) -> Month:
        """Return the month in which work of a date counts; one over which a plan was changed lasts on."""
        begins_on = self.month_for(day)
        changed = [each.changed_on for each in self.entries if each.month == begins_on and each.changed_on]
        return Month(begins_on, self.contract.month_of(max([day, *changed])).ends_before)

    @property
    def _begun_on(self) -> list[date]:
        """The first days of the months that have entries, in order."""
        return sorted({each.month for each in self.entries})

    def _has_no_place(self, begins_on: date) -> bool:
        """Whether no month begins on a day on which one would by the contract as it is now.

        A contract may be dated anew, and another plan's months may begin on other days. Months that have
        begun stay as they are, and what was before them; the one in which the plan was changed lasts on till
        the first of the new ones after that day.
        """
        later = next((each for each in self._begun_on if each >= begins_on), begins_on)
        lasts_on = (
            each.changed_on is not None and each.month < begins_on <= each.changed_on for each in self.entries
        )
        return self.contract.month_of(later).begins_on != later or any(lasts_on)

    def now(self, now: datetime) -> Balance:
        """Return the balance of the month that it is."""
        return balance(self.month_for(self.contract.day_at(now)), self.entries)

    def with_entries(self, entries: Iterable[Entry]) -> "Book":
        """Return it with more entries."""
        return replace(self, entries=(*self.entries, *entries))

    def brought_up_to(self, now: datetime, terms: Callable[[date], Terms]) -> list[Entry]:
        """Return what is to be added so that each month has begun as it should, up to the one of *now*.

        A month whose beginning is no longer right, since time was logged or taken back for an earlier one,
        has it reversed and written anew. *terms* are those of a month that begins on a date; for one that
        has begun they have to be those that it began under.
        """
        book, added = self, list[Entry]()
        for month in self._months(now):
            lines = book._begun(month, terms(month), now)
            book = book.with_entries(lines)
            added += lines
        return added

    def _months(self, now: datetime) -> list[date]:
        """Return when those after the first of this book begin, or the present one where it has none."""
        begun = self._begun_on
        if not begun:
            return [self.contract.month_at(now).begins_on] if self.contract.is_in_force(now) else []
        following = self.contract.months_after(self.contract.month_of(begun[0]), now)
        own = {month.begins_on for month in following if not self._has_no_place(month.begins_on)}
        return sorted({*begun[1:], *own})

    def _begun(self, month: date, terms: Terms, now: datetime) -> list[Entry]:
        """Return what is to be added so that a month has begun as it should."""
        earlier = [each.month for each in self.entries if each.month < month]
        before = balance(max(earlier), self.entries) if earlier else None
        wanted = {(turn.kind, turn.lot): turn for turn in turn_of_month(before, month, terms.hours)}
        stands = {
            (each.kind, each.lot): each
            for each in standing(self.entries)
            if each.month == month and each.kind in OPENING
        }
        wrong = [
            each
            for slot, each in stands.items()
            if slot not in wanted or wanted[slot].minutes != each.minutes
        ]
        right = [turn for slot, turn in wanted.items() if slot not in stands or stands[slot] in wrong]
        reversals = [reversal(each, HOURGLASS.id, now, "an earlier month changed") for each in wrong]
        return [*reversals, *(self._entry(month, turn, terms, now) for turn in right)]

    def _entry(self, month: date, turn: Turn, terms: Terms, now: datetime) -> Entry:
        """Return a line of a month's beginning; its id says which, so that no other can be it too."""
        slot = f"{self.client}:{month}:{turn.kind}:{turn.lot}"
        count = sum(each.id.startswith(f"{slot}:") for each in self.entries)
        return Entry(
            f"{slot}:{count}",
            self.client,
            month,
            turn.kind,
            turn.minutes,
            HOURGLASS.id,
            now,
            terms.plan,
            terms.plan_version,
            lot=turn.lot,
        )


def reversal(entry: Entry, by: str, at: datetime, reason: str) -> Entry:
    """Return the entry that takes *entry* back, in the month that it counts in."""
    return replace(
        entry,
        id=f"{entry.id}:reversed",
        kind=EntryKind.REVERSAL,
        minutes=-entry.minutes,
        made_by=by,
        made_at=at,
        reverses=entry.id,
        reason=reason,
    )
