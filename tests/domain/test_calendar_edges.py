"""What a calendar refuses, and how it behaves at the ends of time."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.errors import BadHoursError, BeyondTimeError, NaiveTimeError, NeverOpenError, UnknownWordError
from tests.domain.wall_clock import DAYS, Spans

HOUR: Final = timedelta(hours=1)
NOTHING: Final = timedelta()
INSTANT: Final = timedelta(microseconds=1)
OFFICE: Final = (("09:00", "18:00"),)
NIGHT: Final = (("22:00", "06:00"),)
WEEKDAYS: Final = dict.fromkeys(DAYS[:5], OFFICE)
NIGHTLY: Final = dict.fromkeys(DAYS, NIGHT)
CHRISTMAS: Final = date(2026, 12, 25)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Week = Mapping[str, Spans]


def on(text: str) -> datetime:
    return datetime.fromisoformat(text)


UNUSABLE: Final[list[tuple[Week, dict[date, Spans], str, str]]] = [
    ({"mon": [("09:00", "13:00"), ("12:59", "18:00")]}, {}, "week.mon", "overlap"),
    ({"mon": [("22:00", "06:00"), ("23:00", "23:30")]}, {}, "week.mon", "overlap"),
    ({"mon": NIGHT, "tue": [("05:00", "09:00")]}, {}, "week.tue", "overlap"),
    ({"sun": NIGHT, "mon": [("05:59:59", "09:00")]}, {}, "week.mon", "overlap"),
    ({"mon": OFFICE * 2}, {}, "week.mon", "overlap"),
    ({"monday": OFFICE}, {}, "week.monday", "not_a_weekday"),
    ({"mon": [("9:00", "18:00")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("09:00", "24:01")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("09:00", "24:00:01")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("24:00", "09:00")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("09:00", "18:60")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("09:00", "")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("09:00", "18:00 ")]}, {}, "week.mon", "not_a_span"),
    ({"mon": [("\u06609:00", "18:00")]}, {}, "week.mon", "not_a_span"),
    ({"mon": ("09:00", "18:00")}, {}, "week.mon", "not_a_span"),  # type: ignore[dict-item]
    ({"mon": [("09:00", "12:00", "18:00")]}, {}, "week.mon", "not_a_span"),  # type: ignore[list-item]
    ({}, {CHRISTMAS: [("09:00", "13:00"), ("10:00", "11:00")]}, "shifts.2026-12-25", "overlap"),
    ({}, {CHRISTMAS: [("09:00", "noon")]}, "shifts.2026-12-25", "not_a_span"),
    ({}, {datetime(2026, 12, 25, tzinfo=UTC): OFFICE}, "shifts", "not_a_date"),
]


@pytest.mark.parametrize(("week", "shifts", "field", "why"), UNUSABLE)
def test_hours_that_cannot_be_used_are_refused_by_field_and_reason(
    week: Week, shifts: dict[date, Spans], field: str, why: str
) -> None:
    with pytest.raises(BadHoursError) as refused:
        BusinessCalendar("UTC", week, (), shifts)
    assert (refused.value.field, refused.value.why) == (field, why)


def test_a_holiday_with_a_time_is_refused_for_it_would_be_passed_over() -> None:
    with pytest.raises(BadHoursError) as refused:
        BusinessCalendar("UTC", WEEKDAYS, [datetime(2026, 12, 25, tzinfo=UTC)])
    assert (refused.value.field, refused.value.why) == ("holidays", "not_a_date")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("America/Sao_Paolo", "America/Sao_Paulo"),
        ("Bogota", "America/Bogota"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownWordError) as refused:
        BusinessCalendar(name, WEEKDAYS)
    assert (refused.value.what, refused.value.word) == ("time_zone", name)
    assert refused.value.nearest == nearest


@pytest.mark.parametrize("name", ["", "America", "/etc/passwd", "../../etc", "x\0", "zone.tab", "x" * 5000])
def test_what_is_no_zone_but_may_be_a_file_is_refused(name: str) -> None:
    with pytest.raises(UnknownWordError):
        BusinessCalendar(name, WEEKDAYS)


Question = Callable[[BusinessCalendar, datetime], object]
QUESTIONS: Final[list[tuple[str, Question]]] = [
    ("start", lambda calendar, at: calendar.due(at, HOUR)),
    ("start", lambda calendar, at: calendar.elapsed(at, on("2026-03-02T10:00Z"))),
    ("end", lambda calendar, at: calendar.elapsed(on("2026-03-02T10:00Z"), at)),
    ("at", lambda calendar, at: calendar.is_open(at)),
    ("at", lambda calendar, at: calendar.next_open(at)),
    ("at", lambda calendar, at: calendar.next_close(at)),
]


@pytest.mark.parametrize(("field", "ask"), QUESTIONS)
def test_an_instant_without_a_zone_is_refused(field: str, ask: Question) -> None:
    with pytest.raises(NaiveTimeError) as refused:
        ask(BusinessCalendar("UTC", WEEKDAYS), on("2026-03-02T10:00"))
    assert refused.value.field == field


@pytest.mark.parametrize(("field", "ask"), QUESTIONS)
@pytest.mark.parametrize("text", ["0001-01-01T00:00+00:01", "9999-12-31T23:59:59.999999-00:01"])
def test_an_instant_outside_all_years_is_refused(field: str, ask: Question, text: str) -> None:
    with pytest.raises(BeyondTimeError) as refused:
        ask(BusinessCalendar("UTC", WEEKDAYS), on(text))
    assert refused.value.field == field


@pytest.mark.parametrize("tz", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Juneau"])
@pytest.mark.parametrize("text", ["0001-01-01T00:00Z", "9999-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize("week", [WEEKDAYS, NIGHTLY, dict.fromkeys(DAYS, (("00:00", "24:00"),))])
def test_the_first_and_the_last_instant_are_answered_or_refused(tz: str, text: str, week: Week) -> None:
    calendar, at = BusinessCalendar(tz, week), on(text)
    assert calendar.elapsed(at, at) == NOTHING
    assert calendar.is_open(at) in {True, False}
    assert calendar.next_close(at) is None or at.year == 1
    for allowance in (timedelta.max, timedelta.min):
        with pytest.raises(BeyondTimeError):
            calendar.due(at, allowance)


def test_no_night_began_before_the_first_date() -> None:
    calendar = BusinessCalendar("UTC", NIGHTLY)
    assert not calendar.is_open(on("0001-01-01T03:00Z"))
    assert calendar.is_open(on("0001-01-02T03:00Z"))


@pytest.mark.parametrize("days", range(-1, 3))
def test_a_run_that_ends_where_two_stretches_meet_ends_there(days: int) -> None:
    midnight = EPOCH + timedelta(days=57 * 364 + days)
    calendar = BusinessCalendar("UTC", dict.fromkeys(DAYS, (("18:00", "24:00"),)))
    assert calendar.next_close(midnight - HOUR) == midnight
    assert calendar.due(midnight - HOUR, HOUR) == midnight
    assert calendar.next_open(midnight) == midnight + 18 * HOUR
    assert calendar.due(midnight + 18 * HOUR, -HOUR) == midnight - HOUR


def test_an_allowance_may_end_in_the_last_instant_but_not_after_it() -> None:
    calendar, start = BusinessCalendar.always("UTC"), on("9999-12-31T23:00Z")
    assert calendar.due(start, HOUR - INSTANT) == start + (HOUR - INSTANT)
    with pytest.raises(BeyondTimeError):
        calendar.due(start, HOUR)


def test_an_allowance_may_begin_in_the_first_instant_but_not_before_it() -> None:
    calendar, end = BusinessCalendar.always("UTC"), on("0001-01-01T01:00Z")
    assert calendar.due(end, -HOUR) == end - HOUR
    with pytest.raises(BeyondTimeError):
        calendar.due(end, -HOUR - INSTANT)


def test_an_allowance_of_business_hours_may_be_longer_than_all_years() -> None:
    calendar = BusinessCalendar("UTC", {"mon": [("09:00", "09:01")]})
    with pytest.raises(BeyondTimeError):
        calendar.due(on("9990-01-01T00:00Z"), 9 * HOUR)
    with pytest.raises(BeyondTimeError):
        calendar.due(on("0010-01-01T00:00Z"), -9 * HOUR)


@pytest.mark.parametrize("allowance", [HOUR, NOTHING, -HOUR, INSTANT])
def test_a_calendar_that_never_opens_is_refused_where_it_would_be_waited_for(allowance: timedelta) -> None:
    at = on("2026-03-02T10:00Z")
    for calendar in (BusinessCalendar("UTC", {}), BusinessCalendar("UTC", {"mon": []}, [CHRISTMAS])):
        with pytest.raises(NeverOpenError):
            calendar.due(at, allowance)
        with pytest.raises(NeverOpenError):
            calendar.next_open(at)
        assert calendar.elapsed(at, on("2126-03-02T10:00Z")) == NOTHING
        assert not calendar.is_open(at)


def test_a_calendar_may_open_on_single_dates_alone() -> None:
    calendar = BusinessCalendar("UTC", {}, (), {CHRISTMAS: OFFICE, date(2036, 1, 1): OFFICE})
    assert calendar.due(on("1990-01-01T00:00Z"), 10 * HOUR) == on("2036-01-01T10:00Z")
    assert calendar.due(on("2090-01-01T00:00Z"), -10 * HOUR) == on("2026-12-25T17:00Z")
    assert calendar.next_open(on("1990-01-01T00:00Z")) == on("2026-12-25T09:00Z")
    with pytest.raises(NeverOpenError):
        calendar.due(on("1990-01-01T00:00Z"), 19 * HOUR)
    with pytest.raises(NeverOpenError):
        calendar.due(on("2090-01-01T00:00Z"), -19 * HOUR)


@pytest.mark.parametrize("days", range(-3, 4))
@pytest.mark.parametrize("tz", ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"])
def test_the_only_night_of_all_is_found_wherever_it_falls(tz: str, days: int) -> None:
    # The open time of 52 weeks is worked out at once, from 1 January 1970 on; this is where two of them meet.
    night = date(1970, 1, 1) + timedelta(days=57 * 364 + days)
    calendar = BusinessCalendar(tz, {}, (), {night: [("23:00", "22:00")]})
    opens = calendar.next_open(on("1970-01-01T00:00Z"))
    closes = calendar.next_close(on("1970-01-01T00:00Z"))
    assert opens == datetime(night.year, night.month, night.day, 23, tzinfo=calendar.zone)
    assert closes == opens + 23 * HOUR
    assert calendar.due(on("1970-01-01T00:00Z"), 23 * HOUR) == closes
    assert calendar.due(on("2080-01-01T00:00Z"), -23 * HOUR) == opens
    assert calendar.next_close(closes - INSTANT) == closes
