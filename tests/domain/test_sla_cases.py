"""SLA clocks as other projects' test tables have them: the resolution clock, paused, resumed and changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pytest

from bot.domain.measures import Measure
from bot.domain.sla import Measured, measured
from bot.domain.targets import Clock, Length, Target, Unit
from bot.domain.tickets import EventKind, Fact, Severity, TicketEvent
from tests.domain.test_calendar_cases import CASES, Case, calendar_of

MINUTE_SECONDS: Final = 60
# What each type of event in a case is on a ticket of ours.
OURS: Final[Mapping[str, tuple[EventKind, Mapping[str, Fact]]]] = {
    "pause": (EventKind.WAITED, {"status": "waiting_on_client"}),
    "resume": (EventKind.RESUMED, {}),
    "close": (EventKind.RESOLVED, {}),
    "reopen": (EventKind.REOPENED, {}),
    # The target that stands at the start is that of high; what a case changes it to is that of critical.
    "priority": (EventKind.SEVERITY_SET, {"severity": "critical", "source": "staff"}),
}


@dataclass(frozen=True)
class CaseTerms:
    """A case's targets, on its calendar."""

    case: Case
    claim_counts_as_response: bool = False
    third_party_pauses_resolution: bool = False
    warnings_percent: Sequence[int] = ()

    def measure(self, severity: Severity, _clock: Clock) -> Measure:
        changed = [each["seconds"] for each in self.case["events"] if each["type"] == "priority"]
        seconds = changed[0] if severity is Severity.CRITICAL else self.case["seconds"]
        minutes, rest = divmod(seconds, MINUTE_SECONDS)
        assert (rest, len(changed) < 2) == (0, True), "plans write whole minutes, and a case changes once"
        return Measure(Target(Length(minutes, Unit.MINUTES), "business"), calendar_of(self.case))


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.jsonl")):
        found: list[Case] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield from (case for case in found if case["op"] == "sla")


def log(case: Case) -> list[TicketEvent]:
    opened: Mapping[str, Fact] = {"severity": "high", "origin": "message", "plan": "gold"}
    happened = [(EventKind.OPENED, opened, case["start"])]
    happened += [(*OURS[each["type"]], each["at"]) for each in case["events"]]
    return [
        TicketEvent(142, number, kind, datetime.fromisoformat(at), "U1", "engineer", "v1", dict(facts))
        for number, (kind, facts, at) in enumerate(happened, start=1)
    ]


def resolution(case: Case, later: timedelta = timedelta(0)) -> Measured:
    """The clock as it stands when the last thing has happened, or some time later."""
    events, terms = log(case), CaseTerms(case)
    found = measured(events, lambda _: terms, events[-1].at + later)
    return next(each for each in found if each.clock is Clock.RESOLUTION)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["id"])
def test_a_clock_is_due_when_others_say_it_is(case: Case) -> None:
    due = datetime.fromisoformat(case["expect"])
    assert resolution(case).due_at == due
    assert resolution(case, later=timedelta(days=300)).breached_at == due


def test_there_are_such_cases() -> None:
    assert len(list(cases())) >= 7
