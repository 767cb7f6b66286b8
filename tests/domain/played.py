"""A client's contract played day by day, by the rules of the domain alone.

A step is a line such as `2026-11-12 use 90`: what happens at noon of a day where the client is, or at a
moment in UTC as in `2026-11-13T04:30 plan growth`. What can happen: `use` minutes, `log` minutes `for` an
earlier day, `undo` the work of a number, `give` and `take` minutes, another `plan`, `pause` for some months,
`resume`, the contract `ends`, and `look`, which only brings the ledger up to the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.entries import Entry, EntryKind
from bot.domain.ledger import Book, Terms, balance, reversal, terms_of
from bot.domain.ledger_check import PlanOf, findings
from bot.domain.months import Contract, Month, Span
from bot.domain.pauses import months_later
from bot.domain.plan_changes import PlanChange
from bot.domain.statements import Hours, statement
from bot.domain.terms import Cover, MonthlyHours, Period, Upgrade

NEW_YORK: Final = "America/New_York"
_NOON: Final = time(12)


def hours(minutes: int, cap: int = 2, upgrade: Upgrade = Upgrade.PRO_RATA, **changes: object) -> MonthlyHours:
    """The hours of a plan."""
    plain = MonthlyHours(minutes, cap, Period.CONTRACT_MONTH, carries_debt=False, alerts_client=True)
    return replace(plain, upgrade=upgrade, **changes)  # type: ignore[arg-type]


PLANS: Final[dict[str, MonthlyHours | None]] = {
    "starter": hours(120),
    "growth": hours(300),
    "transformation": hours(600),
    "later": hours(600, upgrade=Upgrade.NEXT_PERIOD),
    "debt": hours(300, carries_debt=True),
    "lapsing": hours(300, cap=1),
    "hoarding": hours(300, cap=3),
    "spending": hours(600, cap=1),
    "calendar": hours(300, period=Period.CALENDAR_MONTH),
    "big-calendar": hours(600, period=Period.CALENDAR_MONTH),
    "none": None,
}


@dataclass
class Played:
    """A client's ledger, as what happened made it."""

    contract: Contract
    plan: str
    plans: dict[str, MonthlyHours | None] = field(default_factory=lambda: PLANS)
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    @property
    def book(self) -> Book:
        return Book("acme", self.contract, tuple(self.entries))

    @property
    def terms(self) -> Terms:
        return Terms(self.plan, "1", self.plans[self.plan])

    def hours_of(self, entry: Entry) -> MonthlyHours | None:
        return self.plans[entry.plan]

    def bring_up(self, now: datetime) -> list[Entry]:
        """Add what is missing by a moment, and return it."""
        terms = terms_of(self.entries, self.terms, self.hours_of)
        added = self.book.brought_up_to(now, terms)
        self.entries += added
        return added

    def play(self, line: str) -> None:
        when, what, *words = line.split()
        now = moment(when, self.contract.time_zone)
        self.bring_up(now)
        match what, words:
            case "use", [minutes]:
                self.work(int(minutes), self.contract.day_at(now), now)
            case "log", [minutes, "for", day]:
                self.work(int(minutes), date.fromisoformat(day), now)
            case "undo", [number]:
                [done] = [each for each in self.entries if each.id == f"work:{number}"]
                self.entries.append(reversal(done, "max", now, "a slip"))
            case "give", [minutes]:
                self.adjust(int(minutes), now)
            case "take", [minutes]:
                self.adjust(-int(minutes), now)
            case "plan", [plan]:
                self.take(plan, now)
            case "pause", [months]:
                until = months_later(now, int(months), self.contract.time_zone)
                self.contract = replace(self.contract, pauses=(*self.contract.pauses, Span(now, until)))
            case "resume", []:
                *earlier, last = self.contract.pauses
                self.contract = replace(self.contract, pauses=(*earlier, last._replace(until_at=now)))
            case "ends", []:
                self.contract = replace(self.contract, ends_on=self.contract.day_at(now))
            case other:
                assert other == ("look", [])
        self.bring_up(now)

    def work(self, minutes: int, day: date, now: datetime) -> None:
        entry = self.entry(f"work:{self.count}", EntryKind.USAGE, -minutes, self.book.month_for(day), now)
        done = replace(entry, worked_on=day, real_minutes=minutes, accounted_minutes=minutes)
        self.entries.append(replace(done, cover=Cover.HOURS))
        self.count += 1

    def adjust(self, minutes: int, now: datetime) -> None:
        month = self.book.month_for(self.contract.day_at(now))
        self.entries.append(
            self.entry(f"given:{len(self.entries)}", EntryKind.ADJUSTMENT, minutes, month, now)
        )

    def take(self, plan: str, now: datetime) -> None:
        old, before = self.book, self.plan
        self.plan = plan
        hours = self.plans[plan]
        self.contract = replace(self.contract, period=hours.period if hours else Period.CONTRACT_MONTH)
        if before != plan and self.contract.is_in_force(now):
            day = self.contract.day_at(now)
            month = Month(old.month_for(day), self.contract.month_of(day).ends_before)
            change = PlanChange(month, day, self.terms, plan, "max", now)
            self.entries += change.entries(self.book, self.hours_of)

    def entry(self, key: str, kind: EntryKind, minutes: int, month: date, now: datetime) -> Entry:
        return Entry(key, "acme", month, kind, minutes, "sam", now, self.plan, "1")

    def months(self) -> dict[date, Hours]:
        """What became of the hours of each month that has anything, as its statement says."""
        begun = sorted({each.month for each in self.entries})
        return {
            month: statement("acme", Month(month, month), self.entries).hours
            for month in begun
            if any(each.month == month and each.kind is not EntryKind.REVERSAL for each in self.entries)
        }

    def check(self, now: datetime) -> None:
        """All that has to hold of a ledger, whatever happened."""
        assert self.bring_up(now) == [], "bringing it up to date twice adds nothing"
        assert len({each.id for each in self.entries}) == len(self.entries)
        plans = {(plan, "1"): PlanOf(1, hours) for plan, hours in self.plans.items()}
        assert findings(self.entries, plans) == []
        self._check_minutes()

    def _check_minutes(self) -> None:
        """Granted, added and adjusted minutes are those used, left, expired, and written off as owed."""
        months = self.months()
        written_off, before = 0, None
        for month, each in months.items():
            assert balance(month, self.entries).left == each.left
            if before is not None:
                assert each.carried in ({before} if before >= 0 else {before, 0})
                written_off += before - each.carried
            before = each.left
        totals = [
            sum(getattr(each, name) for each in months.values())
            for name in ("granted", "changed", "adjusted", "used", "expired")
        ]
        granted, changed, adjusted, used, expired = totals
        assert granted + changed + adjusted == used + (before or 0) + expired + written_off


def moment(when: str, time_zone: str) -> datetime:
    """The moment that a step names."""
    if "T" in when:
        return datetime.fromisoformat(when).replace(tzinfo=UTC)
    return datetime.combine(date.fromisoformat(when), _NOON, ZoneInfo(time_zone)).astimezone(UTC)


def played(plan: str, begins_on: str, steps: Iterable[str], time_zone: str = NEW_YORK) -> Played:
    """A contract under a plan of that name, after some steps."""
    kept = PLANS[plan]
    period = kept.period if kept else Period.CONTRACT_MONTH
    game = Played(Contract(date.fromisoformat(begins_on), period, time_zone), plan)
    for each in steps:
        game.play(each)
    return game
