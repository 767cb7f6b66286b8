"""How far the estimate goes that a client approved: which work counts in it, and which nobody approved.

It counts the work that was logged from when it was proposed on, in the order in which that was logged; what
was logged before is not part of it. An estimate that takes the place of another counts from where that one
began, since it asks again for all of it; a no, or silence, ends this while nothing is agreed. Work that was
put right keeps its place. Reserved hours, warnings, statements and invoice drafts all go by this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from bot.domain.entries import Entry, EntryKind, standing
from bot.domain.estimates import Estimate, EstimateState, agreed_among
from bot.domain.terms import Cover

_ENDED: Final = frozenset({EstimateState.DECLINED, EstimateState.EXPIRED})


class Lack(NamedTuple):
    """Billable work that was logged though the client approved it not, or not all of it."""

    state: EstimateState | None
    """Of the newest estimate; `APPROVED`: it goes not so far; None: they were never asked."""
    minutes: int
    since: datetime | None
    """When they declined it, or it expired."""


def counts_from(estimates: Sequence[Estimate]) -> datetime | None:
    """Return since when work counts in what the client agreed to; None where they agreed to nothing."""
    if agreed_among(estimates) is None:
        return None
    began_at, is_agreed = None, False
    for each in estimates:
        began_at = began_at or each.at
        has_ended = each.state in _ENDED
        is_agreed = is_agreed or (each.answered_at is not None and not has_ended)
        if has_ended and not is_agreed:
            began_at = None
    return began_at


def counted(entries: Iterable[Entry], estimates: Sequence[Estimate]) -> list[Entry]:
    """Return the work of a ticket that counts in what the client agreed to, in the order it was logged in.

    What is included for nothing never does.
    """
    found, since = list(entries), counts_from(estimates)
    if since is None:
        return []
    logged_at = _logged_at(found)
    work = [each for each in _work(found) if each.cover is not Cover.INCLUDED and logged_at[each.id] >= since]
    return sorted(work, key=lambda each: (logged_at[each.id], each.id))


def counted_minutes(entries: Iterable[Entry], estimates: Sequence[Estimate]) -> int:
    """Return how many accounted minutes those are."""
    return sum(each.accounted_minutes for each in counted(entries, estimates))


def earlier_minutes(entries: Iterable[Entry], estimates: Sequence[Estimate]) -> int:
    """Return the accounted minutes that are no part of the newest estimate, once that is approved."""
    found = list(entries)
    *before, newest = estimates
    agreed = replace(newest, state=EstimateState.APPROVED, answered_at=newest.at)
    all_minutes = sum(each.accounted_minutes for each in _work(found) if each.cover is not Cover.INCLUDED)
    return all_minutes - counted_minutes(found, [*before, agreed])


def unapproved(entries: Iterable[Entry], estimates: Sequence[Estimate]) -> Mapping[str, int]:
    """Return the accounted minutes of billable work that nobody approved, by entry, where there are any.

    *entries* are all of a ticket. A flat fee stands for all its work. Without an agreed estimate it is all.
    """
    found, agreed = list(entries), agreed_among(estimates)
    if agreed and (agreed.flat_fee or agreed.minutes is None):
        return {}
    covered = _covered(counted(found, estimates), agreed.minutes or 0 if agreed else 0)
    billable = filter(_is_billable, _work(found))
    beyond = {each.id: each.accounted_minutes - covered.get(each.id, 0) for each in billable}
    return {entry: minutes for entry, minutes in beyond.items() if minutes}


def over_fee(entries: Iterable[Entry], estimates: Sequence[Estimate]) -> Mapping[str, int]:
    """Return the accounted minutes of billable work beyond a flat fee's hours, by entry, where there are any.

    *entries* are all of a ticket. What was logged before the fee was proposed is none of them.
    """
    agreed = agreed_among(estimates)
    if agreed is None or not agreed.flat_fee or agreed.minutes is None:
        return {}
    work = counted(entries, estimates)
    covered = _covered(work, agreed.minutes)
    beyond = {each.id: each.accounted_minutes - covered[each.id] for each in work if _is_billable(each)}
    return {entry: minutes for entry, minutes in beyond.items() if minutes}


def _covered(work: Iterable[Entry], minutes: int) -> Mapping[str, int]:
    """Return how many of each entry's minutes are within so many, which are used in their order."""
    covered: dict[str, int] = {}
    for each in work:
        covered[each.id] = min(minutes, each.accounted_minutes)
        minutes -= covered[each.id]
    return covered


def _is_billable(entry: Entry) -> bool:
    return entry.cover is Cover.BILLABLE


def _work(entries: Iterable[Entry]) -> list[Entry]:
    return _usage(standing(entries))


def _logged_at(entries: Sequence[Entry]) -> Mapping[str, datetime]:
    """Return when the work of each entry was logged first: what takes the place of another has its moment.

    That is added with what takes the other back, in the same moment; of a whole ticket that is accounted for
    anew, each log begins with the name of the one whose place it takes.
    """
    known = {each.id: each for each in entries}
    replaced: dict[datetime, list[Entry]] = {}
    for each in entries:
        if each.reverses in known:
            replaced.setdefault(each.made_at, []).append(known[each.reverses])
    first: dict[str, datetime] = {}
    for each in sorted(_usage(entries), key=lambda entry: entry.made_at):
        before = [one for one in replaced.get(each.made_at, ()) if one.made_at < each.made_at]
        own = [one for one in before if each.log.startswith(f"{one.log}:")] or before
        first[each.id] = min([each.made_at, *(first[one.id] for one in own)])
    return first


def _usage(entries: Iterable[Entry]) -> list[Entry]:
    return [each for each in entries if each.kind is EntryKind.USAGE]
