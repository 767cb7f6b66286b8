"""The figures of a time, counted one by one from what became of every promise."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tests.reports.facts import FIRST, NEXT, RESOLUTION, UPDATE
from tests.reports.slow import GONE, Kept, Life

_MICROSECONDS: Final = 60_000_000


class Counted(NamedTuple):
    """One thing that a figure counts: the ticket, its severity, and the value."""

    ticket: int
    severity: str
    value: int = 1


def slow_figures(lives: Iterable[Life], since: int, until: int) -> dict[str, list[Counted]]:
    """Return all that each figure counts, from one minute on and before another, by the figure's name."""
    lives = [each for each in lives if each.stand not in GONE]
    found: dict[str, list[Counted]] = {name: [] for name in _PROMISES}
    for life in lives:
        _count_promises(found, life, since, until)
    return found | {
        "opened": [_ticket(each) for each in lives if since <= each.opened < until],
        "reopened": [_ticket(each) for each in lives if _reopened(each, since, until)],
        "backlog": _backlog(lives, until),
        "backlog_age": _backlog(lives, until),
        "resolved": [_one(each, kept) for each, kept in _last(lives, since, until)],
        "total_resolution_time": [_length(each, kept) for each, kept in _last(lives, since, until)],
    }


_PROMISES: Final = {
    "first_response_met": FIRST,
    "next_response_met": NEXT,
    "update_met": UPDATE,
    "resolution_met": RESOLUTION,
    "first_response_time": FIRST,
    "next_response_time": NEXT,
    "resolution_time": RESOLUTION,
    "first_response_left": FIRST,
    "next_response_left": NEXT,
    "resolution_left": RESOLUTION,
    "breaches": "",
    "near_misses": "",
    "first_contact": RESOLUTION,
}


def _count_promises(found: dict[str, list[Counted]], life: Life, since: int, until: int) -> None:
    for kept in life.kept:
        if kept.verdict and kept.decided is not None and since <= kept.decided < until:
            met = int(kept.verdict == "met")
            found[f"{kept.clock}_met"].append(_one(life, kept)._replace(value=met))
            if kept.clock != UPDATE and (kept.stopped is None or kept.stopped >= until):
                found[f"{kept.clock}_left"].append(_one(life, kept))
            found["breaches"] += [] if met else [_one(life, kept)]
            found["near_misses"] += [_one(life, kept)] if kept.percent and kept.percent >= 90 else []
        if kept.stopped is not None and since <= kept.stopped < until and kept.is_first:
            if kept.clock != UPDATE:
                found[f"{kept.clock}_time"].append(_length(life, kept))
            if kept.clock == RESOLUTION:
                stayed = kept.reopened is None or kept.reopened >= until
                found["first_contact"].append(
                    _one(life, kept)._replace(value=int(stayed and kept.replies <= 1))
                )


def _ticket(life: Life, value: int = 1) -> Counted:
    return Counted(life.story.number, life.severity, value)


def _one(life: Life, kept: Kept) -> Counted:
    return Counted(life.story.number, kept.severity)


def _length(life: Life, kept: Kept) -> Counted:
    return Counted(life.story.number, kept.severity, kept.used * _MICROSECONDS)


def _reopened(life: Life, since: int, until: int) -> bool:
    return any(each.reopened is not None and since <= each.reopened < until for each in life.kept)


def _backlog(lives: Iterable[Life], until: int) -> list[Counted]:
    standing = (each for each in lives if each.stood_open_before(until))
    return [_ticket(each, (until - each.opened) * _MICROSECONDS) for each in standing]


def _last(lives: Sequence[Life], since: int, until: int) -> list[tuple[Life, Kept]]:
    """Return the last resolution of each ticket that was resolved in that time."""
    found: dict[int, tuple[Life, Kept]] = {}
    for life in lives:
        for kept in life.kept:
            if kept.clock == RESOLUTION and kept.stopped is not None and since <= kept.stopped < until:
                found[life.story.number] = life, kept
    return list(found.values())


def slow_median(values: Sequence[int]) -> int | None:
    """Return the value with as many below as above; between two, the middle of both, rounded down."""
    left = sorted(values)
    while len(left) > 2:
        left = left[1:-1]
    return sum(left) // len(left) if left else None


def slow_ninetieth(values: Sequence[int]) -> int | None:
    """Return the smallest of the values that nine in ten of them do not exceed."""
    enough = (each for each in sorted(values) if 10 * sum(1 for v in values if v <= each) >= 9 * len(values))
    return next(enough, None)


def slow_percent(hits: int, count: int) -> int:
    """Return the part in percent to the nearest, a half going up; 0 and 100 are exact."""
    exact = Decimal(100 * hits) / Decimal(count)
    told = int(exact.to_integral_value(ROUND_HALF_UP))
    if exact in {0, 100}:
        return told
    return min(max(told, 1), 99)
