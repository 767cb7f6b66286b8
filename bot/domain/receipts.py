"""What a clock comes to, for those who ask why: how it stands, what was counted when, and what is to come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from bot.domain.measures import Measure
from bot.domain.sla import Interval, Measured, Rule
from bot.domain.targets import Unit

_NOTHING: Final = timedelta(0)
_SECOND: Final = timedelta(seconds=1)


class State(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    LATE = "late"
    """In breach, and still open."""
    MET = "met"
    MISSED = "missed"
    OPEN_ENDED = "open_ended"
    """Measured, and never due."""
    UNPROMISED = "unpromised"
    ENDED = "ended"
    """It stopped in time and without what it waited for.

    The ticket turned out to be no request, or part of another one, or its question was taken back.
    """


def state_of(clock: Measured) -> State:
    """Return how a clock stands; a breach outweighs what came after it, but for the end of the request."""
    last, is_open = clock.intervals[-1], clock.stopped_at is None
    if last.rule is Rule.DISMISSED:
        return State.ENDED
    if clock.breached_at is not None:
        return State.LATE if is_open else State.MISSED
    if last.measure is None:
        return State.UNPROMISED
    if not is_open:
        return _in_time(clock, last.measure)
    if is_never_due(last.measure):
        return State.OPEN_ENDED
    return State.PAUSED if clock.is_paused else State.RUNNING


def _in_time(clock: Measured, measure: Measure) -> State:
    if clock.is_unanswered:
        return State.ENDED
    return State.OPEN_ENDED if is_never_due(measure) else State.MET


def is_never_due(measure: Measure) -> bool:
    """Whether a target is one that nobody can miss."""
    unit = measure.target.length.unit
    return unit is Unit.BEST_EFFORT or (unit is Unit.NEXT_PLANNING and measure.planning is None)


def joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return *intervals* with those made one that follow each other on the same terms.

    One shorter than a second tells nothing and is left out, unless it is the last: how things stand now.
    """
    *before, last = intervals
    found: list[Interval] = []
    for each in (*(each for each in before if each.to_at - each.from_at >= _SECOND), last):
        if found and _terms(found[-1]) == _terms(each):
            counted = found[-1].counted + each.counted
            found[-1] = replace(found[-1], to_at=each.to_at, counted=counted)
        else:
            found.append(each)
    return tuple(found)


def _terms(interval: Interval) -> tuple[object, ...]:
    return interval.rule, interval.severity, interval.basis


def until(intervals: Iterable[Interval], at: datetime) -> tuple[Interval, ...]:
    """Return what had begun by a moment, with the interval that holds it ending there."""
    return tuple(each if each.to_at <= at else _ending(each, at) for each in intervals if each.from_at <= at)


def _ending(interval: Interval, at: datetime) -> Interval:
    runs = interval.rule is Rule.RUNS and interval.measure is not None
    counted = (
        interval.measure.calendar.elapsed(interval.from_at, at) if runs and interval.measure else _NOTHING
    )
    return replace(interval, to_at=at, counted=counted)


def ahead(clock: Measured) -> Interval | None:
    """Return the time from now to the due moment of a clock that runs towards it; None of any other."""
    last, due_at = clock.intervals[-1], clock.due_at
    if not clock.is_running or last.measure is None or due_at is None or due_at <= last.to_at:
        return None
    counted = last.measure.calendar.elapsed(last.to_at, due_at)
    return replace(last, from_at=last.to_at, to_at=due_at, counted=counted)


def left_of(clock: Measured) -> timedelta | None:
    """Return how much open time there was to spare when a clock last ran; None where that is not known."""
    if clock.left is not None:
        return clock.left
    ran, due_at = _last_run(clock), clock.due_when_it_ran
    if ran is None or ran.measure is None or due_at is None:
        return None
    return ran.measure.calendar.elapsed(ran.to_at, due_at)


def overdrawn(clock: Measured) -> timedelta:
    """Return how much time was counted after the breach."""
    at = clock.breached_at
    if at is None:
        return _NOTHING
    ran = [each for each in clock.intervals if each.rule is Rule.RUNS and each.to_at > at]
    return sum(
        (each.measure.calendar.elapsed(max(each.from_at, at), each.to_at) for each in ran if each.measure),
        _NOTHING,
    )


def standing_still_since(clock: Measured) -> datetime:
    """Return since when a clock goes by its present rule."""
    last = clock.intervals[-1]
    *_, first = takewhile(lambda each: each.rule is last.rule, reversed(clock.intervals))
    return first.from_at


def _last_run(clock: Measured) -> Interval | None:
    runs = (each for each in reversed(clock.intervals) if each.rule is Rule.RUNS)
    return next(runs, None)
