"""The spans of open time between two moments, and the holidays that lie there."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import BusinessCalendar
from bot.domain.timetables import Region, Timetable
from bot.errors import NaiveTimeError

NEW_YORK: Final = ZoneInfo("America/New_York")
LUNCH: Final = {day: [("09:00", "12:00"), ("13:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS: Final = BusinessCalendar("America/New_York", LUNCH, [date(2026, 11, 26)])
NIGHT: Final = BusinessCalendar("America/New_York", {"sat": [("22:00", "06:00")]})


def at(text: str) -> datetime:
    """A local time in New York in November 2026."""
    return datetime.fromisoformat(f"2026-11-{text}".replace(" ", "T")).replace(tzinfo=NEW_YORK)


CASES: Final[Mapping[str, tuple[BusinessCalendar, str, str, list[str]]]] = {
    "a day with a lunch break": (
        HOURS,
        "23 08:00",
        "23 20:00",
        ["23 09:00", "23 12:00", "23 13:00", "23 18:00"],
    ),
    "cut at both ends": (HOURS, "23 10:30", "23 13:15", ["23 10:30", "23 12:00", "23 13:00", "23 13:15"]),
    "within one span": (HOURS, "23 10:00", "23 11:00", ["23 10:00", "23 11:00"]),
    "a holiday has none": (HOURS, "25 17:00", "27 10:00", ["25 17:00", "25 18:00", "27 09:00", "27 10:00"]),
    "a weekend has none": (HOURS, "28 00:00", "30 00:00", []),
    "from a closing to the next opening": (HOURS, "23 12:00", "23 13:00", []),
    "a moment": (HOURS, "23 10:00", "23 10:00", []),
    "backwards": (HOURS, "23 11:00", "23 10:00", []),
    "a night when clocks go back is one span": (NIGHT, "01 00:00", "01 12:00", ["01 00:00", "01 06:00"]),
}


@pytest.mark.parametrize(("calendar", "start", "end", "bounds"), CASES.values(), ids=CASES)
def test_open_spans(calendar: BusinessCalendar, start: str, end: str, bounds: list[str]) -> None:
    found = [each for span in calendar.open_spans(at(start), at(end)) for each in span]
    assert found == [at(each) for each in bounds]
    assert all(each.tzinfo is UTC for each in found)


def test_what_never_closes_is_one_span_however_long() -> None:
    always = BusinessCalendar.always("America/New_York")
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    assert list(always.open_spans(start, end)) == [(start, end)]


def test_a_few_of_very_many_are_found_without_the_rest() -> None:
    start, end = datetime(2026, 11, 23, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    assert len(list(islice(HOURS.open_spans(start, end), 3))) == 3


def test_what_is_closed_for_good_has_no_spans_however_far_one_looks() -> None:
    closed = BusinessCalendar("UTC", {}, shifts={date(2026, 11, 23): [("09:00", "10:00")]})
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    opens = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert list(closed.open_spans(start, end)) == [(opens, opens + timedelta(hours=1))]


def test_a_moment_without_a_zone_is_refused_before_any_span_is_asked_for() -> None:
    with pytest.raises(NaiveTimeError):
        HOURS.open_spans(datetime(2026, 11, 23), datetime(2026, 11, 24, tzinfo=UTC))  # noqa: DTZ001 - the point


@given(first=st.integers(0, 600_000), minutes=st.integers(0, 400 * 1440))
def test_the_spans_are_open_apart_and_add_up_to_the_open_time(first: int, minutes: int) -> None:
    start = datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=first)
    end = start + timedelta(minutes=minutes)
    found = list(HOURS.open_spans(start, end))
    assert sum((closes - opens for opens, closes in found), timedelta()) == HOURS.elapsed(start, end)
    assert all(HOURS.is_open(opens) and start <= opens < closes <= end for opens, closes in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


CLOSED: Final = Timetable(
    "America/New_York",
    {"mon": (("09:00", "18:00"),), "thu": (("09:00", "18:00"),), "fri": (("09:00", "18:00"),)},
    region=Region("US"),
    closed={date(2026, 11, 30): "Stocktaking", date(2026, 11, 28): "A Saturday"},
    shifts={date(2026, 12, 26): (("10:00", "12:00"),), date(2027, 1, 1): ()},
)


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        pytest.param(
            "2026-11-26", "2026-11-30", ["Thanksgiving Day", "Stocktaking"], id="public and own, in order"
        ),
        pytest.param("2026-11-28", "2026-11-28", [], id="a day that has no hours anyway is no loss"),
        pytest.param("2026-11-27", "2026-11-29", [], id="just beside them"),
        pytest.param("2026-12-25", "2027-01-01", ["Christmas Day"], id="over the year's end"),
        pytest.param("2026-11-30", "2026-11-26", [], id="backwards"),
    ],
)
def test_holidays_that_take_hours_away(first: str, last: str, names: list[str]) -> None:
    found = CLOSED.closures(date.fromisoformat(first), date.fromisoformat(last))
    assert list(found.values()) == names
    assert list(found) == sorted(found)
