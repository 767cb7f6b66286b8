"""Whose reminders of a ticket are still to come, through what was merged and what was taken back."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.people import Role
from bot.domain.reminders import still_to_come, take_back
from bot.domain.tickets import EventKind, Fact, TicketEvent
from bot.errors import NothingToChangeError
from tests.domain.opening import SAM
from tests.views.kit import TICKET

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(ticket: int, seq: int, kind: EventKind, by: str = "U_SAM", **facts: Fact) -> TicketEvent:
    return TicketEvent(ticket, seq, kind, NOW, by, Role.ENGINEER, "1", facts)


def asked(ticket: int, seq: int, hours: int, by: str = "U_SAM") -> TicketEvent:
    due = (NOW + timedelta(hours=hours)).isoformat()
    return event(ticket, seq, EventKind.REMINDER_SET, by, due=due, text=f"{ticket}.{seq}")


def absorbed(ticket: int, seq: int, number: int) -> TicketEvent:
    return event(ticket, seq, EventKind.ABSORBED, number=number)


def off(ticket: int, seq: int, by: str = "U_SAM") -> TicketEvent:
    return event(ticket, seq, EventKind.REMINDERS_OFF, by, count=1)


LOGS: Final = {
    "none was asked for": ({1: []}, []),
    "the nearest first": ({1: [asked(1, 2, 5), asked(1, 3, 4)]}, ["1.3", "1.2"]),
    "not what has passed, nor what is due now": ({1: [asked(1, 2, -1), asked(1, 3, 0)]}, []),
    "not somebody else's": ({1: [asked(1, 2, 1, "U_KIM")]}, []),
    "not what was taken back": ({1: [asked(1, 2, 1), off(1, 3), asked(1, 4, 2)]}, ["1.4"]),
    "others take back their own": ({1: [asked(1, 2, 1), off(1, 3, "U_KIM")]}, ["1.2"]),
    "with those of a ticket that was merged into it": (
        {2: [asked(2, 2, 3), absorbed(2, 3, 1)], 1: [asked(1, 2, 1)]},
        ["1.2", "2.2"],
    ),
    "and of one that was merged into that": (
        {3: [absorbed(3, 2, 2)], 2: [absorbed(2, 2, 1)], 1: [asked(1, 2, 1)]},
        ["1.2"],
    ),
    "which are taken back with it": ({2: [absorbed(2, 2, 1), off(2, 3)], 1: [asked(1, 2, 1)]}, []),
    "but not before they were its own": ({2: [off(2, 2), absorbed(2, 3, 1)], 1: [asked(1, 2, 1)]}, ["1.2"]),
}


@pytest.mark.parametrize(("logs", "texts"), LOGS.values(), ids=LOGS)
def test_ones_reminders_of_a_ticket(logs: dict[int, list[TicketEvent]], texts: list[str]) -> None:
    assert [each.text for each in still_to_come(logs, max(logs), "U_SAM", NOW)] == texts


def test_where_there_is_none_there_is_nothing_to_take_back() -> None:
    with pytest.raises(NothingToChangeError):
        take_back(TICKET, [], by=SAM, at=NOW)
