"""A digest: what a time brought, beside the time before it, for managers or for one client's people."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from bot.domain.figures import IN_PERCENT, KEPT, Case, Figure, FigureName, figures
from bot.domain.measurements import Measures
from bot.domain.outcomes import Outcome
from bot.domain.percents import share_percent
from bot.domain.rating import Rating
from bot.domain.report_periods import ReportPeriod
from bot.domain.samples import Sample, client_of
from bot.domain.tickets import Severity
from bot.domain.used_hours import HoursUsed

OLD_DAYS: Final = 14
"""A ticket that has been open for so many days is old."""
_TENTHS: Final = 10
_DAY: Final = 86_400_000_000


class Reader(StrEnum):
    """For whom a digest is made."""

    MANAGER = "manager"
    CLIENT = "client"
    """The people of one client: only what is theirs, and nothing that is said among staff."""


INTERNAL: Final = frozenset({FigureName.NEAR_MISSES, FigureName.FIRST_CONTACT})
"""The figures that clients do not read: they are about how staff work."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest as somebody asks for it."""

    reader: Reader
    period: ReportPeriod
    client: str = ""
    """Its id; empty: all of them, which is for managers alone."""


class Compared(NamedTuple):
    """A figure, and what it was in the time before."""

    now: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class Ratings:
    """What requesters said of resolved tickets."""

    asked: int
    rated: int
    score_tenths: int | None
    """The mean of faces from 1 to 5, in tenths; None where nobody rated."""
    answered: int = 0
    """How many answers that is the mean of: some may be to questions of an earlier time."""

    @property
    def percent(self) -> int | None:
        """How many of those who were asked answered; None where nobody was."""
        return share_percent(self.rated, self.asked)


def ratings(asked: Collection[Rating], rated: Iterable[Rating]) -> Ratings | None:
    """Return what requesters said who were *asked* in a time, or *rated* in it; None where there are none."""
    scores = [each.score for each in rated if each.score is not None]
    if not asked and not scores:
        return None
    answers = sum(1 for each in asked if each.score is not None)
    score = sum(scores) * _TENTHS // len(scores) if scores else None
    return Ratings(len(asked), answers, score, len(scores))


@dataclass(frozen=True)  # without slots, as it keeps how its clients stand
class Digest:
    """All that a digest says, once it was worked out."""

    wanted: Wanted
    now: Sample
    before: Sample
    figures: Mapping[FigureName, Compared]
    hours: Mapping[str, HoursUsed] = field(default_factory=dict)
    """By client, of those whose plans have hours and whose contract is in force."""
    months: Sequence[HoursUsed] = ()
    """Of one client, the months of its contract that ended in a time of several; not that of `hours`."""
    ratings: Ratings | None = None
    """None: nobody was ever asked."""
    ratings_before: Ratings | None = None
    measures: Measures | None = None
    """What was measured outside Hourglass, and the notes; None in a digest of all clients."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in that time nor in the one before, and nothing is open."""
        return not any(each.now.cases or each.before.cases for each in self.figures.values())

    @cached_property
    def standings(self) -> Sequence["Standing"]:
        """How each client stands that anything happened to, who needs attention first."""
        dealt = _Dealt(self)
        clients = sorted({*dealt.client_of.values(), *client_of(self.before).values(), *self.hours})
        each = [_standing(client, dealt, self.hours.get(client)) for client in clients]
        return sorted(each, key=lambda one: (-one.weight, -one.opened, one.client))

    def by_severity(self, name: FigureName) -> Mapping[Severity, Compared]:
        """Return a figure at each severity that it has cases of now, the worst first."""
        now, before = self.figures[name]
        levels = (level for level in Severity if level in now.by_severity)
        return {level: Compared(now.at(level), before.at(level)) for level in levels}

    @property
    def missed(self) -> list[Outcome]:
        """The promises that were missed, the worst severity first, then what took longest."""
        levels = list(Severity)
        found = self._behind(FigureName.BREACHES)
        return sorted(found, key=lambda each: (levels.index(Severity(each.severity)), -each.used, each.key))

    @property
    def nearly_missed(self) -> list[Outcome]:
        """The promises that were kept with little to spare, those with the least first."""
        found = self._behind(FigureName.NEAR_MISSES)
        return sorted(found, key=lambda each: (-(each.percent or 0), each.key))

    def _behind(self, name: FigureName) -> list[Outcome]:
        """Return the outcomes that a figure counts."""
        keys = {case.key for case in self.figures[name].now.cases}
        return [each for each in self.now.outcomes if each.key in keys]


