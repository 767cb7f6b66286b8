"""SLA clocks whose target changes: what was reached under which, and what is planned from when on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import Final

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.measures import Measure, Standing
from bot.domain.targets import Clock, Target, read_length
from bot.domain.terms import Planning
from bot.domain.tickets import Severity
from tests.domain.test_sla import ALWAYS, HOURS, NEW_YORK, ON_CLIENT, Entry, Promises, at, clock, log, to

PLANNING: Final = Planning("Planning", 10, time(11))
"""The first business day from the tenth of a month on, at eleven."""


@dataclass(frozen=True)
class Planned(Promises):
    """A table of targets, with a planning day."""

    def measure(self, severity: Severity, clock: Clock) -> Measure | None:
        written = self.targets.get(severity, {}).get(clock.value)
        calendar = self.calendars.get(severity, HOURS)
        return Measure(Target(read_length(written), "business"), calendar, PLANNING) if written else None


LATER: Final = Planned({Severity.HIGH: {"resolution": "24h"}, Severity.LOW: {"resolution": "next_planning"}})


def test_a_planning_day_chosen_later_is_the_next_one_from_then_on() -> None:
    late = log(("2026-10-05 10:00", "opened"), ("2026-11-16 10:00", "severity_set", to("low")))
    unpromised = Planned({Severity.LOW: {"resolution": "next_planning"}})
    found = clock("resolution", late, "2026-11-16 10:30", unpromised)
    assert (found.due_at, found.breached_at) == (at("2026-12-10 11:00"), None)
    best = Planned(
        {Severity.HIGH: {"resolution": "best_effort"}, Severity.LOW: {"resolution": "next_planning"}}
    )
    lowered = clock("resolution", late, "2026-11-16 10:30", best)
    assert (lowered.due_at, lowered.breached_at) == (at("2026-12-10 11:00"), None)
    assert lowered.warnings[0][1] > at("2026-11-16 10:00"), "of the time since it was chosen"


def test_a_planning_day_that_holds_stays_the_same_whatever_else_happens() -> None:
    claimed = {"assignee": "U2"}
    events = log(("2026-11-02 10:00", "opened"), ("2026-11-10 11:00", "claimed", claimed), severity="low")
    found = clock("resolution", events, "2026-11-10 12:00", LATER)
    assert found.breached_at == at("2026-11-10 11:00"), "claimed at that very moment"


def test_a_planning_day_that_was_waited_through_is_the_next_one_after_the_wait() -> None:
    events = log(
        ("2026-11-02 10:00", "opened"),
        ("2026-11-03 10:00", "waited", ON_CLIENT),
        ("2026-11-12 10:00", "resumed"),
        severity="low",
    )
    found = clock("resolution", events, "2026-11-12 10:30", LATER)
    assert (found.due_at, found.breached_at) == (at("2026-12-10 11:00"), None)


def reached(events: Sequence[Entry], now: str) -> list[tuple[int, str]]:
    """The parts of the first response's target that were reached, with the time of that day."""
    found = clock("first_response", log(*events), now)
    return [(percent, f"{at_.astimezone(NEW_YORK):%H:%M}") for percent, at_ in found.reached]


@pytest.mark.parametrize(
    ("events", "now", "expected"),
    [
        ([], "23 11:59", []),
        ([], "23 12:00", [(50, "12:00")]),
        ([], "23 13:10", [(50, "12:00"), (75, "13:00")]),
        ([], "24 12:00", [(50, "12:00"), (75, "13:00"), (90, "13:36")]),
        ([("23 13:10", "replied")], "24 12:00", [(50, "12:00"), (75, "13:00")]),
        ([("23 12:00", "replied")], "24 12:00", []),
        ([("23 12:00", "claimed", {"assignee": "U2"})], "23 12:30", [(50, "12:00")]),
        ([("23 12:30", "claimed", {"assignee": "U2"})], "23 12:40", [(50, "12:00")]),
        ([("23 10:45", "severity_set", to("critical"))], "23 10:50", [(50, "10:45"), (75, "10:45")]),
        (
            [("23 12:30", "severity_set", to("critical"))],
            "23 14:00",
            [(50, "12:00"), (75, "12:30"), (90, "12:30")],
        ),
        (
            [("23 10:20", "severity_set", to("critical")), ("23 10:40", "severity_set", to("high"))],
            "23 13:10",
            [(50, "10:30"), (50, "12:00"), (75, "13:00")],
        ),
        (
            [("23 12:30", "dismissed"), ("23 14:30", "restored")],
            "23 15:10",
            [(50, "12:00"), (75, "15:00")],
        ),
        (
            [("23 12:00", "severity_set", to("low")), ("23 13:00", "severity_set", to("high"))],
            "23 13:30",
            [(50, "13:00")],
        ),
    ],
    ids=[
        "nothing yet",
        "at its very moment",
        "what has passed by now",
        "all of them, once late",
        "what had passed when it was answered",
        "an answer at its moment is in time",
        "something else happens at its moment",
        "something else happens after it",
        "a shorter target: at the change",
        "a shorter target: only those that were not reached before",
        "a longer target: those that are ahead again",
        "a pause moves those ahead",
        "a time without a promise: once there is one again",
    ],
)
def test_what_was_reached_when_by_the_target_then_in_force(
    events: list[Entry], now: str, expected: list[tuple[int, str]]
) -> None:
    assert reached([("23 10:00", "opened"), *events], now) == expected


