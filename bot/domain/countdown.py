"""What staff are told of SLA clocks, and when: each warning once, each breach once.

A warning belongs to a clock, a part of its target and a due moment: where that moves, what lies ahead is told
anew and what lies behind is not. Of several that have passed meanwhile only the highest is told. A breach is
told whenever it is found, and once, for no change undoes it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot.domain.instants import micros
from bot.domain.measures import Measure, business_days_later
from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, TicketEvent

_STEPS: Final = tuple(timedelta(minutes=minutes) for minutes in (60, 45, 30, 15))
"""So much open time before it is due, the card shows anew what is left."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A part of a clock's target that has passed."""

    clock: Measured
    percent: int
    at: datetime
    """When it had."""
    due_at: datetime
    """When all of it has."""


def warnings_due(
    log: Sequence[TicketEvent], clocks: Iterable[Measured], now: datetime
) -> Iterator[Threshold]:
    """Yield, for each clock that runs towards its due moment, the highest warning to be told by now."""
    told = {_warned(event) for event in log if event.kind is EventKind.WARNED}
    for clock in clocks:
        passed = [each for each in _ahead_of_change(clock) if each.at <= now]
        if passed and (*_named(clock), passed[-1].percent, micros(passed[-1].due_at)) not in told:
            yield passed[-1]


def breaches_due(log: Sequence[TicketEvent], clocks: Iterable[Measured]) -> Iterator[Measured]:
    """Yield the clocks in breach of which nobody was told yet.

    What was said earlier than we knew moves the start of a clock; clocks of a kind never run side by side.
    """
    told = [_clock_of(event) for event in log if event.kind is EventKind.BREACHED]
    for clock in clocks:
        if clock.breached_at is not None and not any(is_of(clock, *each) for each in told):
            yield clock


def next_moment(clocks: Iterable[Measured], now: datetime) -> datetime | None:
    """Return the next moment after *now* at which the card, or what staff are told, changes; None: none."""
    return min((at for clock in clocks for at in _moments(clock, now)), default=None)


def new_expectation(clock: Measured, now: datetime) -> datetime | None:
    """Return when a client who got no answer in time may expect it now; None where nothing was promised.

    Half of the target once more, or one business day of one that is counted in days.
    """
    measure = clock.intervals[-1].measure
    if measure is None:
        return None
    whole = measure.target.length.open_time
    if whole is None:
        return business_days_later(measure.calendar, now, 1)
    return measure.calendar.due(now, whole / 2)


@dataclass(frozen=True, slots=True)
class SetBack:
    """The first answer to a client, promised for a later moment than they were told."""

    was_at: datetime
    now_at: datetime | None
    """None: nothing is promised any more."""


def set_back(before: Iterable[Measured], after: Iterable[Measured]) -> SetBack | None:
    """Return what a change put off of the first answer, which has not come; None where it did not."""
    was, now = _first_answer(before), _first_answer(after)
    if was is None or now is None or not was.is_running or was.due_at is None:
        return None
    if now.stopped_at or now.breached_at or (now.due_at is not None and now.due_at <= was.due_at):
        return None
    return SetBack(was.due_at, now.due_at)


def _first_answer(clocks: Iterable[Measured]) -> Measured | None:
    return next((each for each in clocks if each.clock is Clock.FIRST_RESPONSE), None)


def broke_by_change(clock: Measured) -> bool:
    """Whether a change, such as of severity, put a clock's due moment in the past, and so in breach."""
    return any(each.from_at == each.due_at == clock.breached_at for each in clock.intervals[1:])


def card_changes(measure: Measure, due_at: datetime) -> Iterator[datetime]:
    """Yield when the card shows anew what is left of a target, in the last hour of it."""
    return (measure.calendar.due(due_at, -step) for step in _STEPS)


def _moments(clock: Measured, now: datetime) -> Iterator[datetime]:
    """Yield the first moment of each kind after *now*."""
    due_at, last = clock.due_at, clock.intervals[-1]
    if not clock.is_running or due_at is None or last.measure is None:
        return
    for kind in ((due_at,), (at for _, at in clock.warnings), card_changes(last.measure, due_at)):
        yield from islice((at for at in kind if at > now), 1)


def _ahead_of_change(clock: Measured) -> Iterator[Threshold]:
    """Yield the warnings that lay ahead when the clock came to be as it is, lowest first."""
    due_at, began_at = clock.due_at, clock.intervals[-1].from_at
    if clock.is_running and due_at is not None:
        ahead = ((percent, at) for percent, at in clock.warnings if at > began_at)
        yield from (Threshold(clock, percent, at, due_at) for percent, at in ahead)


def is_of(clock: Measured, kind: str, started: int) -> bool:
    """Whether a clock is the one of that kind which began at *started*, or was known to begin then."""
    ends = micros(clock.stopped_at) if clock.stopped_at else None
    return kind == clock.clock and micros(clock.started_at) <= started and (ends is None or started < ends)


def _named(clock: Measured) -> tuple[str, int]:
    return clock.clock.value, micros(clock.started_at)


def _clock_of(event: TicketEvent) -> tuple[str, int]:
    return event.text("clock"), int(event.text("started") or 0)


def _warned(event: TicketEvent) -> tuple[str, int, int, int]:
    return (*_clock_of(event), int(event.text("percent") or 0), int(event.text("due") or 0))
