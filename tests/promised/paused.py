"""What a pause of a plan promises, told from the pauses alone: nothing is counted in it, nor told."""

from collections.abc import Iterator
from typing import Final

from bot.domain.pauses import Pause
from bot.domain.people import HOURGLASS
from bot.domain.sla import Rule
from bot.domain.tickets import EventKind, TicketEvent
from tests.promised.seen import GRACE, Seen

_TOLD: Final = (EventKind.WARNED, EventKind.BREACHED, EventKind.NUDGED, EventKind.RESOLVED)


def broken_pauses(now: Seen) -> Iterator[str]:
    """Say what was counted, or told, while the plan of the ticket's client was paused."""
    begun = [each for each in now.pauses if each.from_at < now.now - GRACE and not each.never_was]
    for pause in begun:
        yield from _counted(now, pause)
        yield from (f"{each.kind} {each.seq} at {each.at}, in a pause" for each in _told(now, pause))
        if now.ticket.is_active and pause.holds(now.now) and pause.holds(now.now - GRACE):
            yield from () if now.ticket.is_frozen else ("it is not frozen",)
    if now.ticket.is_active and now.ticket.is_frozen and not any(_may_hold(now, each) for each in now.pauses):
        yield "it is frozen, and no pause holds"


def _may_hold(now: Seen, pause: Pause) -> bool:
    return pause.holds(now.now) or pause.holds(now.now - GRACE)


def _counted(now: Seen, pause: Pause) -> Iterator[str]:
    for clock in now.clocks():
        for each in clock.intervals:
            overlap = min(each.to_at, pause.ends_at) - max(each.from_at, pause.from_at)
            if each.rule is Rule.RUNS and overlap > GRACE:
                yield f"{clock.clock} counted {overlap} of a pause"


def _told(now: Seen, pause: Pause) -> Iterator[TicketEvent]:
    for each in now.log:
        within = pause.from_at + GRACE < each.at < pause.ends_at
        if within and each.by == HOURGLASS.id and each.kind in _TOLD:
            yield each
