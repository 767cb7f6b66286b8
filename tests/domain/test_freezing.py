"""A pause of the client's plan upon one ticket: what its log notes, and what that does to its clocks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import alarms
from bot.domain.folding import fold
from bot.domain.freezing import catch_up
from bot.domain.notices import Words
from bot.domain.pauses import Pause
from bot.domain.people import Person, Role
from bot.domain.sla import Measured, Rule, measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Severity, Status, Ticket, TicketEvent
from bot.errors import SupportError
from tests.domain.opening import SAM
from tests.domain.test_chain import HOUR, MONDAY, Case
from tests.domain.test_sla import ALWAYS, Entry, Promises, at, clock, log, terms
from tests.domain.test_sla_order import ACTS, MINUTE, OPENED_AT, heard

UNTIL: Final = {"pause": "p", "until": "2026-12-23T15:00:00+00:00"}
THAW: Final = {"pause": "p"}
ON_CLIENT: Final = {"status": "waiting_on_client"}
AROUND_THE_CLOCK: Final = Promises(calendars=dict.fromkeys(Severity, ALWAYS))
BO: Final = Person("U_BO", Role.CLIENT, "acme")


def pause(begins: datetime, ends: datetime, ended: datetime | None = None, name: str = "p") -> Pause:
    return Pause(name, "acme", begins, ends, "U1", begins, ended_at=ended)


def minutes(begins: int, ends: int, ended: int | None = None, name: str = "p") -> Pause:
    """A pause so many minutes after the opening."""
    spoken = None if ended is None else OPENED_AT + ended * MINUTE
    return pause(OPENED_AT + begins * MINUTE, OPENED_AT + ends * MINUTE, spoken, name)


def caught_up(
    found: tuple[Ticket, Sequence[TicketEvent]], now: int, *pauses: Pause
) -> tuple[Ticket, list[TicketEvent]]:
    ticket, events = found
    step = catch_up(ticket, events, pauses, OPENED_AT + now * MINUTE)
    return (step.ticket, [*events, *step.events]) if step else (ticket, list(events))


def noted(events: Sequence[TicketEvent]) -> list[tuple[str, int]]:
    kinds = {EventKind.FROZEN, EventKind.THAWED}
    return [(each.kind.value, (each.at - OPENED_AT) // MINUTE) for each in events if each.kind in kinds]


NOTED: Final[dict[str, tuple[list[tuple[str, int]], int, list[Pause], list[tuple[str, int]]]]] = {
    "before it begins": ([], 9, [minutes(10, 20)], []),
    "as it begins": ([], 10, [minutes(10, 20)], [("frozen", 10)]),
    "found late": ([], 15, [minutes(10, 20)], [("frozen", 10)]),
    "as it ends": ([], 20, [minutes(10, 20)], [("frozen", 10), ("thawed", 20)]),
    "ended sooner": ([], 30, [minutes(10, 90, 20)], [("frozen", 10), ("thawed", 20)]),
    "called off": ([], 30, [minutes(10, 90, 5)], []),
    "from before the opening": ([], 5, [minutes(-10, 20)], [("frozen", 0)]),
    "over before the opening": ([], 5, [minutes(-10, -5)], []),
    "two, the later one first": (
        [],
        50,
        [minutes(30, 90, name="q"), minutes(10, 20)],
        [("frozen", 10), ("thawed", 20), ("frozen", 30)],
    ),
    "resolved before it": ([("resolve", 5)], 15, [minutes(10, 20)], []),
    "resolved in it": ([("resolve", 12)], 15, [minutes(10, 20)], [("frozen", 10)]),
    "resolved before, and opened again in it": (
        [("resolve", 5), ("message", 12)],
        15,
        [minutes(10, 20)],
        [("frozen", 10)],
    ),
    "resolved before, and opened again after it": (
        [("resolve", 5), ("message", 25)],
        30,
        [minutes(10, 20)],
        [],
    ),
}


@pytest.mark.parametrize("case", NOTED.values(), ids=NOTED)
def test_a_log_notes_the_pauses_in_which_there_was_work(
    case: tuple[list[tuple[str, int]], int, list[Pause], list[tuple[str, int]]],
) -> None:
    happenings, now, pauses, expected = case
    ticket, events = caught_up(heard(happenings), now, *pauses)
    assert noted(events) == expected
    assert ticket == fold(events)
    assert caught_up((ticket, events), now, *pauses) == (ticket, events), "twice"


def test_what_was_resolved_in_a_pause_and_opened_again_after_it_thaws_at_its_end() -> None:
    frozen = caught_up(heard([]), 11, minutes(10, 20))
    ticket, events = frozen
    for name, minute in (("resolve", 12), ("message", 40)):
        step = ACTS[name](ticket, OPENED_AT + minute * MINUTE)
        ticket, events = step.ticket, [*events, *step.events]
    ticket, events = caught_up((ticket, events), 40, minutes(10, 20))
    assert (noted(events), ticket.is_frozen) == ([("frozen", 10), ("thawed", 20)], False)


def test_a_first_answer_that_is_waited_for_says_when_it_freezes_and_thaws() -> None:
    waits, answered = heard([]), heard([("reply", 5)])
    for found, tells in ((waits, True), (answered, False)):
        step = catch_up(*found, [minutes(10, 20)], OPENED_AT + 11 * MINUTE)
        assert step is not None
        assert (Words.OPENED in {each.words for each in step.notices}) is tells
        assert Words.CARD in {each.words for each in step.notices}


def test_all_clocks_stand_still_in_a_pause_and_go_on_with_what_was_left() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 11:00", "frozen", UNTIL),
        ("2026-12-23 10:00", "thawed", THAW),
    )
    first = clock("first_response", events, "30 12:00")
    assert (first.is_paused, first.due_at, first.left) == (True, None, timedelta(hours=3))
    again = clock("first_response", events, "2026-12-23 10:00")
    assert (again.is_running, again.due_at) == (True, at("2026-12-23 13:00"))
    assert again.warnings[0] == (50, at("2026-12-23 11:00"))


def test_a_wait_that_ended_in_a_pause_ends_nothing_before_the_plan_resumes() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 11:00", "replied"),
        ("23 11:00", "waited", ON_CLIENT),
        ("23 12:00", "frozen", UNTIL),
        ("24 12:00", "messaged"),
        ("25 12:00", "thawed", THAW),
    )
    solved = clock("resolution", events, "25 13:00")
    rules = [each.rule for each in solved.intervals if each.from_at < each.to_at]
    assert rules == [Rule.RUNS, Rule.WAITS_ON_CLIENT, Rule.PLAN_PAUSED, Rule.PLAN_PAUSED, Rule.RUNS]
    assert solved.used == timedelta(hours=2)
    assert clock("next_response", events, "25 13:00").used == timedelta(hours=1)


def test_a_wait_that_outlasts_a_pause_goes_on_after_it() -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 11:00", "waited", ON_CLIENT),
        ("23 12:00", "frozen", UNTIL),
        ("25 12:00", "thawed", THAW),
    )
    found = clock("resolution", events, "25 13:00")
    assert (found.intervals[-1].rule, found.used) == (Rule.WAITS_ON_CLIENT, timedelta(hours=1))


@pytest.mark.parametrize(
    ("changed_at", "due_at"),
    [("24 12:00", "25 12:30"), ("23 10:15", "25 12:30"), ("25 12:15", "25 12:30")],
    ids=["in the pause", "before it", "after it"],
)
def test_another_severity_counts_the_same_whenever_it_is_set(changed_at: str, due_at: str) -> None:
    events = log(
        ("23 10:00", "opened"),
        ("23 10:30", "frozen", UNTIL),
        (changed_at, "severity_set", {"severity": "critical", "source": "staff"}),
        ("25 12:00", "thawed", THAW),
    )
    assert clock("first_response", events, "25 12:20").due_at == at(due_at)


def test_resolving_in_a_pause_stops_the_clocks_and_reopening_there_freezes_them_again() -> None:
    entries: list[Entry] = [("23 10:00", "opened"), ("23 11:00", "frozen", UNTIL), ("23 12:00", "resolved")]
    solved = clock("resolution", log(*entries), "23 13:00")
    assert (solved.stopped_at, solved.used) == (at("23 12:00"), timedelta(hours=1))
    again = clock("resolution", log(*entries, ("24 12:00", "reopened", {"why": "staff"})), "25 13:00")
    assert (again.is_paused, again.used) == (True, timedelta(hours=1))


def of(events: Sequence[TicketEvent], now: datetime) -> tuple[Measured, ...]:
    return measured(events, terms(v1=AROUND_THE_CLOCK), now)


LIVES: Final = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 30)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(LIVES, st.integers(0, 100), st.integers(1, 5000))
def test_a_ticket_that_was_frozen_counts_as_if_the_pause_had_never_been(
    life: list[tuple[str, int]], begins: int, lasts: int
) -> None:
    """Around the clock: what happened after the pause, moved back by its length, comes to the same."""
    happened: list[tuple[str, int]] = []
    for name, after in life:
        happened.append((name, after + (happened[-1][1] if happened else 0)))
    later = [(name, minute if minute <= begins else minute + lasts) for name, minute in happened]
    try:
        plain, moved = heard(happened)[1], heard(later)
    except SupportError:
        assume(False)
    now, length = max(begins, happened[-1][1] if happened else 0) + 7, timedelta(minutes=lasts)
    _, events = caught_up(moved, now + lasts, minutes(begins, begins + lasts))
    frozen = of(events, OPENED_AT + now * MINUTE + length)
    assert [(each.clock, each.used) for each in frozen] == [
        (each.clock, each.used) for each in of(plain, OPENED_AT + now * MINUTE)
    ]
    if ("frozen", begins) not in noted(events):
        return
    ends_at = OPENED_AT + begins * MINUTE + length
    for each in (part for one in frozen for part in one.intervals if part.rule is Rule.RUNS):
        assert min(each.to_at, ends_at) <= max(each.from_at, ends_at - length)


def frozen_case() -> Case:
    """A critical ticket whose first level was told, in a pause that begins an hour after its opening."""
    case = Case("matai-growth", Severity.CRITICAL)
    case.page(MONDAY)
    step = catch_up(case.ticket, case.log, [pause(MONDAY + HOUR, MONDAY + 50 * HOUR)], MONDAY + 2 * HOUR)
    assert step is not None
    case.take(step)
    return case


def test_nobody_is_paged_in_a_pause_but_whom_staff_call_for() -> None:
    case = frozen_case()
    now = MONDAY + 30 * HOUR
    chain = case.chain(now)
    assert (chain.due(now), chain.next_at(now)) == ((), None)
    case.take(alarms.ask_for_next(chain, "They called", by=SAM, at=now))
    assert [page.level for page in case.chain(now).due(now)] == [2]


def test_what_a_client_called_for_before_a_pause_is_told_after_it() -> None:
    case = Case("matai-growth", Severity.HIGH)
    at_night = MONDAY + 9 * HOUR
    case.take(alarms.ask_for_next(case.chain(at_night), "", by=BO, at=at_night))
    held = pause(at_night + HOUR, at_night + 50 * HOUR)
    step = catch_up(case.ticket, case.log, [held], at_night + 2 * HOUR)
    assert step is not None
    case.take(step)
    assert case.chain(at_night + 2 * HOUR).next_at(at_night + 2 * HOUR) is None
    thaw = catch_up(case.ticket, case.log, [held], held.until_at)
    assert thaw is not None
    case.take(thaw)
    called = case.chain(held.until_at).due_at_earliest(held.until_at)
    assert called is not None
    assert called >= held.until_at


def test_the_next_page_comes_after_a_pause_with_the_time_that_was_left() -> None:
    case = Case("matai-growth", Severity.CRITICAL)
    case.page(MONDAY)
    repeat_at = case.chain(MONDAY).next_at(MONDAY)
    held = pause(MONDAY + HOUR / 12, MONDAY + 48 * HOUR)
    assert repeat_at == MONDAY + HOUR / 4
    step = catch_up(case.ticket, case.log, [held], held.until_at)
    assert step is not None
    case.take(step)
    assert case.chain(held.until_at).next_at(held.until_at) == held.until_at + HOUR / 6
    first = next(each for each in case.chain(held.until_at).clocks if each.clock is Clock.FIRST_RESPONSE)
    assert (first.used, case.ticket.status) == (HOUR / 12, Status.NEW)
