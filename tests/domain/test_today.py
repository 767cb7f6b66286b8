"""Which tickets a morning names: once each, in the first section that fits, at most five of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.sla import Measured
from bot.domain.targets import Clock
from bot.domain.tickets import Status, Ticket
from bot.domain.today import Section, parts, section_of
from tests.views.kit import TICKET

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
UNTIL: Final = NOW + 8 * HOUR
MINE: Final = replace(TICKET, status=Status.OPEN, assignee="U_SAM")
ON_CLIENT: Final = replace(MINE, status=Status.WAITING_ON_CLIENT)


def clock(hours: float | None, *, stopped: bool = False) -> Measured:
    """A clock that is due in so many hours, or stands still."""
    due_at = None if hours is None else NOW + hours * HOUR
    breached_at = due_at if due_at is not None and due_at <= NOW else None
    started_at = NOW - 99 * HOUR
    stopped_at = NOW if stopped else None
    return Measured(Clock.RESOLUTION, started_at, stopped_at, (), due_at, breached_at, is_unanswered=False)


SECTIONS: Final = {
    "nobody has it": (replace(MINE, assignee=None), [], Section.UNCLAIMED),
    "nobody has it, and it is in breach": (replace(MINE, assignee=None), [clock(-1)], Section.UNCLAIMED),
    "nobody has it, and it waits": (replace(ON_CLIENT, assignee=None), [], Section.UNCLAIMED),
    "in breach": (MINE, [clock(-1)], Section.AT_RISK),
    "due today": (MINE, [clock(7.9)], Section.AT_RISK),
    "due at the end of today": (MINE, [clock(8)], Section.AT_RISK),
    "due tomorrow": (MINE, [clock(8.1)], None),
    "one of its clocks is due today": (MINE, [clock(30), clock(2), clock(None)], Section.AT_RISK),
    "what was missed was done since": (MINE, [clock(-1, stopped=True)], None),
    "it stands still": (MINE, [clock(None)], None),
    "nothing is promised": (MINE, [], None),
    "it waits for the client": (ON_CLIENT, [clock(None)], Section.WAITING),
    "it waits for a third party": (replace(MINE, status=Status.WAITING_ON_THIRD_PARTY), [], Section.WAITING),
    "it waits, and goes on to be due today": (ON_CLIENT, [clock(1)], Section.AT_RISK),
    "it is resolved": (replace(MINE, status=Status.RESOLVED), [clock(-1)], None),
    "it is cancelled": (replace(MINE, status=Status.CANCELLED, assignee=None), [], None),
}


@pytest.mark.parametrize(("ticket", "clocks", "section"), SECTIONS.values(), ids=SECTIONS)
def test_a_ticket_is_named_for_the_first_reason_that_fits(
    ticket: Ticket, clocks: Sequence[Measured], section: Section | None
) -> None:
    assert section_of(ticket, clocks, UNTIL) is section


def test_each_section_has_its_order_and_names_five() -> None:
    tickets = [replace(MINE, number=number) for number in range(1, 9)]  # in breach or due, the last first
    clocks = {number: [clock(4.5 - number)] for number in range(1, 9)}
    tickets += [
        replace(MINE, number=number, assignee=None, opened_at=NOW - number * HOUR) for number in (21, 22, 23)
    ]
    tickets += [replace(ON_CLIENT, number=number, status_since=NOW - number * HOUR) for number in (32, 31)]
    asked = replace(MINE, last_staff_at=NOW - 99 * HOUR)
    tickets += [replace(asked, number=number, last_asked_at=NOW - number * HOUR) for number in (42, 41)]
    clocks |= {number: [] for number in (21, 22, 23, 31, 32, 41, 42)}
    told = parts(tickets, clocks, {"acme": UNTIL})
    assert [(part.section, [each.ticket.number for each in part.named], part.more) for part in told] == [
        (Section.UNCLAIMED, [23, 22, 21], 0),
        (Section.AT_RISK, [4, 3, 2, 1, 8], 3),  # what can still be kept comes first
        (Section.UNANSWERED, [42, 41], 0),
        (Section.WAITING, [32, 31], 0),
    ]


def test_those_that_nobody_has_are_counted_though_only_the_oldest_are_known() -> None:
    tickets = [replace(MINE, number=number, assignee=None) for number in range(1, 6)]
    clocks: dict[int, list[Measured]] = {number: [] for number in range(1, 6)}
    [part] = parts(tickets, clocks, {"acme": UNTIL}, unclaimed=40)
    assert (len(part.named), part.more) == (5, 35)


def test_today_ends_for_each_client_by_its_own_hours() -> None:
    tickets = [replace(MINE, number=1), replace(MINE, number=2, client="globex")]
    clocks = {1: [clock(10)], 2: [clock(10)]}
    [part] = parts(tickets, clocks, {"acme": UNTIL, "globex": NOW + 12 * HOUR})
    assert [each.ticket.number for each in part.named] == [2]


def test_where_nothing_needs_us_nothing_is_told() -> None:
    assert parts([MINE], {MINE.number: [clock(20)]}, {"acme": UNTIL}) == ()
