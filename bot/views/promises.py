"""What is promised and how it stands: a line for staff on the card, an expectation for the client."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.receipts import left_of
from bot.domain.sla import Measured, nearest, solved_first
from bot.domain.targets import Clock
from bot.views.after_hours import closure_told
from bot.views.markup import Safe
from bot.views.scene import Scene
from bot.views.text import STAFF, ago, moment, plain, say
from bot.views.times import day_words, length

ON_TRACK: Final = "🟢"
WARNED: Final = "🟡"
LATE_SOON: Final = "🟠"
BREACHED: Final = "🔴"
PAUSED: Final = "⏸️"


def clock_line(scene: Scene) -> Safe:
    """Return, for staff, the clock that matters most now, when it is due and what is left of it.

    Below one that was missed stands the one that is due next.
    """
    if scene.ticket.frozen_until is not None and scene.ticket.is_active:
        return _frozen_lines(scene, scene.ticket.frozen_until)
    first, running = scene.nearest, nearest(each for each in scene.clocks if each.breached_at is None)
    if first is None:
        return _paused_line(scene.clocks)
    if first.breached_at is None or running is None:
        return _due_line(scene, first)
    return Safe(f"{_due_line(scene, first)}\n{_due_line(scene, running)}")


def _frozen_lines(scene: Scene, until: datetime) -> Safe:
    """Return until when the plan is paused, and above it what was missed before."""
    frozen = say(STAFF, "staff.clock.plan_paused", sign=PAUSED, until=staff_moment(until))
    first = scene.nearest
    missed = first is not None and first.breached_at is not None
    return Safe(f"{_due_line(scene, first)}\n{frozen}") if first and missed else frozen


def _due_line(scene: Scene, clock: Measured) -> Safe:
    due_at = clock.due_at or scene.now
    facts: dict[str, object] = {"due": staff_moment(due_at), "ago": ago(due_at, scene.now)}
    if clock.breached_at is not None:
        return _line(clock, "breached", BREACHED, **facts)
    measure = clock.intervals[-1].measure
    left = measure.calendar.elapsed(scene.now, due_at) if measure else due_at - scene.now
    return _line(clock, "running", sign(clock, scene.now), **facts, time=length(left, STAFF))


def _paused_line(clocks: Iterable[Measured]) -> Safe:
    paused = next((each for each in clocks if each.is_paused), None)
    if paused is None:
        return Safe()
    left = left_of(paused)
    if left is None:
        return _line(paused, "paused", PAUSED)
    return _line(paused, "paused_with", PAUSED, time=length(left, STAFF))


def _line(clock: Measured, key: str, mark: str, **facts: object) -> Safe:
    name = plain(STAFF, f"staff.clock.{clock.clock}")
    return say(STAFF, f"staff.clock.{key}", sign=mark, clock=name, **facts)


def sign(clock: Measured, now: datetime) -> str:
    """Return the colour of a clock that runs: how many of its warnings are behind it."""
    reached = sum(at <= now for _, at in clock.warnings)
    if not reached:
        return ON_TRACK
    return LATE_SOON if reached == len(clock.warnings) or reached > 1 else WARNED


def staff_moment(at: datetime) -> Safe:
    """Return a moment for staff, each of whom sees it in their own time zone."""
    stamp = int(at.astimezone(UTC).timestamp())
    return Safe(f"<!date^{stamp}^{{date_short_pretty}} {{time}}|{moment(at, STAFF, 'UTC')} UTC>")


def expectation(scene: Scene) -> Safe:
    """Return, for the client, until when they hear from us, and the holidays before; empty once they did.

    Where the solution is due before the answer, both are told as one moment. Holidays that were named
    already, because we are closed for them now, are left out. While their plan is paused nothing is promised,
    and until when that is stands there instead.
    """
    if scene.ticket.frozen_until is not None and scene.ticket.first_reply_at is None:
        until = moment(scene.ticket.frozen_until, scene.language, scene.client.time_zone)
        return say(scene.language, "client.opened.plan_paused", until=until)
    first = next((each for each in scene.clocks if each.clock is Clock.FIRST_RESPONSE), None)
    if first is None or not first.is_running or first.due_at is None:
        return Safe()
    solution = solved_first(scene.clocks)
    told, key = (solution, "both") if solution else (first, "by")
    due_at, language = told.due_at or first.due_at, scene.language
    said = say(language, f"client.expect.{key}", due=moment(due_at, language, scene.client.time_zone))
    closure = closure_told(scene)
    named = closure.holidays if closure else ()
    closed = _closures(scene, told, due_at)
    days = [day_words(day, language) for day in closed if day not in named]
    if not days:
        return said
    return say(language, "client.expect.holidays", n=len(days), said=said, days="; ".join(days))


def answer_told_by(scene: Scene, due_at: datetime) -> datetime:
    """Return by when the client was told to expect the first answer: no later than the solution."""
    solutions = (each for each in scene.clocks if each.clock is Clock.RESOLUTION)
    missed = [each.breached_at for each in solutions if each.breached_at is not None]
    return min([due_at, *missed])


def _closures(scene: Scene, clock: Measured, due_at: datetime) -> Iterable[date]:
    """Return the holidays from the start of a clock to its due moment that take hours away."""
    measure = clock.intervals[-1].measure
    if measure is None:
        return ()
    timetable = scene.plan.timetable(measure.target, measure.calendar.tz)
    zone = ZoneInfo(timetable.time_zone)
    return timetable.closures(clock.started_at.astimezone(zone).date(), due_at.astimezone(zone).date())
