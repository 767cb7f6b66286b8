"""What must not have been told: anything twice, of a clock that stands still, too early, or below a level."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bot.domain.folding import fold
from bot.domain.people import HOURGLASS
from bot.domain.sla import Measured
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


def told_twice(log: Log) -> Iterator[str]:
    """Name each thing that a log says was told more than once."""
    told = Counter(name for place, event in enumerate(log) if (name := _name(log[:place], event)))
    return (f"told {times} times: {name}" for name, times in told.items() if times > 1)


def fell(log: Log) -> Iterator[str]:
    """Say where somebody was told of a lower level than before; who could not be told does not count."""
    highest = 0
    for event in log:
        if event.kind is EventKind.ESCALATED and not event.facts.get("skipped"):
            if level_of(event) < highest:
                yield f"L{level_of(event)} was told after L{highest}"
            highest = max(highest, level_of(event))


def told_wrongly(now: Seen, known: int) -> Iterator[str]:
    """Say which of the events after the first *known* should not have been: their clock stood still."""
    clocks = now.clocks()
    for place in range(known, len(now.log)):
        event, before = now.log[place], now.log[:place]
        check = _CHECKS.get(event.kind)
        wrong = list(check(now, event, before)) if check and event.by == HOURGLASS.id else []
        wrong += _heard_late(now.log, clocks, event)
        yield from (f"{event.kind} {event.seq} ({dict(event.facts)}) at {event.at}: {each}" for each in wrong)


def _name(before: Log, event: TicketEvent) -> str:
    """Name what an event tells, such that another of that name would be the same once more."""
    facts = event.facts
    match event.kind:
        case EventKind.WARNED:
            parts = [facts["clock"], facts["started"], facts["percent"], facts["due"]]
        case EventKind.BREACHED:
            parts = [facts["clock"], facts["started"]]
        case EventKind.ESCALATED:
            asked = sum(each.kind in ASKS for each in before) if facts.get("because_of") else 0
            parts = [facts["level"], facts["turn"], facts["severity"], facts["since"], asked]
        case EventKind.NUDGED:
            parts = [facts["nudge"], fold(before).status_since.isoformat()]
        case _:
            return ""
    return f"{event.kind} {parts}"


def _warned_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    clock = told_of(now.clocks_of(before, event.at), event)
    if clock is None or not runs_on(clock) or clock.due_at is None:
        yield "it did not run"
    elif micros(clock.due_at) != event.facts["due"]:
        yield f"it was due at {clock.due_at}"
    else:
        share, percent = percent_passed(clock, event.at), number_of(event, "percent")
        if share is not None and abs(share - percent) > 1:
            yield f"{share} % had passed"


def _breached_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    clock = told_of(now.clocks_of(before, now.now), event)
    if clock is None or clock.breached_at is None:
        yield "it is not in breach"
    elif bool(event.facts["stopped"]) != (clock.stopped_at is not None):
        yield f"it was stopped at {clock.stopped_at}"


def _paged_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket = fold(before)
    called = event.facts.get("because_of")
    if not ticket.is_active or (ticket.status in WAITING and not called):
        yield f"the ticket was {ticket.status}"
    if ticket.is_frozen and (not called or not _called_by_staff(before)):
        yield "the plan was paused"
    if called:
        return
    clock = told_of(now.clocks_of(before, event.at), event, "since")
    if clock is None or not is_measured(clock):
        yield "its clock did not run"
    elif clock.clock in RESPONSES and is_taken(before, clock):
        yield "somebody had taken it"
    else:
        yield from _too_early(event, before, clock)


def _called_by_staff(before: Log) -> bool:
    """Whether staff called for a level, and did not merely hand on a page, before somebody was told last."""
    asked = [each for each in before if each.kind is EventKind.ESCALATION_ASKED]
    return any(not each.facts.get("by_client") for each in asked)


def _too_early(event: TicketEvent, before: Log, clock: Measured) -> Iterator[str]:
    percent, share = event.facts.get("percent"), percent_passed(clock, event.at + GRACE)
    if percent is not None and share is not None and share < number_of(event, "percent"):
        yield f"{share} % had passed"
    again = [
        each
        for each in before
        if followed_run(each) == followed_run(event) and level_of(each) == level_of(event)
    ]
    if number_of(event, "turn") != len({number_of(each, "turn") for each in again}) + 1:
        yield f"it is not time {event.facts['turn']} after {len(again)} others"


def _nudged_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket, days = fold(before), now.terms.plan.client_silence.nudge_after_days
    passed = days_open(now.terms.business_calendar, silent_since(ticket, before), event.at)
    if ticket.status is not Status.WAITING_ON_CLIENT or ticket.wanted is not None or ticket.is_frozen:
        yield f"the ticket was {ticket.status}"
    elif passed < days[number_of(event, "nudge") - 1]:
        yield f"{passed} days had passed"


def _resolved_wrongly(now: Seen, event: TicketEvent, before: Log) -> Iterator[str]:
    ticket, days = fold(before), now.terms.plan.client_silence.resolve_after_days
    passed = days_open(now.terms.business_calendar, silent_since(ticket, before), event.at)
    if ticket.status is not Status.WAITING_ON_CLIENT or ticket.is_frozen or passed < days:
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
        clock = told_of(clocks, event, "started" if event.kind is EventKind.WARNED else "since")
        if clock is None or (clock.stopped_at is not None and clock.stopped_at < event.at - GRACE):
            yield "it had been stopped"
