"""What is worth saying about a time in a sentence: worked out from the figures, and never from few cases.

Each knows the figures that it was made from. Lengths are microseconds, as in `bot.domain.figures`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple

from bot.domain.digests import OLD_DAYS, Compared, Digest, Reader
from bot.domain.figures import PROMISES, Figure, FigureName, kinds
from bot.domain.outcomes import Outcome
from bot.domain.tickets import Severity

MOST: Final = 3
FEWEST: Final = 3
"""A median of fewer cases says nothing, nor do fewer misses make a habit."""
_FEWEST_OF_KIND: Final = 5
_MINUTE: Final = 60_000_000
_DAY: Final = 1440 * _MINUTE
_LEAST_CHANGE: Final = 10 * _MINUTE
_HALF_MORE: Final = 3, 2
"""Once and a half as much, or two thirds of it: less is the ordinary up and down of small numbers."""
_CLIENT: Final = "client"
_WAITS: Final[Mapping[str, Callable[[Outcome], int]]] = {
    "third_party": attrgetter("on_third"),
    _CLIENT: attrgetter("on_client"),
}
"""How long each was waited for."""
_LEVEL_WEIGHT: Final[Mapping[str, int]] = {
    Severity.CRITICAL: 8,
    Severity.HIGH: 4,
    Severity.MEDIUM: 2,
    Severity.LOW: 1,
    "": 2,
}


class Seen(StrEnum):
    """What was seen; `bot.views` words each."""

    MISSED_AGAIN = "missed_again"
    SLOWER = "slower"
    FASTER = "faster"
    BACKLOG_GROWS = "backlog_grows"
    BACKLOG_SHRINKS = "backlog_shrinks"
    BACKLOG_AGES = "backlog_ages"
    MORE_OF_KIND = "more_of_kind"
    FEWER_OF_KIND = "fewer_of_kind"
    HOURS_NEAR = "hours_near"
    HOURS_OVER = "hours_over"


class Waited(NamedTuple):
    """How many of some tickets waited for somebody else for a while."""

    on: str
    """`client` or `third_party`."""
    tickets: int
    of: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that is worth saying."""

    seen: Seen
    weight: int
    """How much it matters, among those of one digest."""
    now: int
    before: int
    made_of: tuple[Figure, ...]
    """The figures that it was worked out from, now and before; none where it is about hours."""
    subject: str = ""
    """A clock, a kind of work or a client, depending on what was seen; empty: there is no choice."""
    severity: str = ""
    of: int = 0
    """How many there are in all, of what was counted."""
    waited: Waited | None = None

    @property
    def topic(self) -> tuple[str, str]:
        """What it is about: two about the same would say one thing twice."""
        return self.subject or self.seen, self.severity


def observations(found: Digest) -> list[Observation]:
    """Return what matters most, three at most; nothing where nothing stands out."""
    every = (*_missed(found), *_lengths(found), *_backlog(found), *_kinds(found), *_hours(found))
    kept: dict[tuple[str, str], Observation] = {}
    for each in sorted(every, key=lambda one: (-one.weight, one.seen, one.topic)):
        kept.setdefault(each.topic, each)
    return [_with_wait(found, each) for each in [*kept.values()][:MOST]]


def _with_wait(found: Digest, seen: Observation) -> Observation:
    """Add whom its tickets waited for, where promises were missed or became harder to keep."""
    if seen.seen not in {Seen.MISSED_AGAIN, Seen.SLOWER}:
        return seen
    now, _ = seen.made_of
    return replace(seen, waited=_waited(found, seen.subject, now))


def _missed(found: Digest) -> Iterator[Observation]:
    """Targets that were missed repeatedly: at a severity, else a few times at each of several."""
    for promise in PROMISES:
        own, whole = found.by_severity(promise.met), found.figures[promise.met]
        often = [level for level, compared in own.items() if _misses(compared.now) >= FEWEST]
        told: Mapping[str, Compared] = {level: own[level] for level in often} or {"": whole}
        for level, compared in told.items():
            now, before = map(_misses, compared)
            if now >= FEWEST:
                weight = _LEVEL_WEIGHT[level] * now * 20 * now // compared.now.count
                yield Observation(
                    *(Seen.MISSED_AGAIN, weight, now, before, tuple(compared), promise.clock, level),
                    of=compared.now.count,
                )


