"""The figures of a report: each is worked out in one place, and knows the tickets that it is made of.

Whatever a report says, and whatever a button lists behind a number, comes from the same cases: so the two
cannot differ. Lengths are microseconds, open time of the calendar that each clock ran on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from bot.domain.outcomes import MET, MISSED, Outcome
from bot.domain.percents import share_percent
from bot.domain.samples import Sample
from bot.domain.targets import Clock

NEAR: Final = 90
"""A promise that was kept with so many percent of its time used was nearly missed."""
_ONE_CONTACT: Final = 1
_TENTH: Final = 10


class FigureName(StrEnum):
    """What is counted or measured; `bot.views` words what each means."""

    OPENED = "opened"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    BACKLOG = "backlog"
    BACKLOG_AGE = "backlog_age"
    FIRST_RESPONSE_MET = "first_response_met"
    NEXT_RESPONSE_MET = "next_response_met"
    UPDATE_MET = "update_met"
    RESOLUTION_MET = "resolution_met"
    FIRST_RESPONSE_TIME = "first_response_time"
    NEXT_RESPONSE_TIME = "next_response_time"
    RESOLUTION_TIME = "resolution_time"
    TOTAL_RESOLUTION_TIME = "total_resolution_time"
    FIRST_RESPONSE_LEFT = "first_response_left"
    NEXT_RESPONSE_LEFT = "next_response_left"
    RESOLUTION_LEFT = "resolution_left"
    BREACHES = "breaches"
    NEAR_MISSES = "near_misses"
    FIRST_CONTACT = "first_contact"


class Promise(NamedTuple):
    """The figures that tell of one clock's promise."""

    clock: Clock
    met: FigureName
    time: FigureName | None = None
    """How long it took; None: only whether it came in time counts."""
    left: FigureName | None = None
    """What was missed and has no length yet."""


PROMISES: Final = (
    Promise(
        Clock.FIRST_RESPONSE,
        FigureName.FIRST_RESPONSE_MET,
        FigureName.FIRST_RESPONSE_TIME,
        FigureName.FIRST_RESPONSE_LEFT,
    ),
    Promise(
        Clock.NEXT_RESPONSE,
        FigureName.NEXT_RESPONSE_MET,
        FigureName.NEXT_RESPONSE_TIME,
        FigureName.NEXT_RESPONSE_LEFT,
    ),
    Promise(Clock.UPDATE, FigureName.UPDATE_MET),
    Promise(
        Clock.RESOLUTION,
        FigureName.RESOLUTION_MET,
        FigureName.RESOLUTION_TIME,
        FigureName.RESOLUTION_LEFT,
    ),
)
"""What is promised to clients, in the order in which it is told."""
KEPT: Final = tuple(promise.met for promise in PROMISES)
"""The figures that say how many promises were kept."""
IN_PERCENT: Final = frozenset({*KEPT, FigureName.FIRST_CONTACT})
"""The figures that are told as a part of all their cases."""


class Case(NamedTuple):
    """One thing that a figure counts."""

    ticket: int
    severity: str
    value: int = 1
    """1 or 0 of a share: whether it counts as a success; microseconds of a length; else 1."""
    clock: str = ""
    """Whose promise it was; empty where it is about the ticket as a whole."""
    number: int = 0
    """Which of the ticket's promises of that clock it was."""

    @property
    def key(self) -> tuple[int, str, int]:
        """What tells it from the others of its figure, as it does outcomes."""
        return self.ticket, self.clock, self.number


@dataclass(frozen=True, slots=True)
class _Told:
    """A sample with its promises dealt out once, as each figure looks at a few of them alone."""

    sample: Sample
    judged: list[Outcome]
    """Kept or broken in that time."""
    judged_of: Mapping[str, list[Outcome]]
    """The same by clock."""
    stopped_of: Mapping[str, list[Outcome]]
    """What stopped in that time, by clock."""


_Cases: TypeAlias = Callable[[_Told], Iterable[Case]]


