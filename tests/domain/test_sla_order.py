"""Waits and resolutions heard out of order: what the client said since ends them, at the time it was said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Final, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import moves
from bot.domain.notices import Words
from bot.domain.receipts import joined
from bot.domain.sla import Interval, Measured, Rule, measured
from bot.domain.step import Step
from bot.domain.tickets import Severity, Status, Ticket, TicketEvent
from bot.errors import SupportError
from tests.domain.opening import ANA, SAM, opened
from tests.domain.test_sla import ON_CLIENT, Promises, at, clock, log, terms

OPENED_AT: Final = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Ten in the morning in New York."""
MINUTE: Final = timedelta(minutes=1)
WEEK: Final = timedelta(days=7)

Act: TypeAlias = Callable[[Ticket, datetime], Step]
ACTS: Final[Mapping[str, Act]] = {
    "message": lambda t, at: moves.hear(
        t, f"{at.minute}.5", courtesy=False, by=ANA, at=at, ask_again_minutes=10
    ),
    "courtesy": lambda t, at: moves.hear(
        t, f"{at.minute}.5", courtesy=True, by=ANA, at=at, ask_again_minutes=10
    ),
    "form": lambda t, at: moves.add_details(t, {"what": "Orders"}, by=ANA, at=at),
    "still broken": lambda t, at: moves.reopen(t, why="still_broken", by=ANA, at=at, ask_again_minutes=10),
    "reply": lambda t, at: moves.reply(t, by=SAM, at=at, text="On it."),
    "wait": lambda t, at: moves.wait(t, Status.WAITING_ON_CLIENT, by=SAM, at=at),
    "third party": lambda t, at: moves.wait(t, Status.WAITING_ON_THIRD_PARTY, by=SAM, at=at),
    "resume": lambda t, at: moves.resume(t, by=SAM, at=at),
    "resolve": lambda t, at: moves.resolve(
        t, "Restarted it.", by=SAM, at=at, window=WEEK, ask_again_minutes=10
    ),
    "close": lambda t, at: moves.close(t, by=SAM, at=at),
}

Happening: TypeAlias = tuple[str, int]
"""What somebody did, and how many minutes after the opening."""


def heard(happenings: Sequence[Happening]) -> tuple[Ticket, list[TicketEvent]]:
    """A ticket to which these things happened, heard in the order in which they are given."""
    step = opened(at=OPENED_AT, severity=Severity.HIGH)
    ticket, events = step.ticket, list(step.events)
    for name, minutes in happenings:
        step = ACTS[name](ticket, OPENED_AT + minutes * MINUTE)
        ticket, events = step.ticket, [*events, *step.events]
    return ticket, events


def clocks(events: Sequence[TicketEvent]) -> list[tuple[object, ...]]:
    """What is counted on each clock an hour after the opening, without regard to how it is cut up."""
    found = measured(events, terms(v1=Promises()), OPENED_AT + 60 * MINUTE)
    return [_counted(each) for each in found]


def _counted(clock: Measured) -> tuple[object, ...]:
    parts = tuple(_told(each) for each in joined(clock.intervals))
    return clock.clock, clock.started_at, clock.stopped_at, clock.due_at, clock.breached_at, clock.used, parts


def _told(interval: Interval) -> tuple[datetime, datetime, Rule]:
    return interval.from_at, interval.to_at, interval.rule


ORDERS: Final[Mapping[str, tuple[Happening, ...]]] = {
    "a message after the wait": (("reply", 2), ("wait", 5), ("message", 6)),
    "a message before the wait": (("wait", 5), ("message", 4)),
    "mere courtesy after the wait": (("reply", 2), ("wait", 5), ("courtesy", 6)),
    "the form after the wait": (("wait", 5), ("form", 6)),
    "the form before the wait": (("wait", 5), ("form", 4)),
    "a message and then the form after the wait": (("wait", 5), ("message", 6), ("form", 8)),
    "a message after the resolution": (("reply", 2), ("resolve", 5), ("message", 6)),
    "a message before the resolution": (("resolve", 5), ("message", 4)),
    "thanks after the resolution": (("resolve", 5), ("courtesy", 6)),
    "the form after the resolution": (("resolve", 5), ("form", 6)),
    "a question before and the form after the resolution": (("message", 4), ("resolve", 5), ("form", 6)),
    "a message after a wait for a third party": (("third party", 5), ("message", 6)),
}


@pytest.mark.parametrize("happened", ORDERS.values(), ids=ORDERS)
def test_in_whatever_order_things_are_heard_the_clocks_are_the_same(happened: Sequence[Happening]) -> None:
    in_order = sorted(happened, key=lambda each: each[1])
    ticket, events = heard(in_order)
    for order in permutations(happened):
        other, log_of_other = heard(order)
        assert clocks(log_of_other) == clocks(events), order
        assert other.status is ticket.status, order


