"""Business time as other projects' test tables have it, and as several independent programs agreed."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.errors import NeverOpenError

CASES: Final = Path(__file__).parents[1] / "cases"
INSTANT: Final = timedelta(microseconds=1)
NOTHING: Final = timedelta()

# What a line of a case file holds.
Case = Mapping[str, Any]
Answer = datetime | float | bool | None

# Backwards, the peer returns the last closing for an allowance of nothing. Ours has no direction then: the
# next opening, as in every other case of nothing.
OUR_OWN: Final = {
    "business_time-039": "2016-02-01T09:00:00Z",
}
# An end before the start: these peers say zero, ours is the time between with its sign changed.
EXCHANGED: Final = {
    "glpi-004": -5 * 12 * 3600,  # five weekdays from 8 to 20
    "odoo-014": -7 * 3600,  # one Monday with a lunch
    "odoo-020": 0,  # four in the morning to eight, when it opens
    # Wednesday from 08:10:15, three holidays, a whole Sunday, Monday until 17:10:14.
    "otobo-033": -(15 * 3600 + 49 * 60 + 45 + 24 * 3600 + 17 * 3600 + 10 * 60 + 14),
}


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case: Case = json.loads(line)
            if case["op"] != "sla":
                yield case


def calendar_of(case: Case) -> BusinessCalendar:
    holidays = {date.fromisoformat(day) for day in case["holidays"]}
    shifts = {date.fromisoformat(day): pairs(spans) for day, spans in case.get("shifts", {}).items()}
    week = {day: pairs(spans) for day, spans in case["week"].items()}
    return BusinessCalendar(case["tz"], week, holidays, shifts)


def pairs(spans: list[list[str]]) -> list[tuple[str, str]]:
    return [(opens, closes) for opens, closes in spans]


def expected(case: Case) -> Answer:
    known: Mapping[str, Any] = {**OUR_OWN, **EXCHANGED}
    answer = known.get(number_of(case), case["expect"])
    return datetime.fromisoformat(answer) if isinstance(answer, str) else answer


def number_of(case: Case) -> str:
    number: str = case["id"].partition(" ")[0]
    return number


def answered(case: Case) -> Answer:
    calendar, start = calendar_of(case), datetime.fromisoformat(case["start"])
    if case["op"] == "due":
        return calendar.due(start, timedelta(seconds=case["seconds"]))
    if case["op"] == "elapsed":
        return calendar.elapsed(start, datetime.fromisoformat(case["end"])).total_seconds()
    if case["op"] == "is_open":
        return calendar.is_open(start)
    if case["op"] == "next_close":
        return calendar.next_close(start)
    return opening(calendar, start, case.get("mode", ""))


def opening(calendar: BusinessCalendar, start: datetime, mode: str) -> datetime | None:
    """The next opening; in the modes `strict` and `edge_ge` one that follows a closed time."""
    if mode == "strict" and calendar.is_open(start):
        closes = calendar.next_close(start)
        return None if closes is None else opening(calendar, closes, "")
    if mode == "edge_ge" and calendar.is_open(start) and calendar.is_open(start - INSTANT):
        return opening(calendar, start, "strict")
    try:
        return calendar.next_open(start)
    except NeverOpenError:
        return None


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["id"])
def test_we_answer_as_others_do(case: Case) -> None:
    assert answered(case) == expected(case)


def test_every_answer_of_ours_that_differs_belongs_to_a_case() -> None:
    assert {number_of(case) for case in cases()} >= {*OUR_OWN, *EXCHANGED}