def _misses(figure: Figure) -> int:
    return figure.count - figure.hits


def _lengths(found: Digest) -> Iterator[Observation]:
    """Medians that rose or fell by half."""
    for promise in PROMISES:
        by_severity = found.by_severity(promise.time) if promise.time else {}
        for level, compared in by_severity.items():
            now, before = (each.median or 0 for each in compared)
            seen = _moved(compared, now, before)
            if seen is not None:
                more, less = max(now, before), max(min(now, before), _MINUTE)
                weight = _LEVEL_WEIGHT[level] * min(more * 10 // less, 60) * min(compared.now.count, 10) // 4
                yield Observation(
                    *(seen, weight, now, before, tuple(compared), promise.clock, level),
                    of=compared.now.count,
                )


def _moved(compared: Compared, now: int, before: int) -> Seen | None:
    if min(each.count for each in compared) < FEWEST or abs(now - before) < _LEAST_CHANGE:
        return None
    if _is_much_more(now, before):
        return Seen.SLOWER
    return Seen.FASTER if _is_much_more(before, now) else None


def _is_much_more(one: int, other: int) -> bool:
    much, little = _HALF_MORE
    return one * little >= other * much


def _waited(found: Digest, clock: str, figure: Figure) -> Waited | None:
    """Return whom most of a figure's tickets waited for, where at least half of them did.

    A client reads of its own people alone.
    """
    tickets, is_internal = set(figure.tickets), found.wanted.reader is Reader.MANAGER
    own = [each for each in found.now.outcomes if each.clock == clock and each.ticket in tickets]
    counted = (
        Waited(on, len({each.ticket for each in own if waits(each) > 0}), len(tickets))
        for on, waits in _WAITS.items()
        if is_internal or on == _CLIENT
    )
    most = max(counted, key=lambda each: each.tickets)
    return most if most.tickets and most.tickets * 2 >= most.of else None


def _backlog(found: Digest) -> Iterator[Observation]:
    compared = found.figures[FigureName.BACKLOG]
    now, before = (each.count for each in compared)
    moved = abs(now - before) >= FEWEST
    if moved and _is_much_more(max(now, before), min(now, before)):
        seen = Seen.BACKLOG_GROWS if now > before else Seen.BACKLOG_SHRINKS
        weight = (12 if now > before else 4) * abs(now - before)
        yield Observation(seen, weight, now, before, tuple(compared), subject="backlog")
    old, old_before = (
        sum(1 for case in each.cases if case.value >= OLD_DAYS * _DAY)
        for each in found.figures[FigureName.BACKLOG_AGE]
    )
    if old >= FEWEST and old > old_before:
        made_of = tuple(found.figures[FigureName.BACKLOG_AGE])
        yield Observation(Seen.BACKLOG_AGES, 10 * old, old, old_before, made_of, of=now)


def _kinds(found: Digest) -> Iterator[Observation]:
    """Kinds of work that were asked for far more often than before, or far less."""
    now, before = (
        {kind: len(tickets) for kind, tickets in kinds(each)} for each in (found.now, found.before)
    )
    made_of = tuple(found.figures[FigureName.OPENED])
    for kind in sorted({*now, *before} - {""}):
        count, past = now.get(kind, 0), before.get(kind, 0)
        if max(count, past) >= _FEWEST_OF_KIND and _is_much_more(max(count, past), min(count, past)):
            seen = Seen.MORE_OF_KIND if count > past else Seen.FEWER_OF_KIND
            weight = (6 if count > past else 3) * abs(count - past)
            yield Observation(seen, weight, count, past, made_of, kind, of=len(found.now.opened))


def _hours(found: Digest) -> Iterator[Observation]:
    """The clients whose hours are nearly used up, or more: one sentence for each of both."""
    near = [client for client, each in found.hours.items() if each.is_near]
    over = [client for client, each in found.hours.items() if each.is_over]
    for seen, clients, weight in ((Seen.HOURS_OVER, over, 60), (Seen.HOURS_NEAR, near, 30)):
        if clients:
            first = max(clients, key=lambda client: (found.hours[client].percent, client))
            percent = found.hours[first].percent
            yield Observation(seen, weight + len(clients), percent, 0, (), first, of=len(clients))
