"""What is promised and how it stands: a line for staff on the card, an expectation for the client."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.domain.timetables import Timetable
from bot.views.markup import Safe
from bot.views.scene import Scene
from bot.views.text import STAFF, ago, day_name, moment, plain, say, spell

ON_TRACK, WARNED, LATE_SOON, BREACHED, PAUSED = "🟢", "🟡", "🟠", "🔴", "⏸️"
_DAY: Final = timedelta(days=1)


def clock_line(scene: Scene) -> Safe:
    """Return, for staff, the clock that matters most now, when it is due and what is left of it."""
    clock = scene.nearest
    if clock is not None and clock.due_at is not None:
        due, mark = staff_moment(clock.due_at), sign(clock, scene.now)
        if clock.breached_at is not None:
            return _line(clock, "breached", mark, due=due, ago=ago(clock.due_at, scene.now))
        return _line(clock, "running", mark, due=due, time=spell(_left(clock, clock.due_at, scene.now)))
    paused = next((each for each in scene.clocks if each.is_paused), None)
    if paused is None:
        return Safe()
    left = paused.left
    return _line(
        paused, "paused" if left is None else "paused_with", PAUSED, time=spell(left or timedelta(0))
    )


def _line(clock: Measured, key: str, mark: str, **facts: object) -> Safe:
    name = clock_name(clock.clock)
    return say(STAFF, f"staff.clock.{key}", sign=mark, clock=name, **facts)


def clock_name(clock: Clock) -> str:
    """Return what staff call a kind of clock."""
    return plain(STAFF, f"staff.clock.{clock}")


def sign(clock: Measured, now: datetime) -> str:
    """Return the colour of a clock: how many of its warnings are behind it, or that it is in breach."""
    if clock.breached_at is not None:
        return BREACHED
    reached = sum(at <= now for _, at in clock.warnings)
    if not reached:
        return ON_TRACK
    return LATE_SOON if reached == len(clock.warnings) or reached > 1 else WARNED


def staff_moment(at: datetime) -> Safe:
    """Return a moment for staff, each of whom sees it in their own time zone."""
    fallback = moment(at, STAFF, "UTC")
    stamp = int(at.astimezone(UTC).timestamp())
    return Safe(f"<!date^{stamp}^{{date_short_pretty}} {{time}}|{fallback} UTC>")


def _left(clock: Measured, due_at: datetime, now: datetime) -> timedelta:
    """Return the open time until a clock is due."""
    measure = clock.intervals[-1].measure
    return measure.calendar.elapsed(now, due_at) if measure else due_at - now


def expectation(scene: Scene) -> Safe:
    """Return, for the client, until when they hear from us, and the holidays before; empty once they did."""
    first = next((each for each in scene.clocks if each.clock is Clock.FIRST_RESPONSE), None)
    if first is None or not first.is_running or first.due_at is None:
        return Safe()
    said = say(
        scene.language, "client.expect.by", due=moment(first.due_at, scene.language, scene.client.time_zone)
    )
    days = [day_name(day, scene.language) for day in _holidays(scene, first, first.due_at)]
    if not days:
        return said
    return say(scene.language, "client.expect.holidays", n=len(days), said=said, days=", ".join(days))


def _holidays(scene: Scene, clock: Measured, due_at: datetime) -> Iterator[date]:
    """Yield the holidays from the start of a clock to its due moment that fall on workdays."""
    measure = clock.intervals[-1].measure
    if measure is None:
        return
    timetable = scene.plan.calendars[measure.target.calendar].for_client(scene.client.time_zone)
    zone = ZoneInfo(timetable.time_zone)
    day, last = clock.started_at.astimezone(zone).date(), due_at.astimezone(zone).date()
    while day <= last:
        if _is_holiday(timetable, day):
            yield day
        day += _DAY


def _is_holiday(timetable: Timetable, day: date) -> bool:
    return timetable.is_workday(day) and day in timetable.closed_in(day.year)
