"""Whether a client's ledger holds together: everything that can be worked out again is, and compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from bot.domain.entries import Entry, EntryKind, accounted, standing
from bot.domain.ledger import OPENING, Balance, balance, turn_of_month
from bot.domain.plan_changes import wrong_changes
from bot.domain.terms import Cover, MonthlyHours


class Flaw(StrEnum):
    """What can be wrong in a ledger."""

    OPENING = "opening"
    """A line that a month begins with is not what follows from the month before."""
    ROUNDING = "rounding"
    """Accounted minutes are not the real ones, rounded up to the plan's step."""
    MINUTES = "minutes"
    """An entry takes other minutes from the hours than its cover says."""
    CHANGE = "change"
    """A change of plan adds other minutes than the plans and the days say."""
    REVERSAL = "reversal"
    """A reversal does not mirror the entry that it takes back, or takes back none that can be."""
    MONTH = "month"
    """Work counts in a month that its day is not in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a ledger that is not as it should be."""

    flaw: Flaw
    client: str
    month: date
    entry: str
    """The id of the entry, or the sort of line that a month begins with."""
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class PlanOf:
    """What a plan says in one of its versions, as far as a ledger goes by it."""

    step_minutes: int
    hours: MonthlyHours | None


Plans = Mapping[tuple[str, str], PlanOf]
"""By id and version."""


def balances(entries: Iterable[Entry]) -> list[Balance]:
    """Return the balance of each month, worked out from the entries alone."""
    known = list(entries)
    return [balance(month, known) for month in sorted({each.month for each in known})]


def findings(entries: Sequence[Entry], plans: Plans) -> list[Finding]:
    """Return what is wrong in the ledger of one client, month by month; *entries* are all that it has."""
    checks: tuple[Callable[[Sequence[Entry], Plans], Iterator[Finding]], ...] = (
        _openings,
        _changes,
        _work,
        _reversals,
        _months,
    )
    found = [each for check in checks for each in check(entries, plans)]
    return sorted(found, key=lambda each: (each.month, each.flaw, each.entry))


def _openings(entries: Sequence[Entry], plans: Plans) -> Iterator[Finding]:
    """Yield what months begin with that does not follow from the months before."""
    by_month: dict[date, list[Entry]] = {}
    for each in entries:
        by_month.setdefault(each.month, []).append(each)
    months = sorted(by_month)
    for before, month in pairwise([None, *months]):
        if month is not None:
            earlier = balance(before, by_month[before]) if before else None
            yield from _opening(month, earlier, by_month[month], plans)


def _opening(
    month: date, before: Balance | None, entries: Sequence[Entry], plans: Plans
) -> Iterator[Finding]:
    lines = [each for each in entries if each.kind in OPENING]
    if not lines:
        return  # nobody began it: work was logged in a month under a plan without hours
    terms = plans[lines[-1].plan, lines[-1].plan_version]
    turns = turn_of_month(before, month, terms.hours)
    wanted = {(turn.kind, turn.lot): turn.minutes for turn in turns}
    stands = {(each.kind, each.lot or month): each.minutes for each in standing(entries) if each in lines}
    for slot in sorted({*wanted, *stands}):
        expected, found = wanted.get(slot, 0), stands.get(slot, 0)
        if expected != found:
            line = f"{slot[0]} of {slot[1].isoformat()}"
            client = lines[0].client
            yield Finding(Flaw.OPENING, client, month, line, _minutes(found), _minutes(expected))


def _changes(entries: Sequence[Entry], plans: Plans) -> Iterator[Finding]:
    """Yield changes of plan that do not add what follows from the plans and the days that they name."""
    for month in sorted({each.month for each in entries if each.kind is EntryKind.CHANGE}):
        wrong = wrong_changes(month, entries, lambda each: plans[each.plan, each.plan_version].hours)
        for each, expected in wrong:
            yield _finding(Flaw.CHANGE, each, _minutes(each.minutes), _minutes(expected))


def _work(entries: Sequence[Entry], plans: Plans) -> Iterator[Finding]:
    for each in entries:
        if each.kind is not EntryKind.USAGE:
            continue
        counted = accounted(each.real_minutes, plans[each.plan, each.plan_version].step_minutes)
        if each.accounted_minutes != counted:
            yield _finding(Flaw.ROUNDING, each, _minutes(each.accounted_minutes), _minutes(counted))
        taken = -each.accounted_minutes if each.cover is Cover.HOURS else 0
        if each.minutes != taken:
            yield _finding(Flaw.MINUTES, each, _minutes(each.minutes), _minutes(taken))


def _reversals(entries: Sequence[Entry], _plans: Plans) -> Iterator[Finding]:
    known = {each.id: each for each in entries}
    for each in entries:
        if (each.kind is EntryKind.REVERSAL) != (each.reverses is not None):
            yield _finding(Flaw.REVERSAL, each, f"{each.kind} of {each.reverses}", "a reversal of an entry")
        elif each.reverses is not None:
            yield from _mirrored(each, known.get(each.reverses))


def _mirrored(reversal: Entry, entry: Entry | None) -> Iterator[Finding]:
    if entry is None or entry.kind is EntryKind.REVERSAL:
        what = "no entry of this client" if entry is None else "a reversal itself"
        yield _finding(Flaw.REVERSAL, reversal, what, "an entry that can be taken back")
        return
    own = {
        name: getattr(reversal, name) for name in ("id", "kind", "made_by", "made_at", "reverses", "reason")
    }
    mirrored = replace(entry, minutes=-entry.minutes, **own)
    if mirrored != reversal:
        names = [name for name in Entry.__slots__ if getattr(mirrored, name) != getattr(reversal, name)]
        found = ", ".join(f"{name} {getattr(reversal, name)}" for name in names)
        expected = ", ".join(f"{name} {getattr(mirrored, name)}" for name in names)
        yield _finding(Flaw.REVERSAL, reversal, found, expected)


def _months(entries: Sequence[Entry], _plans: Plans) -> Iterator[Finding]:
    """Yield work that counts before its month began, or after another month had."""
    months = sorted({each.month for each in entries})
    ends = dict(pairwise(months))
    for each in entries:
        if each.worked_on is None:
            continue
        end = ends.get(each.month)
        if each.worked_on < each.month or (end is not None and each.worked_on >= end):
            until = f" to before {end.isoformat()}" if end else " on"
            expected = f"a day from {each.month.isoformat()}{until}"
            yield _finding(Flaw.MONTH, each, each.worked_on.isoformat(), expected)


def _finding(flaw: Flaw, entry: Entry, found: str, expected: str) -> Finding:
    return Finding(flaw, entry.client, entry.month, entry.id, found, expected)


def _minutes(count: int) -> str:
    return f"{count} min"
