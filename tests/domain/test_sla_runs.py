"""From when to when clocks are measured: questions that are taken back or taken over, and who answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain import parts
from bot.domain.people import HOURGLASS, Role
from bot.domain.receipts import State, state_of
from bot.domain.runs import asked_since
from bot.domain.sla import Measured, Rule, measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Fact, TicketEvent
from tests.domain.opening import AT, SAM, opened
from tests.domain.test_moves import other
from tests.domain.test_sla import ON_CLIENT, Entry, Promises, at, clock, log, terms

ASKED: Final[tuple[Entry, ...]] = (
    ("23 09:00", "opened"),
    ("23 09:30", "replied"),
    ("23 11:00", "messaged", {"ts": "1.1"}),
)
"""Due at three."""
GONE: Final = pytest.mark.parametrize("gone", ["split_off", "deleted"])


def clocks(kind: Clock, events: Sequence[TicketEvent], now: str) -> list[Measured]:
    return [each for each in measured(events, terms(v1=Promises()), at(now)) if each.clock is kind]


def absorbing(asked_at: str) -> Mapping[str, Fact]:
    return {"number": 141, "messages": 1, "asked_at": at(asked_at).isoformat()}


def by_hourglass(events: list[TicketEvent], kind: EventKind) -> list[TicketEvent]:
    """The same log, with what is of that kind done by Hourglass itself."""
    return [
        replace(each, by=HOURGLASS.id, role=HOURGLASS.role) if each.kind is kind else each for each in events
    ]


@GONE
def test_a_question_that_was_split_off_or_deleted_waits_for_no_answer_from_then_on(gone: str) -> None:
    events = log(*ASKED, ("23 12:00", gone, {"ts": "1.1", "number": 143}))
    [found] = clocks(Clock.NEXT_RESPONSE, events, "24 12:00")
    assert (found.started_at, found.stopped_at, found.breached_at) == (at("23 11:00"), at("23 12:00"), None)
    assert state_of(found) is State.ENDED, "nobody answered it"
    assert clock("next_response", events, "23 11:59").is_running, "until then it stood"


@GONE
def test_a_question_taken_back_after_the_breach_was_not_answered_in_time(gone: str) -> None:
    events = log(*ASKED, ("23 16:00", gone, {"ts": "1.1", "number": 143}))
    [found] = clocks(Clock.NEXT_RESPONSE, events, "24 12:00")
    assert (found.stopped_at, found.breached_at) == (at("23 16:00"), at("23 15:00"))
    assert state_of(found) is State.MISSED


@GONE
def test_when_the_oldest_question_is_gone_the_next_one_takes_its_place(gone: str) -> None:
    events = log(*ASKED, ("23 11:30", "messaged", {"ts": "1.2"}), ("23 12:00", gone, {"ts": "1.1"}))
    first, second = clocks(Clock.NEXT_RESPONSE, events, "23 13:00")
    assert (first.stopped_at, first.is_unanswered) == (at("23 12:00"), True)
    assert (second.started_at, second.due_at, second.stopped_at) == (at("23 11:30"), at("23 15:30"), None)
    assert second.used == timedelta(hours=1, minutes=30)


def test_a_question_that_takes_the_place_of_another_breaches_no_earlier_than_that() -> None:
    late: Sequence[Entry] = (
        ("23 11:30", "messaged", {"ts": "1.2"}),
        ("23 16:00", "split_off", {"ts": "1.1"}),
    )
    first, second = clocks(Clock.NEXT_RESPONSE, log(*ASKED, *late), "23 16:00")
    assert (first.breached_at, second.breached_at) == (at("23 15:00"), at("23 16:00"))


def test_another_message_that_is_deleted_leaves_the_question_as_it_was() -> None:
    events = log(*ASKED, ("23 11:30", "messaged", {"ts": "1.2"}), ("23 12:00", "deleted", {"ts": "1.2"}))
    [found] = clocks(Clock.NEXT_RESPONSE, events, "23 13:00")
    assert (found.started_at, found.due_at) == (at("23 11:00"), at("23 15:00"))


def test_a_reply_to_what_was_resolved_that_is_taken_back_leaves_no_question() -> None:
    again: Mapping[str, Fact] = {"why": "client_reply", "by_client": True}
    events = log(
        ("23 09:00", "opened"),
        ("23 10:00", "resolved", {"summary": "Done"}),
        ("23 11:00", "messaged", {"ts": "1.1"}),
        ("23 11:00", "reopened", again),
        ("23 12:00", "deleted", {"ts": "1.1"}),
    )
    [found] = clocks(Clock.NEXT_RESPONSE, events, "23 13:00")
    assert (found.started_at, found.stopped_at) == (at("23 11:00"), at("23 12:00"))


def test_an_opening_message_that_was_deleted_still_opened_a_ticket() -> None:
    events = log(("23 10:00", "opened", {"head_ts": "1.0"}), ("23 11:00", "deleted", {"ts": "1.0"}))
    assert clock("first_response", events, "23 12:00").due_at == at("23 14:00")


def test_a_merged_question_goes_on_waiting_in_the_ticket_that_stays() -> None:
    absorbed = absorbing("23 11:00")
    events = log(
        ("23 10:00", "opened"),
        ("23 10:30", "replied"),
        ("23 12:00", "absorbed", absorbed),
        ("23 14:00", "replied"),
    )
    found = clock("next_response", events, "23 13:00")
    assert (found.started_at, found.due_at) == (at("23 11:00"), at("23 15:00"))
    assert found.used == timedelta(hours=2)
    answered = clock("next_response", events, "24 13:00")
    assert (answered.stopped_at, answered.is_unanswered) == (at("23 14:00"), False)


def test_a_merged_question_that_waited_too_long_breaches_at_the_merge_and_not_before_it() -> None:
    absorbed = absorbing("23 09:30")
    events = log(("23 10:00", "opened"), ("23 10:30", "replied"), ("23 16:00", "absorbed", absorbed))
    assert clocks(Clock.NEXT_RESPONSE, events, "23 15:59") == []
    for now in ("23 16:00", "24 12:00"):
        found = clock("next_response", events, now)
        assert (found.started_at, found.breached_at) == (at("23 09:30"), at("23 16:00"))
    assert clock("next_response", events, "23 17:00").used == timedelta(hours=7, minutes=30)


def test_a_merged_question_takes_the_place_of_a_younger_one() -> None:
    absorbed = absorbing("23 10:30")
    events = log(*ASKED, ("23 12:00", "absorbed", absorbed))
    first, second = clocks(Clock.NEXT_RESPONSE, events, "23 13:00")
    assert (first.stopped_at, first.is_unanswered) == (at("23 12:00"), True)
    assert (second.started_at, second.due_at) == (at("23 10:30"), at("23 14:30"))


def test_a_merge_into_a_ticket_without_an_answer_leaves_the_first_response_as_it_was() -> None:
    absorbed = absorbing("23 09:30")
    events = log(("23 10:00", "opened"), ("23 12:00", "absorbed", absorbed), ("23 13:00", "replied"))
    found = measured(events, terms(v1=Promises()), at("23 17:00"))
    assert clock("first_response", events, "23 17:00").stopped_at == at("23 13:00")
    assert Clock.NEXT_RESPONSE not in {each.clock for each in found}


@pytest.mark.parametrize(
    ("happened", "since"),
    [
        ((), "23 10:00"),
        ((("23 11:00", "messaged"),), "23 10:00"),
        ((("23 11:00", "replied"),), None),
        ((("23 11:00", "replied"), ("23 12:00", "messaged"), ("23 13:00", "messaged")), "23 12:00"),
        ((("23 11:00", "replied"), ("23 12:00", "messaged", {"courtesy": True})), None),
        ((("23 12:30", "replied"), ("23 12:00", "messaged")), None),
    ],
    ids=[
        "nobody has answered: since the opening",
        "nor since more was said",
        "answered",
        "asked again: since the oldest question",
        "mere courtesy waits for nothing",
        "a question heard late that was answered",
    ],
)
def test_since_when_a_ticket_waits_for_an_answer(happened: Sequence[Entry], since: str | None) -> None:
    events = log(("23 10:00", "opened"), *happened)
    assert asked_since(events, at("23 14:00")) == (at(since) if since else None)


def test_a_merge_hands_over_since_when_the_ticket_waits_for_an_answer() -> None:
    asked_at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    ticket = opened().ticket
    gone, into = other(ticket, 7), other(ticket, 8)
    _, grown = parts.merge(gone, into, by=SAM, at=AT, asked_at=asked_at)
    assert datetime.fromisoformat(grown.events[0].text("asked_at")) == asked_at
    _, settled = parts.merge(gone, into, by=SAM, at=AT, asked_at=None)
    assert settled.events[0].text("asked_at") == ""


def test_a_reply_to_a_resolved_ticket_starts_no_update_clock() -> None:
    events = log(
        ("23 09:00", "opened"),
        ("23 10:00", "resolved", {"summary": "Done"}),
        ("23 11:00", "replied"),
        ("23 12:00", "replied"),
    )
    assert clocks(Clock.UPDATE, events, "24 12:00") == []


def test_a_ticket_that_is_opened_again_has_updates_from_then_on_where_we_had_answered_before() -> None:
    """What is said while it is resolved is no update on work: there is none."""
    events = log(
        ("23 09:00", "opened"),
        ("23 10:00", "replied"),
        ("23 11:00", "resolved", {"summary": "Done"}),
        ("23 12:00", "replied"),
        ("24 10:00", "reopened", {"why": "staff"}),
    )
    before, after = clocks(Clock.UPDATE, events, "24 11:00")
    assert (before.started_at, before.stopped_at) == (at("23 10:00"), at("23 11:00"))
    assert (after.started_at, after.due_at) == (at("24 10:00"), at("24 18:00"))


def test_opened_again_without_an_answer_ever_there_is_nothing_to_update() -> None:
    events = log(
        ("23 09:00", "opened"),
        ("23 09:30", "waited", ON_CLIENT),
        ("23 10:00", "resolved", {"summary": "No answer"}),
        ("24 10:00", "reopened", {"why": "staff"}),
    )
    assert clocks(Clock.UPDATE, by_hourglass(events, EventKind.RESOLVED), "24 11:00") == []


def test_a_request_set_aside_and_taken_up_again_goes_on_with_its_update_clock() -> None:
    events = log(
        ("23 09:00", "opened"), ("23 10:00", "replied"), ("23 11:00", "dismissed"), ("23 12:00", "restored")
    )
    [found] = clocks(Clock.UPDATE, events, "23 13:00")
    assert (found.started_at, found.used) == (at("23 10:00"), timedelta(hours=2))


def test_what_hourglass_resolves_by_itself_is_no_answer_and_ends_the_clocks_all_the_same() -> None:
    events = by_hourglass(
        log(("23 09:00", "opened"), ("23 10:00", "resolved", {"summary": "No answer"})), EventKind.RESOLVED
    )
    found = clock("first_response", events, "24 12:00")
    assert (found.stopped_at, found.breached_at, found.is_unanswered) == (at("23 10:00"), None, True)
    assert (state_of(found), found.intervals[-1].rule) == (State.ENDED, Rule.RESOLVED)


def test_what_hourglass_resolves_too_late_was_missed() -> None:
    events = by_hourglass(
        log(("23 09:00", "opened"), ("23 14:00", "resolved", {"summary": "No answer"})), EventKind.RESOLVED
    )
    found = clock("first_response", events, "24 12:00")
    assert (found.breached_at, state_of(found)) == (at("23 13:00"), State.MISSED)


def test_what_hourglass_resolved_waits_for_the_same_answer_once_it_is_open_again() -> None:
    events = log(
        *ASKED,
        ("23 12:00", "resolved", {"summary": "No answer"}),
        ("24 10:00", "reopened", {"why": "staff"}),
    )
    [found] = clocks(Clock.NEXT_RESPONSE, by_hourglass(events, EventKind.RESOLVED), "24 11:00")
    assert (found.started_at, found.stopped_at, found.due_at) == (at("23 11:00"), None, at("24 13:00"))
    assert found.is_unanswered is False, "it is open"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.COLLEAGUE])
def test_only_staff_answer(role: Role) -> None:
    events = log(("23 09:00", "opened"), ("23 10:00", "replied"))
    said = [replace(each, role=role) if each.kind is EventKind.REPLIED else each for each in events]
    assert clock("first_response", said, "23 11:00").stopped_at is None