OURS: Final = frozenset({"reply", "wait", "third party", "resume", "resolve", "close"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 6)), min_size=2, max_size=8))
def test_what_the_client_said_counts_the_same_however_late_it_is_heard(late: list[tuple[str, int]]) -> None:
    """What staff do is heard in the order in which they did it: each of them answers to what they saw."""
    happened = _possible([name for name, _ in late])
    ticket, events = heard(happened)
    try:
        other, log_of_other = heard(_delayed(happened, [places for _, places in late]))
    except SupportError:  # what is refused in the other order cannot be compared
        assume(False)
    assert clocks(log_of_other) == clocks(events)
    assert other.status is ticket.status


def _possible(names: Sequence[str]) -> list[Happening]:
    """Those of *names*, five minutes apart, that a ticket's life allows one after the other."""
    happened: list[Happening] = []
    for number, name in enumerate(names, 1):
        try:
            heard([*happened, (name, 5 * number)])
        except SupportError:
            continue
        happened.append((name, 5 * number))
    return happened


def _delayed(happened: Sequence[Happening], places: Sequence[int]) -> list[Happening]:
    """Things as they are heard, each so many places late, but for ours among themselves."""
    numbers = sorted(range(len(happened)), key=lambda number: (number + places[number], number))
    order = [happened[number] for number in numbers]
    ours = iter([each for each in happened if each[0] in OURS])
    return [next(ours) if each[0] in OURS else each for each in order]


def test_a_wait_that_is_recorded_after_the_clients_message_was_handled_ends_with_it() -> None:
    ticket, events = heard([("message", 6), ("wait", 5)])
    assert [(each.kind, (each.at - OPENED_AT) // MINUTE) for each in events[1:]] == [
        ("messaged", 6),
        ("waited", 5),
        ("resumed", 6),
    ]
    assert (ticket.status, events[-1].by) == (Status.OPEN, ANA.id)


def test_a_client_who_has_answered_already_is_not_told_that_we_wait_for_them() -> None:
    asked, _ = heard([("message", 6)])
    step = ACTS["wait"](asked, OPENED_AT + 5 * MINUTE)
    assert not [each for each in step.notices if each.words in {Words.WAITING, Words.RESUMED}]


def test_a_resolution_that_is_recorded_after_the_clients_message_is_undone_by_it() -> None:
    ticket, events = heard([("message", 6), ("resolve", 5)])
    assert [each.kind for each in events[1:]] == ["messaged", "resolved", "reopened"]
    assert (ticket.status, events[-1].text("why"), events[-1].by) == (Status.OPEN, "client_reply", ANA.id)
    assert events[-1].at == OPENED_AT + 6 * MINUTE
    step = ACTS["resolve"](heard([("message", 6)])[0], OPENED_AT + 5 * MINUTE)
    assert "close:1" not in {each.key for each in step.arms}, "it would close what is open"


def test_a_message_from_before_a_ticket_was_closed_that_is_heard_after_it_opens_it_again() -> None:
    ticket, events = heard([("resolve", 5), ("close", 50), ("message", 20)])
    assert ticket.status is Status.OPEN
    assert clocks(events) == clocks(heard([("resolve", 5), ("message", 20)])[1])


def test_a_wait_ends_with_the_clients_message_where_nothing_was_recorded_to_end_it() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 12:00", "messaged"),
        ("23 11:00", "waited", ON_CLIENT),
        ("23 11:30", "messaged", {"courtesy": True}),
    )
    found = clock("resolution", events, "23 13:00")
    assert [(each.from_at, each.rule) for each in joined(found.intervals)] == [
        (at("23 10:00"), Rule.RUNS),
        (at("23 11:00"), Rule.WAITS_ON_CLIENT),
        (at("23 12:00"), Rule.RUNS),
    ]


def test_the_clients_turn_ends_no_wait_for_a_third_party_that_is_recorded_after_it() -> None:
    reply, wait, third, form = ("reply", 2), ("wait", 5), ("third party", 10), ("form", 15)
    ticket, events = heard([reply, wait, third, form])
    other, log_of_other = heard([reply, wait, form, third])
    assert other.status is ticket.status is Status.WAITING_ON_THIRD_PARTY
    assert clocks(log_of_other) == clocks(events)


def test_a_resolution_heard_late_stays_where_staff_ended_the_wait_later() -> None:
    """The wait's end, at 10:10, was recorded before the resolution of 10:05."""
    events = log(
        ("23 10:00", "opened"),
        ("23 10:02", "waited", ON_CLIENT),
        ("23 10:10", "resumed"),
        ("23 10:05", "resolved", {"summary": "Done"}),
    )
    assert clock("resolution", events, "23 13:00").stopped_at == at("23 10:05")


def test_merged_while_the_log_says_that_it_was_resolved_all_clocks_stop() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 10:05", "resolved", {"summary": "Done"}),
        ("23 10:07", "messaged"),
        ("23 10:07", "reopened", {"why": "client_reply", "by_client": True}),
        ("23 10:06", "merged", {"into": 141}),
    )
    found = measured(events, terms(v1=Promises()), at("24 18:00"))
    assert {each.stopped_at is None for each in found} == {False}