def digest(wanted: Wanted, now: Sample, before: Sample) -> Digest:
    """Work out a digest's figures from what two times brought: the one asked for, and the one before it."""
    old = figures(before)
    compared = {name: Compared(each, old[name]) for name, each in figures(now).items()}
    return Digest(wanted, now, before, compared)


class Reason(StrEnum):
    """Why a client needs attention, the weightiest first."""

    MISSED = "missed"
    OVER_HOURS = "over_hours"
    NEAR_HOURS = "near_hours"
    OLD = "old"
    GROWING = "growing"
    NEAR_MISSES = "near_misses"


_WEIGHT: Final[Mapping[Reason, int]] = {
    Reason.MISSED: 100,
    Reason.OVER_HOURS: 80,
    Reason.NEAR_HOURS: 40,
    Reason.OLD: 20,
    Reason.GROWING: 15,
    Reason.NEAR_MISSES: 10,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one client stands."""

    client: str
    opened: int
    resolved: int
    backlog: int
    backlog_before: int
    oldest_days: int
    """For how long the oldest ticket has been open; 0 where none is."""
    missed: int
    near_misses: int
    decided: int
    """How many promises were kept or missed."""
    hours: HoursUsed | None

    @property
    def percent(self) -> int | None:
        """How many of the promises were kept; None where there were none."""
        return share_percent(self.decided - self.missed, self.decided)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it needs attention, the weightiest first."""
        found = {
            Reason.MISSED: self.missed > 0,
            Reason.OVER_HOURS: self.hours is not None and self.hours.is_over,
            Reason.NEAR_HOURS: self.hours is not None and self.hours.is_near,
            Reason.OLD: self.oldest_days >= OLD_DAYS,
            Reason.GROWING: self.backlog > self.backlog_before,
            Reason.NEAR_MISSES: self.near_misses > 0,
        }
        return tuple(reason for reason, holds in found.items() if holds)

    @property
    def weight(self) -> int:
        """How much it needs attention; 0: not at all."""
        times = {Reason.MISSED: self.missed, Reason.NEAR_MISSES: self.near_misses}
        return sum(_WEIGHT[reason] * times.get(reason, 1) for reason in self.reasons)


class _Dealt:
    """How much of a digest's figures is each client's."""

    def __init__(self, of: Digest) -> None:
        self.client_of = client_of(of.now)
        self.counts = {
            name: Counter(self.client_of[case.ticket] for case in of.figures[name].now.cases)
            for name in _NEEDED
        }
        self.backlog_before = Counter(each.client for each in of.before.backlog)
        self.oldest: dict[str, int] = {}
        for case in of.figures[FigureName.BACKLOG_AGE].now.cases:
            client = self.client_of[case.ticket]
            self.oldest[client] = max(case.value, self.oldest.get(client, 0))


def _standing(client: str, dealt: _Dealt, hours: HoursUsed | None) -> Standing:
    counts = {name: each[client] for name, each in dealt.counts.items()}
    return Standing(
        client,
        counts[FigureName.OPENED],
        counts[FigureName.RESOLVED],
        counts[FigureName.BACKLOG],
        dealt.backlog_before[client],
        dealt.oldest.get(client, 0) // _DAY,
        counts[FigureName.BREACHES],
        counts[FigureName.NEAR_MISSES],
        sum(counts[name] for name in KEPT),
        hours,
    )


_NEEDED: Final = (
    *(FigureName.OPENED, FigureName.RESOLVED, FigureName.BACKLOG),
    *(FigureName.BREACHES, FigureName.NEAR_MISSES),
    *KEPT,
)


def ordered(figure: Figure) -> Sequence[Case]:
    """Return the cases of a figure, those first that say most: what was missed, what took longest."""
    sign = 1 if figure.name in IN_PERCENT else -1
    return sorted(figure.cases, key=lambda case: (sign * case.value, case.key))
