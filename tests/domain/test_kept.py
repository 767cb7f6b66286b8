"""What was kept for somebody's morning and is done by then is left out of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.instants import micros
from bot.domain.kept import still_matters
from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Fact, Status, Ticket, TicketEvent
from tests.views.kit import TICKET

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEGAN: Final = NOW - timedelta(hours=9)
NOBODYS: Final = replace(TICKET, status=Status.OPEN, assignee=None)
MINE: Final = replace(NOBODYS, assignee="U_SAM")
KIMS: Final = replace(NOBODYS, assignee="U_KIM")
FROZEN: Final = replace(NOBODYS, frozen_until=NOW + timedelta(days=30))
RUNS: Final = Measured(Clock.RESOLUTION, BEGAN, None, (), NOW, None, is_unanswered=False)
STOPPED: Final = replace(RUNS, stopped_at=NOW)
NEXT_RUN: Final = replace(RUNS, started_at=NOW)


def event(kind: EventKind, **facts: Fact) -> TicketEvent:
    return TicketEvent(142, 5, kind, NOW, "HOURGLASS", "", "", facts)


FACTS: Final[dict[str, Fact]] = {"clock": Clock.RESOLUTION.value, "started": micros(BEGAN)}
WARNED: Final = event(EventKind.WARNED, **FACTS)
BREACHED: Final = event(EventKind.BREACHED, **FACTS)
OVER: Final = event(EventKind.BREACHED, **FACTS, stopped=True)
PAGED: Final = event(EventKind.ESCALATED, clock=Clock.RESOLUTION.value, since=micros(BEGAN))
CALLED_FOR: Final = event(EventKind.ESCALATED, clock=Clock.RESOLUTION.value, since=0)
STAFF_CALLED: Final = replace(CALLED_FOR, facts={**CALLED_FOR.facts, "by_staff": True})
GIVEN: Final = event(EventKind.ASSIGNED, assignee="U_SAM")
TAKEN: Final = replace(event(EventKind.CLAIMED), seq=6)
TAKEN_BEFORE: Final = replace(event(EventKind.CLAIMED), seq=4)
DONE: Final = replace(NOBODYS, status=Status.RESOLVED)
RATED: Final = event(EventKind.RATED, asked=4, score=2, low=True)
BETTER: Final = replace(event(EventKind.RATED, asked=4, score=4, low=False), seq=7)
COMMENTED: Final = event(EventKind.RATING_COMMENTED, asked=4, score=2, text="It took long")

CASES: Final[dict[str, tuple[TicketEvent, Ticket, list[TicketEvent], list[Measured], bool]]] = {
    "a warning of a clock that runs": (WARNED, MINE, [], [RUNS], True),
    "a warning of a clock that has stopped": (WARNED, MINE, [], [STOPPED], False),
    "a warning of a run that is over, while the next is under way": (
        WARNED,
        MINE,
        [],
        [STOPPED, NEXT_RUN],
        False,
    ),
    "a warning of a clock that is no longer measured": (WARNED, MINE, [], [], False),
    "a breach of a clock that runs": (BREACHED, MINE, [], [RUNS], True),
    "a breach of a clock that has stopped since": (BREACHED, MINE, [], [STOPPED], False),
    "a breach that was over when it was told": (OVER, MINE, [], [STOPPED], True),
    "a page that nobody has taken": (PAGED, NOBODYS, [], [RUNS], True),
    "a page that one took who was paged": (PAGED, MINE, [TAKEN], [RUNS], True),
    "a page that somebody else has taken since": (PAGED, KIMS, [TAKEN], [RUNS], False),
    "a page of what somebody else had before": (PAGED, KIMS, [TAKEN_BEFORE], [RUNS], True),
    "a page of a clock that has stopped": (PAGED, NOBODYS, [], [STOPPED], False),
    "a page that somebody called for, of no clock": (CALLED_FOR, NOBODYS, [], [], True),
    "a ticket that one still has": (GIVEN, MINE, [], [STOPPED], True),
    "a ticket that somebody else has": (GIVEN, KIMS, [], [RUNS], False),
    "a ticket that nobody has any more": (GIVEN, NOBODYS, [], [RUNS], False),
    "a page of what is frozen by now": (PAGED, FROZEN, [], [RUNS], False),
    "a page that staff called for, though it is frozen": (STAFF_CALLED, FROZEN, [], [], True),
    "a frozen ticket that one still has": (GIVEN, replace(FROZEN, assignee="U_SAM"), [], [RUNS], True),
    "a ticket that is resolved": (WARNED, replace(MINE, status=Status.RESOLVED), [], [RUNS], False),
    "a low score, though all is done": (RATED, DONE, [], [], True),
    "a low score that is none any more": (RATED, DONE, [BETTER], [], False),
    "what was written to a low score": (COMMENTED, DONE, [RATED], [], True),
    "what was written to a score that is none any more": (COMMENTED, DONE, [RATED, BETTER], [], False),
}


@pytest.mark.parametrize(("told", "ticket", "since", "clocks", "expected"), CASES.values(), ids=CASES)
def test_what_is_left_of_it(
    told: TicketEvent, ticket: Ticket, since: list[TicketEvent], clocks: list[Measured], expected: bool
) -> None:
    assert still_matters(told, "U_SAM", ticket, [told, *since], clocks) is expected
