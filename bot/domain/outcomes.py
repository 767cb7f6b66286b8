"""What became of the promises on a ticket, as reports count it: a row for each time that a clock was decided.

Rows follow from the log by the plan versions in force, like the clocks that they are made from, and are
written anew where the log changes them. A ticket that was merged, or was no request, has none. Instants are
microseconds since 1970 in UTC, and times microseconds too, as in the table: a report reads many thousands.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from typing import Final, NamedTuple

from bot.domain.instants import micros
from bot.domain.people import HOURGLASS, STAFF
from bot.domain.sla import Interval, Measured, Rule
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Status, Ticket, TicketEvent

MET: Final = "met"
MISSED: Final = "missed"
UNJUDGED: Final = ""
"""Nothing was promised, or the promise was judged before: its time counts all the same."""

_MICROSECOND: Final = timedelta(microseconds=1)
_NOTHING: Final = timedelta(0)
_ALL: Final = 100


class Outcome(NamedTuple):
    """One clock of a ticket, decided: it stopped, or was in breach before it did."""

    ticket: int
    clock: str
    number: int
    """Counted from 1 for each clock. Resolution has one for each time that the ticket was worked on."""
    client: str
    severity: str
    """What it was when this was decided; what it became after a breach changes nothing."""
    started_at: int
    stopped_at: int | None
    """None: still open, or ended without an answer."""
    breached_at: int | None
    due_at: int | None
    decided_at: int
    """When it was in breach, else when it stopped: a report of that time counts it."""
    outcome: str
    used: int
    """Open time of its calendar that counted against us, until it stopped, or else until its breach; of
    resolution with all that came before."""
    on_client: int
    """Open time in which we waited for the client."""
    on_third: int
    """Open time in which we waited for a third party, and that did not count."""
    percent: int | None
    """How much of the target was used when it was met; None where nothing was, or it was missed."""
    replies: int
    """Public replies of ours until a ticket was resolved."""
    reopened_at: int | None
    """When the ticket was opened again after being resolved."""

    @property
    def key(self) -> tuple[int, str, int]:
        """What tells it from the others."""
        return self[:3]


class _Stretch(NamedTuple):
    """A part of a clock's life that is decided by itself, with all its time so far."""

    intervals: Sequence[Interval]
    so_far: Sequence[Interval]
    stopped_at: datetime | None
    breached_at: datetime | None
    reopened_at: datetime | None = None
    is_first: bool = True


def outcomes(ticket: Ticket, log: Sequence[TicketEvent], clocks: Iterable[Measured]) -> list[Outcome]:
    """Return what became of the promises on a ticket so far, in order of clocks and times."""
    if ticket.status is Status.CANCELLED:
        return []
    replied_at = [event.at for event in log if _is_reply(event)]
    return [
        _outcome(ticket, clock, number, stretch, replied_at)
        for clock, number, lived in _stretches(clocks)
        if (stretch := _decided(lived)) is not None
    ]


def _is_reply(event: TicketEvent) -> bool:
    is_ours = event.role in STAFF and event.by != HOURGLASS.id
    return event.kind is EventKind.REPLIED and is_ours


def _stretches(clocks: Iterable[Measured]) -> Iterator[tuple[Clock, int, _Stretch]]:
    """Yield the parts of clocks that are decided by themselves, numbered; none of what was never promised."""
    for clock, group in groupby(clocks, key=lambda each: each.clock):
        promised = [each for each in group if any(one.measure for one in each.intervals)]
        for number, each in enumerate(promised, 1):
            if clock is Clock.RESOLUTION:
                for turn, stretch in enumerate(_spells(each), 1):
                    yield clock, turn, stretch
            else:
                stopped_at = None if each.is_unanswered else each.stopped_at
                yield clock, number, _Stretch(each.intervals, each.intervals, stopped_at, each.breached_at)