def test_nothing_more_is_reached_after_the_breach() -> None:
    events: list[Entry] = [("23 10:00", "opened"), ("23 11:30", "severity_set", to("high"))]
    found = clock("first_response", log(*events, severity="critical"), "23 17:00")
    assert found.breached_at == at("23 11:00")
    assert [percent for percent, _ in found.reached] == [50, 75, 90]


def test_any_parts_of_a_target_can_be_asked_for() -> None:
    found = clock("first_response", log(("23 10:00", "opened")), "23 15:00")
    assert found.reached_of([25, 100]) == ((25, at("23 11:00")), (100, at("23 14:00")))


def test_when_a_clock_had_to_stop_is_known_while_it_stands_still() -> None:
    events = log(
        ("23 10:00", "opened"),
        *(("23 11:00", "waited", ON_CLIENT), ("23 13:00", "resumed")),
        ("24 10:00", "waited", ON_CLIENT),
    )
    days = Promises({Severity.HIGH: {"resolution": "1bd"}})
    found = clock("resolution", events, "24 12:00", days)
    assert (found.due_at, found.due_when_it_ran) == (None, at("24 12:00"))
    running = clock("resolution", events, "24 09:30", days)
    assert (running.due_at, running.due_when_it_ran) == (at("24 12:00"), at("24 12:00"))
    never = clock("first_response", events, "24 12:00", Promises({Severity.HIGH: {}}))
    assert never.due_when_it_ran is None


def test_pauses_are_measured_on_the_calendar_of_the_target_then_in_force() -> None:
    """Of a night's wait nothing was open in business hours, and all of it around the clock."""
    promises = Promises(
        {Severity.HIGH: {"resolution": "2bd"}, Severity.CRITICAL: {"resolution": "2bd"}},
        {Severity.CRITICAL: ALWAYS},
    )
    night: list[Entry] = [("23 18:00", "waited", ON_CLIENT), ("24 09:00", "resumed")]
    events: list[Entry] = [("23 10:00", "opened"), *night, ("24 10:00", "severity_set", to("critical"))]
    assert clock("resolution", log(*events), "24 09:30", promises).due_at == at("25 10:00")
    assert clock("resolution", log(*events), "24 10:30", promises).due_at == at("26 01:00")
    back: list[Entry] = [*events, ("24 11:00", "waited", ON_CLIENT), ("24 11:30", "resumed")]
    back.append(("24 12:00", "severity_set", to("high")))
    assert clock("resolution", log(*back), "24 11:45", promises).due_at == at("26 01:30")
    assert clock("resolution", log(*back), "24 12:30", promises).due_at == at("25 10:30")


def test_many_pauses_are_summed_to_the_microsecond() -> None:
    calendars = (HOURS, ALWAYS, BusinessCalendar.always("Asia/Tokyo"))
    standing = Standing(at("23 10:00"))
    moments = [at("23 10:00") + timedelta(minutes=7, microseconds=1) * n for n in range(1200)]
    spans = list(pairwise(moments))[::2]
    for start, end in spans:
        standing = standing.paused(start, end)
    for calendar in calendars:
        expected = sum((calendar.elapsed(*span) for span in spans), timedelta(0))
        assert standing.paused_on(calendar) == expected
        assert standing.paused_on(calendar) == expected, "asked again"
