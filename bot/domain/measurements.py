"""What is measured outside Hourglass and told in reports: uptime, successes, operations, savings; and notes.

One rule for what several values of a time come to: counts and savings are summed up. Uptime is the mean of
its values, each weighing as many days as it is for; the success rate likewise, but by the operations of the
same days where these are known for all of them. Where values overlap, that of the longest time stands for
all of it. A part of a percent that is no thousandth is cut off, so that nothing looks better than it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.terms import Measuring, Metric

SHARES: Final = frozenset({Metric.UPTIME, Metric.SUCCESS_RATE})
"""The metrics that are parts of all; they are counted in thousandths of a percent."""
_ALWAYS_TOLD: Final = frozenset({PeriodUnit.MONTH, PeriodUnit.QUARTER})
"""Of a week nothing is told that was not given: most values are for whole months."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What somebody said was measured on some days; the latest word on a metric and its days stands."""

    client: str
    metric: Metric
    first: date
    last: date
    amount: int | None
    """Thousandths of a percent, operations, minutes, or cents of the currency; None: taken back."""
    currency: str
    """Of money alone."""
    given_by: str
    """A person's id, or `file:` and the name of the file that was imported."""
    given_at: datetime

    @property
    def days(self) -> int:
        """How many days it is for."""
        return (self.last - self.first).days + 1

    @property
    def place(self) -> tuple[Metric, date, date]:
        """What it is a value of."""
        return self.metric, self.first, self.last

    def says_as(self, other: "Measurement | None") -> bool:
        """Whether it says nothing that *other* does not; None says nothing at all."""
        if other is None:
            return self.amount is None
        return (self.amount, self.currency) == (other.amount, other.currency)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a metric came to in a time, in the unit of `Measurement.amount`."""

    amount: int
    currency: str
    days: int
    """For how many of its days it is known."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One metric as a report tells it."""

    metric: Metric
    now: Amount | None
    """None: nothing was given, it is not connected yet."""
    before: Amount | None
    """In the time before."""
    target: int | None
    """In thousandths of a percent."""

    @property
    def is_met(self) -> bool | None:
        """Whether the target was met; None where there is none, or no value."""
        return None if self.now is None or self.target is None else self.now.amount >= self.target


class NoteKind(StrEnum):
    """What somebody writes into a report."""

    IMPROVEMENT = "improvement"
    """What was made better."""
    RECOMMENDATION = "recommendation"
    ROADMAP = "roadmap"
    """What comes next."""


@dataclass(frozen=True, slots=True)
class ReportNote:
    """Words for a report of one client; its people read them."""

    client: str
    first: date
    last: date
    number: int
    """Counts the client's notes of these days, those that were removed too."""
    kind: NoteKind
    text: str
    made_by: str
    made_at: datetime
    removed_by: str | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """What a report says of what was measured, and the notes that were written for it."""

    rows: tuple[MeasureRow, ...] = ()
    """In the order of `Metric`."""
    notes: tuple[ReportNote, ...] = ()
    """By kind, then as they were written."""

    def of_kind(self, kind: NoteKind) -> tuple[ReportNote, ...]:
        """Return the notes of one kind."""
        return tuple(each for each in self.notes if each.kind is kind)


def standing(said: Iterable[Measurement]) -> dict[tuple[Metric, date, date], Measurement]:
    """Return the latest word on each metric and its days, of all that was said in that order."""
    latest = {each.place: each for each in said}
    return {place: each for place, each in latest.items() if each.amount is not None}


def measures(
    period: ReportPeriod, said: Sequence[Measurement], notes: Iterable[ReportNote], terms: Measuring
) -> Measures:
    """Return what a report says, of all that was *said*, in that order, and noted for its client."""
    stands = standing(said).values()
    now, before = (_came_to(each, stands) for each in (period, period.before))
    promised = terms.metrics if period.unit in _ALWAYS_TOLD else ()
    rows = tuple(
        MeasureRow(metric, now.get(metric), before.get(metric), terms.target(metric))
        for metric in Metric
        if metric in now or (period.unit in _ALWAYS_TOLD and metric in before) or metric in promised
    )
    told = [each for each in notes if each.removed_at is None and _is_within(period, each.first, each.last)]
    return Measures(rows, tuple(sorted(told, key=_note_order)))


def _note_order(note: ReportNote) -> tuple[int, date, int, int]:
    return list(NoteKind).index(note.kind), note.first, -note.last.toordinal(), note.number


def _is_within(period: ReportPeriod, first: date, last: date) -> bool:
    return period.first <= first and last <= period.last


def _came_to(period: ReportPeriod, stands: Iterable[Measurement]) -> Mapping[Metric, Amount]:
    """Return what each metric came to in a period, where anything is known."""
    inside = [each for each in stands if _is_within(period, each.first, each.last)]
    by_metric = {metric: _longest(each for each in inside if each.metric is metric) for metric in Metric}
    found = {metric: each for metric, each in by_metric.items() if each}
    return {metric: _amount(metric, each, found) for metric, each in found.items()}


def _longest(values: Iterable[Measurement]) -> list[Measurement]:
    """Return those that do not lie in the days of a longer one, in order."""
    found: list[Measurement] = []
    for each in sorted(values, key=lambda one: (-one.days, one.first)):
        if all(each.last < other.first or other.last < each.first for other in found):
            found.append(each)
    return sorted(found, key=lambda one: one.first)


def _amount(
    metric: Metric, values: Sequence[Measurement], known: Mapping[Metric, Sequence[Measurement]]
) -> Amount:
    amounts, days = [each.amount or 0 for each in values], [each.days for each in values]
    if metric not in SHARES:
        return Amount(sum(amounts), values[-1].currency, sum(days))
    counts = {(each.first, each.last): each.amount or 0 for each in known.get(Metric.OPERATIONS, ())}
    weights = [counts.get((each.first, each.last), 0) for each in values]
    if metric is Metric.UPTIME or not all(weights):
        weights = days
    weighed = sum(amount * weight for amount, weight in zip(amounts, weights, strict=True))
    return Amount(weighed // sum(weights), "", sum(days))
