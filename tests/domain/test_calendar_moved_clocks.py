"""Days on which clocks are moved, and zones that are odd: the clock on the wall decides."""

from datetime import date, datetime, timedelta
from typing import Final

import pytest

from bot.domain.calendar import BusinessCalendar
from tests.domain.wall_clock import DAYS, Spans

HOUR: Final = timedelta(hours=1)


def on(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("tz", "day", "hours"),
    [
        pytest.param("America/New_York", "2026-03-08", 23, id="an hour is skipped"),
        pytest.param("America/New_York", "2026-11-01", 25, id="an hour comes twice"),
        pytest.param("Australia/Lord_Howe", "2026-10-04", 23.5, id="half an hour is skipped"),
        pytest.param("Australia/Lord_Howe", "2026-04-05", 24.5, id="half an hour comes twice"),
        pytest.param("Antarctica/Troll", "2026-03-29", 22, id="two hours are skipped"),
        pytest.param("Antarctica/Troll", "2026-10-25", 26, id="two hours come twice"),
        pytest.param("America/Sao_Paulo", "2018-11-04", 23, id="the day begins at one o'clock"),
        pytest.param("America/Sao_Paulo", "2018-02-17", 25, id="the last hour of a day comes twice"),
        pytest.param("Africa/Casablanca", "2026-02-15", 25, id="for Ramadan, clocks go back"),
        pytest.param("Africa/Casablanca", "2026-03-22", 23, id="and forward after it"),
        pytest.param("Pacific/Apia", "2011-12-30", 0, id="a day that never was"),
        pytest.param("Pacific/Apia", "2011-12-29", 24, id="the day before it"),
        pytest.param(
            "America/Juneau",
            "1867-10-18",
            24 + 8 + 26 / 60 + 28 / 3600,
            id="a date comes twice from 15:33:32",
        ),
    ],
)
def test_a_day_has_as_many_hours_as_its_clocks_show(tz: str, day: str, hours: float) -> None:
    calendar = BusinessCalendar(tz, {}, (), {date.fromisoformat(day): [("00:00", "24:00")]})
    noon = on(f"{day}T12:00Z")
    assert calendar.elapsed(noon - 72 * HOUR, noon + 72 * HOUR) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("tz", "spans", "text", "is_open"),
    [
        pytest.param(
            "America/New_York", [("01:00", "02:00")], "2026-11-01T01:30-04:00", True, id="open the first time"
        ),
        pytest.param(
            "America/New_York",
            [("01:00", "02:00")],
            "2026-11-01T01:30-05:00",
            True,
            id="open the second time",
        ),
        pytest.param(
            "America/New_York", [("01:30", "02:30")], "2026-11-01T01:15-05:00", False, id="closed in between"
        ),
        pytest.param(
            "America/New_York",
            [("02:00", "03:00")],
            "2026-03-08T03:00-04:00",
            False,
            id="skipped: never open",
        ),
        pytest.param(
            "America/New_York",
            [("02:30", "04:00")],
            "2026-03-08T03:00-04:00",
            True,
            id="open from the skip on",
        ),
        pytest.param(
            "Pacific/Apia",
            [("22:00", "06:00")],
            "2011-12-31T03:00+14:00",
            True,
            id="the night of a skipped day",
        ),
        pytest.param(
            "America/New_York", [("12:00", "13:00")], "1883-11-18T12:02-04:56:02", True, id="noon by the sun"
        ),
        pytest.param(
            "America/New_York",
            [("12:00", "12:01")],
            "1883-11-18T12:00:30-05:00",
            True,
            id="noon by the railway",
        ),
    ],
)
def test_the_clock_on_the_wall_decides(tz: str, spans: Spans, text: str, is_open: bool) -> None:
    assert BusinessCalendar(tz, dict.fromkeys(DAYS, tuple(spans))).is_open(on(text)) is is_open


def test_a_span_that_is_cut_by_a_move_opens_twice() -> None:
    calendar = BusinessCalendar("America/New_York", {"sun": [("01:30", "01:45")]})
    first, second = on("2026-11-01T01:30-04:00"), on("2026-11-01T01:30-05:00")
    assert calendar.next_close(first) == on("2026-11-01T01:45-04:00")
    assert calendar.next_open(on("2026-11-01T01:45-04:00")) == second
    assert calendar.due(first, HOUR / 2) == on("2026-11-01T01:45-05:00")


def test_an_hour_that_comes_twice_is_one_run_if_both_are_open() -> None:
    calendar = BusinessCalendar("America/New_York", {"sun": [("00:30", "04:00")]})
    assert calendar.next_close(on("2026-11-01T00:30-04:00")) == on("2026-11-01T04:00-05:00")