@dataclass(frozen=True)  # without slots, as it keeps what is asked of it again and again
class Figure:
    """What one figure comes to, with what it is made of."""

    name: FigureName
    cases: tuple[Case, ...]

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.cases)

    @cached_property
    def hits(self) -> int:
        """How many of them are successes, of a share."""
        return sum(case.value for case in self.cases)

    @property
    def percent(self) -> int | None:
        """What part of them are successes, 100 where all are alone; None where there are none."""
        return share_percent(self.hits, self.count)

    @property
    def median(self) -> int | None:
        """The length in the middle, between two the mean of both; None where there are none."""
        lengths = self._lengths
        if not lengths:
            return None
        low, high = lengths[(len(lengths) - 1) // 2], lengths[len(lengths) // 2]
        return (low + high) // 2

    @property
    def ninetieth(self) -> int | None:
        """The shortest length that nine in ten do not exceed; None where there are none."""
        lengths = self._lengths
        return lengths[-(-len(lengths) * (_TENTH - 1) // _TENTH) - 1] if lengths else None

    @property
    def longest(self) -> int | None:
        """The longest of the lengths; None where there are none."""
        return max((case.value for case in self.cases), default=None)

    @cached_property
    def by_severity(self) -> Mapping[str, "Figure"]:
        """The same figure at each severity that it has cases of."""
        dealt: dict[str, list[Case]] = {}
        for case in self.cases:
            dealt.setdefault(case.severity, []).append(case)
        return {severity: Figure(self.name, tuple(cases)) for severity, cases in dealt.items()}

    def at(self, severity: str) -> "Figure":
        """Return the same figure at one severity; at all where that is empty."""
        return self.by_severity.get(severity, Figure(self.name, ())) if severity else self

    @property
    def tickets(self) -> list[int]:
        """The tickets behind it, each once, by number."""
        return sorted({case.ticket for case in self.cases})

    @cached_property
    def _lengths(self) -> Sequence[int]:
        return sorted(case.value for case in self.cases)


def figure(name: FigureName, sample: Sample, severity: str = "") -> Figure:
    """Return one figure of a sample, at one severity or at all."""
    return Figure(name, tuple(_CASES[name](_told(sample)))).at(severity)


def figures(sample: Sample, names: Iterable[FigureName] = FigureName) -> Mapping[FigureName, Figure]:
    """Return all figures of a sample, or those of some names, at all severities together."""
    told = _told(sample)
    return {name: Figure(name, tuple(_CASES[name](told))) for name in names}


def kinds(sample: Sample) -> list[tuple[str, tuple[int, ...]]]:
    """Return the kinds of work that were asked for, the most frequent first, with their tickets."""
    dealt: dict[str, list[int]] = {}
    for each in sample.opened:
        dealt.setdefault(each.kind, []).append(each.ticket)
    ranked = sorted(dealt.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(kind, tuple(tickets)) for kind, tickets in ranked]


def _told(sample: Sample) -> _Told:
    judged: list[Outcome] = []
    judged_of: defaultdict[str, list[Outcome]] = defaultdict(list)
    stopped_of: defaultdict[str, list[Outcome]] = defaultdict(list)
    since, until = sample.since, sample.until
    for each in sample.outcomes:
        if each.outcome and since <= each.decided_at < until:
            judged.append(each)
            judged_of[each.clock].append(each)
        if each.stopped_at is not None and since <= each.stopped_at < until:
            stopped_of[each.clock].append(each)
    return _Told(sample, judged, judged_of, stopped_of)


def _opened(told: _Told) -> Iterable[Case]:
    return [Case(each.ticket, each.severity) for each in told.sample.opened]


def _resolved(told: _Told) -> Iterable[Case]:
    """One case for each ticket, however often it was resolved in that time."""
    return [Case(each.ticket, each.severity) for each in _last_resolutions(told)]


def _reopened(told: _Told) -> Iterable[Case]:
    return [Case(each.ticket, each.severity) for each in told.sample.reopened]


def _backlog(told: _Told) -> Iterable[Case]:
    """How long each has been open, by the clock on the wall."""
    until = told.sample.until
    return [Case(each.ticket, each.severity, until - each.opened_at) for each in told.sample.backlog]


def _case(outcome: Outcome, value: int = 1) -> Case:
    """Return a case that is one promise."""
    return Case(outcome.ticket, outcome.severity, value, outcome.clock, outcome.number)


def _met(clock: Clock) -> _Cases:
    """Return what was decided about a clock's promises."""

    def cases(told: _Told) -> Iterable[Case]:
        judged = told.judged_of.get(clock, ())
        return [_case(each, int(each.outcome == MET)) for each in judged]

    return cases


def _length(clock: Clock) -> _Cases:
    """Return how long a clock ran that stopped; of resolution, until the first time."""

    def cases(told: _Told) -> Iterable[Case]:
        stopped = told.stopped_of.get(clock, ())
        counts = stopped if clock is not Clock.RESOLUTION else _first_resolutions(told)
        return [_case(each, each.used) for each in counts]

    return cases


def _left(clock: Clock) -> _Cases:
    """Return what was missed and still waited at the end of the time: no length knows of it."""

    def cases(told: _Told) -> Iterable[Case]:
        until, judged = told.sample.until, told.judged_of.get(clock, ())
        left = (each for each in judged if each.stopped_at is None or each.stopped_at >= until)
        return [_case(each) for each in left]

    return cases


def _total_length(told: _Told) -> Iterable[Case]:
    """How long each ticket took that was resolved, all the times together that it was worked on."""
    return [_case(each, each.used) for each in _last_resolutions(told)]


def _breaches(told: _Told) -> Iterable[Case]:
    return [_case(each) for each in told.judged if each.outcome == MISSED]


def _near_misses(told: _Told) -> Iterable[Case]:
    return [_case(each) for each in told.judged if each.percent is not None and each.percent >= NEAR]


def _first_contact(told: _Told) -> Iterable[Case]:
    """Of what was resolved for the first time: what took one public reply at most, and stayed resolved."""
    until = told.sample.until
    for each in _first_resolutions(told):
        stayed = each.reopened_at is None or each.reopened_at >= until
        yield Case(each.ticket, each.severity, int(stayed and each.replies <= _ONE_CONTACT))


def _first_resolutions(told: _Told) -> list[Outcome]:
    """Return what was resolved in that time for the first time."""
    return [each for each in told.stopped_of.get(Clock.RESOLUTION, ()) if each.number == 1]


def _last_resolutions(told: _Told) -> list[Outcome]:
    """Return the last resolution of each ticket in that time, by ticket."""
    in_order = sorted(told.stopped_of.get(Clock.RESOLUTION, ()), key=attrgetter("ticket", "number"))
    return list({each.ticket: each for each in in_order}.values())


_CASES: Final[Mapping[FigureName, _Cases]] = {
    FigureName.OPENED: _opened,
    FigureName.RESOLVED: _resolved,
    FigureName.REOPENED: _reopened,
    FigureName.BACKLOG: _backlog,
    FigureName.BACKLOG_AGE: _backlog,
    **{each.met: _met(each.clock) for each in PROMISES},
    **{each.time: _length(each.clock) for each in PROMISES if each.time},
    **{each.left: _left(each.clock) for each in PROMISES if each.left},
    FigureName.TOTAL_RESOLUTION_TIME: _total_length,
    FigureName.BREACHES: _breaches,
    FigureName.NEAR_MISSES: _near_misses,
    FigureName.FIRST_CONTACT: _first_contact,
}
"""What each figure counts."""