def _spells(clock: Measured) -> Iterator[_Stretch]:
    """Yield the times over which a ticket was worked on, each up to a resolution but for the last."""
    groups = groupby(clock.intervals, key=lambda each: each.rule is Rule.RESOLVED)
    worked = [list(group) for is_resolved, group in groups if not is_resolved]
    ends = [spell[-1].to_at for spell in worked[:-1]] + [clock.stopped_at]
    begins = [spell[0].from_at for spell in worked[1:]] + [None]
    so_far: list[Interval] = []
    breached_at = clock.breached_at
    for place, (spell, ended_at, reopened_at) in enumerate(zip(worked, ends, begins, strict=True)):
        so_far = [*so_far, *spell]
        is_here = breached_at is not None and (ended_at is None or breached_at <= ended_at)
        yield _Stretch(
            spell, so_far, ended_at, breached_at if is_here else None, reopened_at, is_first=place == 0
        )
        breached_at = None if is_here else breached_at


def _decided(stretch: _Stretch) -> _Stretch | None:
    """Return a stretch as far as it is decided: to its end, else to its breach; None before either.

    So what was written down of a breach stays as it is until the clock stops.
    """
    if stretch.stopped_at is not None:
        return stretch
    last, breached_at = _deciding(stretch), stretch.breached_at
    if breached_at is None or last.measure is None:
        return None
    counted = last.measure.calendar.elapsed(last.from_at, breached_at)
    cut = replace(last, to_at=breached_at, counted=counted)
    intervals = [*takewhile(lambda each: each is not last, stretch.intervals), cut]
    so_far = [*takewhile(lambda each: each is not last, stretch.so_far), cut]
    return stretch._replace(intervals=intervals, so_far=so_far)


def _outcome(
    ticket: Ticket, clock: Clock, number: int, stretch: _Stretch, replied_at: Sequence[datetime]
) -> Outcome:
    stopped_at, last = stretch.stopped_at, stretch.intervals[-1]
    percent = _percent(stretch)
    decided_at = stretch.breached_at or stopped_at or last.to_at
    until = stopped_at or last.to_at
    return Outcome(
        ticket.number,
        clock,
        number,
        ticket.client,
        _deciding(stretch).severity,
        micros(stretch.intervals[0].from_at),
        _micros(stopped_at),
        _micros(stretch.breached_at),
        _micros(_due(stretch)),
        micros(decided_at),
        MISSED if stretch.breached_at is not None else UNJUDGED if percent is None else MET,
        sum((each.counted for each in stretch.so_far), _NOTHING) // _MICROSECOND,
        _waited(stretch.so_far, Rule.WAITS_ON_CLIENT),
        _waited(stretch.so_far, Rule.WAITS_ON_THIRD_PARTY),
        percent,
        sum(1 for at in replied_at if at <= until) if clock is Clock.RESOLUTION else 0,
        _micros(stretch.reopened_at),
    )


def _deciding(stretch: _Stretch) -> Interval:
    """Return the interval in which it was in breach, else the last."""
    breached_at, last = stretch.breached_at, stretch.intervals[-1]
    if breached_at is None:
        return last
    return next((each for each in stretch.intervals if each.due_at == breached_at < each.to_at), last)


def _due(stretch: _Stretch) -> datetime | None:
    """Return when it was due as it last ran towards that."""
    if stretch.breached_at is not None:
        return stretch.breached_at
    return next((each.due_at for each in reversed(stretch.intervals) if each.due_at is not None), None)


def _waited(intervals: Iterable[Interval], rule: Rule) -> int:
    """Return how much open time of their own calendars the intervals under a rule come to."""
    waits = ((each, each.measure) for each in intervals if each.rule is rule)
    return sum(
        measure.calendar.elapsed(each.from_at, each.to_at) // _MICROSECOND
        for each, measure in waits
        if measure
    )


def _percent(stretch: _Stretch) -> int | None:
    """Return how much of its target a clock had used when it was met, in whole percent; None: it was not.

    Nor is a promise met that no longer held when the clock stopped, nor one that was judged before.
    """
    last, is_judged = stretch.intervals[-1], stretch.is_first and stretch.breached_at is None
    due_at = _due_at_end(last)
    if due_at is None or last.measure is None or not is_judged or _due(stretch) is None:
        return None
    used = sum((each.counted for each in stretch.so_far), _NOTHING)
    left = last.measure.calendar.elapsed(last.to_at, due_at)
    return _ALL * used // (used + left) if used + left else _ALL


def _due_at_end(last: Interval) -> datetime | None:
    """Return when a clock would have been due that stopped with this interval; None: never."""
    if last.rule is Rule.RUNS or last.measure is None:
        return last.due_at
    return last.measure.due(last.before.paused(last.from_at, last.to_at), last.to_at)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)
