"""What must have been told of a ticket by now: an oracle that knows how clocks are measured, and no more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.people import HOURGLASS
from bot.domain.sla import Measured
from bot.domain.terms import OfClock
from bot.domain.tickets import WAITING, EventKind, Status, TicketEvent
from tests.promised.seen import (
    ASKS,
    GRACE,
    RESPONSES,
    Log,
    Seen,
    days_open,
    followed_run,
    is_measured,
    is_taken,
    level_of,
    micros,
    number_of,
    percent_passed,
    runs_on,
    silent_since,
    told_of,
)

_PAUSES: Final = (EventKind.FROZEN, EventKind.THAWED)
_HOLDS_UP: Final = (EventKind.WAITED, EventKind.FROZEN, EventKind.THAWED)


def missing(now: Seen) -> Iterator[str]:
    """Say what should have been told by now, whatever went before."""
    for clock in now.clocks():
        if clock.breached_at and clock.breached_at < now.now - GRACE and not _breach(now.log, clock):
            yield f"the breach of {clock.clock} at {clock.breached_at}"
    if now.ticket.is_frozen:
        return
    if now.ticket.is_active and now.ticket.status not in WAITING:
        yield from _missing_levels(now)
        yield from _missing_repeats(now)
        yield from _unanswered_asks(now)
    if now.ticket.status is Status.WAITING_ON_CLIENT and now.ticket.wanted is None:
        yield from _missing_of_silence(now)


def missed_warnings(before: Seen, now: Seen, *, watched: bool) -> Iterator[str]:
    """Say which warnings should have been told since *before*, where nobody but the clock did anything.

    Of those that passed while nobody *watched*, the highest will do.
    """
    if _by_people(before.log) != _by_people(now.log):
        return
    for clock in now.clocks():
        then = _same(before.clocks(), clock)
        if (
            then is None
            or not runs_on(then)
            or percent_passed(then, before.now) is None
            or then.due_at is None
        ):
            continue
        until, earlier = percent_passed(then, now.now - GRACE), percent_passed(then, before.now + GRACE)
        passed = [each for each in now.terms.warnings_percent if (earlier or 0) < each <= (until or 0)]
        told = _warnings(now.log, then)
        if watched:
            yield from (f"{percent} % of {clock.clock}" for percent in passed if percent not in told)
        elif passed and not clock.breached_at and max(told, default=0) < passed[-1]:
            yield f"{passed[-1]} % of {clock.clock}, and {told} were told"


def _missing_levels(now: Seen) -> Iterator[str]:
    """Yield the levels whose moment has passed while they might be told, unless one above was."""
    for number, level in enumerate(now.levels, start=1):
        clock = _followed(now, number)
        if number < _reached(now.log) or clock is None or not _may_page(now, clock):
            continue
        told = [each for each in now.log if followed_run(each) == _run_of(now, clock)]
        if any(level_of(each) >= number for each in told):
            continue
        if isinstance(level.when, OfClock):
            is_due = (percent_passed(clock, now.now - GRACE) or 0) >= max(level.when.percent, 1)
        else:
            first = next((each for each in told if level_of(each) == number - 1), None)
            is_due = first is not None and _has_passed(now, first, level.when.minutes)
        if is_due:
            yield f"L{number} of {now.ticket.severity}"


def _missing_repeats(now: Seen) -> Iterator[str]:
    """Yield the repeat of the highest level whose moment has passed while it might be told."""
    pages = [each for each in now.log if each.kind is EventKind.ESCALATED]
    if not pages or pages[-1].facts.get("skipped") or level_of(pages[-1]) > len(now.levels):
        return
    last, level = pages[-1], now.levels[level_of(pages[-1]) - 1]
    clock = _followed(now, level_of(last))
    if clock is None or followed_run(last) != _run_of(now, clock) or level_of(last) != _reached(now.log):
        return
    is_due = number_of(last, "turn") <= level.repeats and _has_passed(now, last, level.every_minutes)
    if is_due and _may_page(now, clock):
        yield f"time {number_of(last, 'turn') + 1} of L{level_of(last)}"


def _unanswered_asks(now: Seen) -> Iterator[str]:
    """Yield what staff asked for last, where nobody was told and there is a level to tell."""
    people = [each for each in now.log if each.by != HOURGLASS.id]
    last = people[-1]
    if last.kind not in ASKS or last.facts.get("by_client") or not now.levels:
        return
    if not any(each.kind is EventKind.ESCALATED for each in now.log[last.seq :]):
        yield f"anybody after {last.kind}"


def _missing_of_silence(now: Seen) -> Iterator[str]:
    """Yield the nudges, and the end, that must have come by now; a day more or less is allowed."""
    silence, calendar = now.terms.plan.client_silence, now.terms.business_calendar
    since = silent_since(now.ticket, now.log)
    passed = days_open(calendar, since, now.now)
    nudges = [
        each for each in now.log if each.kind is EventKind.NUDGED and each.at >= now.ticket.status_since
    ]
    highest = max((number_of(each, "nudge") for each in nudges), default=0)
    for nudge, days in enumerate(silence.nudge_after_days, start=1):
        if passed >= days + 2 and highest < nudge:
            yield f"nudge {nudge}, {passed} days after {since}"
    if silence.resolve_after_days and passed >= silence.resolve_after_days + 2:
        left = silence.resolve_after_days - max(silence.nudge_after_days, default=0)
        if not nudges or days_open(calendar, nudges[-1].at, now.now) >= left + 2:
            yield f"the end, {passed} days after {since}"


def _has_passed(now: Seen, since: TicketEvent, minutes: int) -> bool:
    """Whether so many minutes have passed since a level was told, and nothing held it up."""
    waited = any(each.kind in _HOLDS_UP for each in now.log[since.seq :])
    return not waited and now.now - GRACE >= since.at + timedelta(minutes=minutes)


def _followed(now: Seen, number: int) -> Measured | None:
    """Return the clock that a level follows, where it runs and nobody has taken the ticket."""
    named = [each.when.clock for each in now.levels[:number] if isinstance(each.when, OfClock)]
    for clock in now.clocks():
        if clock.clock is named[-1] and is_measured(clock):
            return None if clock.clock in RESPONSES and is_taken(now.log, clock) else clock
    return None


def _may_page(now: Seen, clock: Measured) -> bool:
    """Whether whoever is due may be told now, and could be some seconds ago."""
    calendar = _calendar(clock)
    in_hours = calendar.is_open(now.now) and calendar.is_open(now.now - GRACE)
    return in_hours or now.terms.pages_after_hours(now.ticket.severity)


def _calendar(clock: Measured) -> BusinessCalendar:
    measure = clock.intervals[-1].measure
    assert measure is not None
    return measure.calendar


def _same(clocks: Iterable[Measured], clock: Measured) -> Measured | None:
    key = (clock.clock, clock.started_at)
    return next((each for each in clocks if (each.clock, each.started_at) == key), None)


def _breach(log: Log, clock: Measured) -> bool:
    return any(each.kind is EventKind.BREACHED and told_of([clock], each) for each in log)


def _warnings(log: Log, clock: Measured) -> list[int]:
    """Return of how many percent of a clock was told, as it is due now."""
    due = micros(clock.due_at) if clock.due_at else None
    mine = (each for each in log if each.kind is EventKind.WARNED and told_of([clock], each))
    return [number_of(each, "percent") for each in mine if each.facts["due"] == due]


def _run_of(now: Seen, clock: Measured) -> tuple[object, object]:
    return now.ticket.severity.value, micros(clock.started_at)


def _reached(log: Log) -> int:
    pages = (each for each in log if each.kind is EventKind.ESCALATED and not each.facts.get("skipped"))
    return max((level_of(each) for each in pages), default=0)


def _by_people(log: Log) -> list[int]:
    return [each.seq for each in log if each.by != HOURGLASS.id or each.kind in _PAUSES]
