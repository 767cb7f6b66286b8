"""What must have been told of a ticket, and what must not: an oracle that knows how clocks are measured alone.

It asks of each moment how much of a target has passed, and of the log what was told. It knows nothing of how
the watch finds out, of how it chains levels, nor of what it waits for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.people import HOURGLASS
from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import Measured, Rule, measured
from bot.domain.targets import Clock, Unit
from bot.domain.terms import Level, OfClock
from bot.domain.tickets import WAITING, Basis, EventKind, Status, Ticket, TicketEvent, basis_of, fold
from bot.promises import Promises
from storage import Database

GRACE: Final = timedelta(seconds=10)
"""So much time may go by between a moment and our look at it."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RESPONSES: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)
_ASKS: Final = (EventKind.ESCALATION_ASKED, EventKind.PAGE_DECLINED)
_TAKES: Final = (EventKind.CLAIMED, EventKind.ASSIGNED)

Log = Sequence[TicketEvent]


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as somebody who looks into the database finds it."""

    ticket: Ticket
    log: Log
    terms_of: Mapping[Basis, PlanTerms]
    now: datetime

    @property
    def terms(self) -> PlanTerms:
        """What it goes by now."""
        return self.terms_of[basis_of(self.log)]

    @property
    def levels(self) -> Sequence[Level]:
        """The levels of its escalation, lowest first."""
        return self.terms.plan.escalations[self.ticket.severity]

    def clocks(self) -> Sequence[Measured]:
        """Its clocks as they stand now."""
        return self.clocks_of(self.log, self.now)

    def clocks_of(self, log: Log, at: datetime) -> Sequence[Measured]:
        """Its clocks as they stood at a moment, as far as *log* was known."""
        return measured(log, self.terms_of.__getitem__, max(at, *(event.at for event in log)))


async def seen(database: Database, promises: Promises, now: datetime) -> dict[int, Seen]:
    """Return every ticket, by its number."""
    found: dict[int, Seen] = {}
    async with database.reading() as store:
        for ticket in await store.tickets.listing(active_only=False, most=1000):
            log = await store.tickets.events(ticket.number)
            bases = {event.basis for event in log if event.basis}
            terms = {basis: await promises.terms(store, ticket, basis) for basis in bases}
            found[ticket.number] = Seen(fold(log), log, terms, now)
    return found


def told_twice(log: Log) -> Iterator[str]:
    """Name each thing that a log says was told more than once."""
    told = Counter(name for place, event in enumerate(log) if (name := _name(log[:place], event)))
    return (f"told {times} times: {name}" for name, times in told.items() if times > 1)


def fell(log: Log) -> Iterator[str]:
    """Say where somebody was told of a lower level than before; who could not be told does not count."""
    highest = 0
    for event in log:
        if event.kind is EventKind.ESCALATED and not event.facts.get("skipped"):
            if _level(event) < highest:
                yield f"L{_level(event)} was told after L{highest}"
            highest = max(highest, _level(event))


def told_wrongly(now: Seen, known: int) -> Iterator[str]:
    """Say which of the events after the first *known* should not have been: their clock stood still."""
    clocks = now.clocks()
    for place in range(known, len(now.log)):
        event, before = now.log[place], now.log[:place]
        check = _CHECKS.get(event.kind)
        wrong = list(check(now, event, before)) if check and event.by == HOURGLASS.id else []
        wrong += _heard_late(now.log, clocks, event)
        yield from (f"{event.kind} {event.seq} ({dict(event.facts)}) at {event.at}: {each}" for each in wrong)


def missing(now: Seen) -> Iterator[str]:
    """Say what should have been told by now, whatever went before."""
    for clock in now.clocks():
        if clock.breached_at and clock.breached_at < now.now - GRACE and not _breach(now.log, clock):
            yield f"the breach of {clock.clock} at {clock.breached_at}"
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
        if then is None or not _runs(then) or _share(then, before.now) is None or then.due_at is None:
            continue
        share, earlier = _share(then, now.now - GRACE), _share(then, before.now + GRACE)
        passed = [each for each in now.terms.warnings_percent if (earlier or 0) < each <= (share or 0)]
        told = _warnings(now.log, then)
        if watched:
            yield from (f"{percent} % of {clock.clock}" for percent in passed if percent not in told)
        elif passed and not clock.breached_at and max(told, default=0) < passed[-1]:
            yield f"{passed[-1]} % of {clock.clock}, and {told} were told"


def _name(before: Log, event: TicketEvent) -> str:
    """Name what an event tells, such that another of that name would be the same once more."""
    facts = event.facts
    match event.kind:
        case EventKind.WARNED:
            parts = [facts["clock"], facts["started"], facts["percent"], facts["due"]]
        case EventKind.BREACHED:
            parts = [facts["clock"], facts["started"]]
        case EventKind.ESCALATED:
            asked = sum(each.kind in _ASKS for each in before) if facts.get("because_of") else 0
            parts = [facts["level"], facts["turn"], facts["severity"], facts["since"], asked]
        case EventKind.NUDGED:
            parts = [facts["nudge"], fold(before).status_since]
        case _:
            return ""
    return f"{event.kind} {parts}"


def _warned_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    clock = _of(now.clocks_of(before, event.at), event)
    if clock is None or not _runs(clock) or clock.due_at is None:
        yield "it did not run"
    elif _micros(clock.due_at) != event.facts["due"]:
        yield f"it was due at {clock.due_at}"
    else:
        share, percent = _share(clock, event.at), _number(event, "percent")
        if share is not None and abs(share - percent) > 1:
            yield f"{share} % had passed"


def _breached_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    clock = _of(now.clocks_of(before, now.now), event)
    if clock is None or clock.breached_at is None:
        yield "it is not in breach"
    elif bool(event.facts["stopped"]) != (clock.stopped_at is not None):
        yield f"it was stopped at {clock.stopped_at}"


def _paged_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket = fold(before)
    if not ticket.is_active or ticket.status in WAITING:
        yield f"the ticket was {ticket.status}"
    if event.facts.get("because_of"):
        return
    clock = _of(now.clocks_of(before, event.at), event, "since")
    if clock is None or not _stands_open(clock):
        yield "its clock did not run"
    elif clock.clock in _RESPONSES and _is_taken(before, clock):
        yield "somebody had taken it"
    else:
        yield from _too_early(event, before, clock)


def _too_early(event: TicketEvent, before: Log, clock: Measured) -> Iterator[str]:
    percent, share = event.facts.get("percent"), _share(clock, event.at + GRACE)
    if percent is not None and share is not None and share < _number(event, "percent"):
        yield f"{share} % had passed"
    again = [each for each in before if _run(each) == _run(event) and _level(each) == _level(event)]
    if _number(event, "turn") != len({_number(each, "turn") for each in again}) + 1:
        yield f"it is not time {event.facts['turn']} after {len(again)} others"


def _nudged_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket, days = fold(before), now.terms.plan.client_silence.nudge_after_days
    passed = _days_open(now.terms.business_calendar, ticket.status_since, event.at)
    if ticket.status is not Status.WAITING_ON_CLIENT or ticket.wanted is not None:
        yield f"the ticket was {ticket.status}"
    elif passed < days[_number(event, "nudge") - 1]:
        yield f"{passed} days had passed"


def _resolved_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket, days = fold(before), now.terms.plan.client_silence.resolve_after_days
    passed = _days_open(now.terms.business_calendar, ticket.status_since, event.at)
    if ticket.status is not Status.WAITING_ON_CLIENT or passed < days:
        yield f"the ticket was {ticket.status}, for {passed} days"


_CHECKS: Final = {
    EventKind.WARNED: _warned_wrongly,
    EventKind.BREACHED: _breached_wrongly,
    EventKind.ESCALATED: _paged_wrongly,
    EventKind.NUDGED: _nudged_wrongly,
    EventKind.RESOLVED: _resolved_wrongly,
}


def _heard_late(log: Log, clocks: Sequence[Measured], event: TicketEvent) -> Iterator[str]:
    """Say of what was told that it was so no more, which we heard only then."""
    after = log[event.seq :]
    if event.kind is EventKind.NUDGED:
        spoke = (each for each in after if each.kind is EventKind.MESSAGED and each.at < event.at - GRACE)
        if any(not each.facts.get("courtesy") for each in spoke):
            yield "the client had answered"
    if event.kind is EventKind.WARNED or (event.kind is EventKind.ESCALATED and event.facts["since"]):
        clock = _of(clocks, event, "started" if event.kind is EventKind.WARNED else "since")
        if clock is None or (clock.stopped_at is not None and clock.stopped_at < event.at - GRACE):
            yield "it had been stopped"


def _missing_levels(now: Seen) -> Iterator[str]:
    """Yield the levels whose moment has passed while they might be told, unless one above was."""
    for number, level in enumerate(now.levels, start=1):
        clock = _followed(now, number)
        if number < _reached(now.log) or clock is None or not _may_page(now, clock):
            continue
        told = [each for each in now.log if _run(each) == _run_of(now, clock)]
        if any(_level(each) >= number for each in told):
            continue
        if isinstance(level.when, OfClock):
            is_due = (_share(clock, now.now - GRACE) or 0) >= max(level.when.percent, 1)
        else:
            first = next((each for each in told if _level(each) == number - 1), None)
            is_due = first is not None and _has_passed(now, first, level.when.minutes)
        if is_due:
            yield f"L{number} of {now.ticket.severity}"


def _missing_repeats(now: Seen) -> Iterator[str]:
    """Yield the repeat of the highest level whose moment has passed while it might be told."""
    pages = [each for each in now.log if each.kind is EventKind.ESCALATED]
    if not pages or pages[-1].facts.get("skipped") or _level(pages[-1]) > len(now.levels):
        return
    last, level = pages[-1], now.levels[_level(pages[-1]) - 1]
    clock = _followed(now, _level(last))
    if clock is None or _run(last) != _run_of(now, clock) or _level(last) != _reached(now.log):
        return
    is_due = _number(last, "turn") <= level.repeats and _has_passed(now, last, level.every_minutes)
    if is_due and _may_page(now, clock):
        yield f"time {_number(last, 'turn') + 1} of L{_level(last)}"


def _unanswered_asks(now: Seen) -> Iterator[str]:
    """Yield what staff asked for last, where nobody was told and there is a level to tell."""
    people = [each for each in now.log if each.by != HOURGLASS.id]
    last = people[-1]
    if last.kind not in _ASKS or last.facts.get("by_client") or not now.levels:
        return
    if not any(each.kind is EventKind.ESCALATED for each in now.log[last.seq :]):
        yield f"anybody after {last.kind}"


def _missing_of_silence(now: Seen) -> Iterator[str]:
    """Yield the nudges, and the end, that must have come by now; a day more or less is allowed."""
    silence, calendar = now.terms.plan.client_silence, now.terms.business_calendar
    since = now.ticket.status_since
    passed = _days_open(calendar, since, now.now)
    nudges = [each for each in now.log if each.kind is EventKind.NUDGED and each.at >= since]
    highest = max((_number(each, "nudge") for each in nudges), default=0)
    for nudge, days in enumerate(silence.nudge_after_days, start=1):
        if passed >= days + 2 and highest < nudge:
            yield f"nudge {nudge}, {passed} days after {since}"
    if silence.resolve_after_days and passed >= silence.resolve_after_days + 2:
        left = silence.resolve_after_days - max(silence.nudge_after_days, default=0)
        if not nudges or _days_open(calendar, nudges[-1].at, now.now) >= left + 2:
            yield f"the end, {passed} days after {since}"


def _has_passed(now: Seen, since: TicketEvent, minutes: int) -> bool:
    """Whether so many minutes have passed since a level was told, and the ticket never waited meanwhile."""
    waited = any(each.kind is EventKind.WAITED for each in now.log[since.seq :])
    return not waited and now.now - GRACE >= since.at + timedelta(minutes=minutes)


def _followed(now: Seen, number: int) -> Measured | None:
    """Return the clock that a level follows, where it runs and nobody has taken the ticket."""
    named = [each.when.clock for each in now.levels[:number] if isinstance(each.when, OfClock)]
    for clock in now.clocks():
        if clock.clock is named[-1] and _stands_open(clock):
            return None if clock.clock in _RESPONSES and _is_taken(now.log, clock) else clock
    return None


def _may_page(now: Seen, clock: Measured) -> bool:
    """Whether whoever is due may be told now, and could be some seconds ago."""
    calendar = _calendar(clock)
    in_hours = calendar.is_open(now.now) and calendar.is_open(now.now - GRACE)
    return in_hours or now.terms.pages_after_hours(now.ticket.severity)


def _share(clock: Measured, at: datetime) -> float | None:
    """Return how many percent of a target have passed at a moment; None where that has no measure."""
    measure = clock.intervals[-1].measure
    if clock.breached_at is not None:
        return 100 if clock.breached_at <= at else None
    if measure is None or clock.due_at is None or measure.target.length.unit is Unit.NEXT_PLANNING:
        return None
    left = measure.calendar.elapsed(at, clock.due_at)
    until = clock.intervals[-1].to_at
    used = sum((each.counted for each in clock.intervals), measure.calendar.elapsed(until, at))
    whole = measure.target.length.open_time or used + left
    return 100 * (1 - left / whole) if whole else None


def _runs(clock: Measured) -> bool:
    return _stands_open(clock) and clock.breached_at is None


def _stands_open(clock: Measured) -> bool:
    return clock.stopped_at is None and clock.intervals[-1].rule is Rule.RUNS


def _calendar(clock: Measured) -> BusinessCalendar:
    measure = clock.intervals[-1].measure
    assert measure is not None
    return measure.calendar


def _of(clocks: Iterable[Measured], event: TicketEvent, started: str = "started") -> Measured | None:
    """Return the clock that an event tells of."""
    key = (event.facts["clock"], event.facts[started])
    return next((each for each in clocks if (each.clock, _micros(each.started_at)) == key), None)


def _same(clocks: Iterable[Measured], clock: Measured) -> Measured | None:
    key = (clock.clock, clock.started_at)
    return next((each for each in clocks if (each.clock, each.started_at) == key), None)


def _breach(log: Log, clock: Measured) -> bool:
    return any(each.kind is EventKind.BREACHED and _of([clock], each) for each in log)


def _warnings(log: Log, clock: Measured) -> list[int]:
    """Return of how many percent of a clock was told, as it is due now."""
    due = _micros(clock.due_at) if clock.due_at else None
    mine = (each for each in log if each.kind is EventKind.WARNED and _of([clock], each))
    return [_number(each, "percent") for each in mine if each.facts["due"] == due]


def _is_taken(log: Log, clock: Measured) -> bool:
    return any(each.kind in _TAKES and each.at >= clock.started_at for each in log)


def _run(event: TicketEvent) -> tuple[object, object] | None:
    """Return for which severity and run of a clock somebody was told."""
    told = event.kind is EventKind.ESCALATED
    return (event.facts["severity"], event.facts["since"]) if told else None


def _run_of(now: Seen, clock: Measured) -> tuple[object, object]:
    return now.ticket.severity.value, _micros(clock.started_at)


def _reached(log: Log) -> int:
    pages = (each for each in log if each.kind is EventKind.ESCALATED and not each.facts.get("skipped"))
    return max((_level(each) for each in pages), default=0)


def _by_people(log: Log) -> list[int]:
    return [each.seq for each in log if each.by != HOURGLASS.id]


def _days_open(calendar: BusinessCalendar, since: datetime, at: datetime) -> int:
    """Return on how many local dates after that of *since* there was an hour of work, that of *at* included."""
    first, last = (calendar.local(each).date().toordinal() for each in (since, at))
    return sum(calendar.opens_on(date.fromordinal(each)) for each in range(first + 1, last + 1))


def _level(event: TicketEvent) -> int:
    return _number(event, "level")


def _number(event: TicketEvent, name: str) -> int:
    return int(event.text(name) or 0)


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
