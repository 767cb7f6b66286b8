"""What both receipts are made of, the staff's and the client's: a ticket's clocks and what lay between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.plans import Plan
from bot.domain.receipts import left_of
from bot.domain.sla import Interval, Measured, Rule
from bot.domain.targets import UNCOUNTED
from bot.views.markup import Safe
from bot.views.plan_words import length_in_words
from bot.views.scene import Scene, capital
from bot.views.text import say
from bot.views.times import day_words, length

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.timetables import Timetable

_MOST_CLOSURES: Final = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """The clocks of a ticket at the moment of its scene, with the plans that it went by."""

    scene: Scene
    plans: Mapping[str, Plan]
    """By version."""

    @property
    def clocks(self) -> Sequence[Measured]:
        """The clocks, open and stopped."""
        return self.scene.clocks

    def plan(self, interval: Interval) -> Plan:
        """Return the plan, in its version, that stood in an interval."""
        return self.plans.get(interval.basis.version, self.scene.plan)

    def timetable(self, interval: Interval) -> Timetable | None:
        """Return the hours of an interval, as they were promised; None where nothing was."""
        if interval.measure is None:
            return None
        target, time_zone = interval.measure.target, interval.measure.calendar.tz
        hours = self.plan(interval).timetable(target, time_zone)
        # Who has moved since reads by another clock than the one that they were promised these hours by.
        follows = hours.follows_client and time_zone == self.scene.client.time_zone
        return replace(hours, follows_client=follows)


def left_in_words(clock: Measured, language: str) -> str:
    """Return how much was left of a target when its clock last ran: all of it where it never did."""
    left, measure = left_of(clock), clock.intervals[-1].measure
    if left is not None:
        return length(left, language)
    is_counted = measure is not None and measure.target.length.unit not in UNCOUNTED
    return length_in_words(measure.target.length, language) if measure and is_counted else ""


def few_spans(interval: Interval, most: int) -> tuple[tuple[datetime, datetime], ...]:
    """Return the open spans of an interval that runs, if that tells more than the interval itself.

    None where there are more than *most*, or where time is not what the target is counted in.
    """
    measure = interval.measure
    if interval.rule is not Rule.RUNS or measure is None or measure.target.length.unit in UNCOUNTED:
        return ()
    spans = measure.calendar.open_spans(interval.from_at, interval.to_at)
    found = tuple(islice(spans, most + 1))
    is_itself = found == ((interval.from_at, interval.to_at),)
    return () if is_itself or len(found) > most else found


def closures(receipt: Receipt, interval: Interval, language: str) -> Iterator[tuple[datetime, Safe]]:
    """Yield the holidays that took hours out of an interval, each with the moment at which it began."""
    closed, zone = _closed(receipt, interval)
    for day, name in islice(closed.items(), _MOST_CLOSURES):
        words = say(language, "client.why.closed", day=capital(day_words(day, language)), name=name)
        yield datetime.combine(day, time(0), zone), words
    left_out = len(closed) - _MOST_CLOSURES
    if left_out > 0:
        yield interval.to_at, say(language, "client.why.closed_more", n=left_out)


def _closed(receipt: Receipt, interval: Interval) -> tuple[Mapping[date, str], ZoneInfo]:
    timetable = receipt.timetable(interval)
    if interval.rule is not Rule.RUNS or timetable is None or interval.from_at == interval.to_at:
        return {}, ZoneInfo("UTC")
    zone = ZoneInfo(timetable.time_zone)
    first, last = (at.astimezone(zone).date() for at in (interval.from_at, interval.to_at))
    return timetable.closures(first, last), zone
