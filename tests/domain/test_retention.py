"""For how long text is kept: what is typed, from when on it goes, and that the ticket is still its log's."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain import moves
from bot.domain.folding import fold
from bot.domain.people import Person, Role
from bot.domain.retention import Retention, cutoff, emptied, in_force, without_text
from bot.domain.retention_text import Rule, TypedRetention, read_retention
from bot.domain.tickets import EventKind, Status, TicketEvent
from bot.errors import IllegalMoveError
from bot.report_errors import BadRetentionError
from tests.views.kit import EVENT_FACTS

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM: Final = Person("U_SAM", Role.ENGINEER)
LOG: Final = [
    TicketEvent(
        1,
        1,
        EventKind.OPENED,
        AT,
        "U_ANA",
        "client",
        "v1",
        {
            "client": "acme",
            "channel": "C",
            "triage": "T",
            "head_ts": "1.1",
            "title": "Orders",
            "requester": "U_ANA",
            "plan": "gold",
            "severity": "medium",
            "origin": "message",
        },
    )
]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("", TypedRetention("")),
        ("acme", TypedRetention("acme")),
        ("12 months", TypedRetention("", 12)),
        ("Acme Orders 1 month", TypedRetention("Acme Orders", 1)),
        ("all 2 years", TypedRetention("all", 24)),
        ("acme keep", TypedRetention("acme", rule=Rule.KEEP)),
        ("Default", TypedRetention("", rule=Rule.DEFAULT)),
    ],
)
def test_what_can_be_typed(text: str, typed: TypedRetention) -> None:
    assert read_retention(text) == typed


@pytest.mark.parametrize("text", ["acme 0 months", "121 months", "11 years"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(BadRetentionError):
        read_retention(text)


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2026-11-22T15:30", 12, "2025-11-22"),
        ("2026-11-22T00:00", 1, "2026-10-22"),
        ("2026-03-31T12:00", 1, "2026-02-28"),
        ("2026-01-15T12:00", 1, "2025-12-15"),
        ("2026-12-15T12:00", 12, "2025-12-15"),
        ("2026-01-15T12:00", 25, "2023-12-15"),
    ],
)
def test_the_moment_moves_once_a_day(now: str, months: int, expected: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert cutoff(at, months) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_clients_own_setting_outweighs_that_of_all() -> None:
    every, own = Retention("", 12, "U1", AT), Retention("acme", 3, "U1", AT)
    assert in_force({}, "acme") is None
    assert in_force({"": every}, "acme") == every
    assert in_force({"": every, "acme": own}, "acme") == own
    assert in_force({"": every, "acme": Retention("acme", None, "U1", AT)}, "acme") is None


KEEPS_ITS_WORDS: Final = frozenset(
    {EventKind.OPENED, EventKind.EDITED, EventKind.RESOLVED, EventKind.ESTIMATED, EventKind.TIMED}
)


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_keeps_all_but_what_was_said(kind: EventKind) -> None:
    before = TicketEvent(1, 2, kind, AT, "U1", "engineer", "v1", EVENT_FACTS[kind])
    after = [*emptied([before]), before][0]
    left = {str(each) for each in after.facts.values()}
    said = {"We are on it", "Looks like the queue", "The orders", "Nobody answers", "It broke", "Too dear"}
    said |= {"It took long", "Call them"}
    assert not left & said
    if kind in KEEPS_ITS_WORDS:
        assert after == before
    if kind is not EventKind.DETAILED:
        assert after.facts.keys() == before.facts.keys()
    assert (after.seq, after.at, after.by) == (before.seq, before.at, before.by)


def test_a_ticket_without_text_is_what_its_emptied_log_makes() -> None:
    ticket = fold(LOG)
    log = list(LOG)
    for facts in ({"what": "The orders", "since": "Monday"},):
        step = moves.add_details(ticket, facts, by=SAM, at=AT)
        ticket, log = step.ticket, [*log, *step.events]
    step = moves.resolve(
        ticket, by=SAM, summary="Mended", at=AT, window=timedelta(days=7), ask_again_minutes=10
    )
    ticket, log = step.ticket, [*log, *step.events]
    step = without_text(ticket, 12, AT + timedelta(days=400))
    gone = {each.seq: each for each in emptied(log)}
    assert list(gone) == [2]
    assert fold([*(gone.get(each.seq, each) for each in log), *step.events]) == step.ticket
    assert (step.ticket.details, step.ticket.summary, step.ticket.title) == ({}, "Mended", "Orders")
    assert step.ticket.text_removed_at == AT + timedelta(days=400)
    noted = moves.note(step.ticket, "More", by=SAM, at=AT + timedelta(days=401)).ticket
    assert noted.text_removed_at is None
    assert noted.status is Status.RESOLVED


def test_what_is_worked_on_keeps_its_text() -> None:
    with pytest.raises(IllegalMoveError):
        without_text(fold(LOG), 12, AT)
