"""Business hours: each sentence of their definition, in examples worked out by hand."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from bot.domain.calendar import BusinessCalendar
from tests.domain.wall_clock import DAYS, Spans

HOUR: Final = timedelta(hours=1)
NOTHING: Final = timedelta()
INSTANT: Final = timedelta(microseconds=1)
OFFICE: Final = (("09:00", "18:00"),)
NIGHT: Final = (("22:00", "06:00"),)
WEEKDAYS: Final = dict.fromkeys(DAYS[:5], OFFICE)
DAILY: Final = dict.fromkeys(DAYS, OFFICE)
NIGHTLY: Final = dict.fromkeys(DAYS, NIGHT)
CHRISTMAS: Final = date(2026, 12, 25)

Week = Mapping[str, Spans]


def on(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("week", "text", "is_open"),
    [
        pytest.param(WEEKDAYS, "2026-03-02T09:00Z", True, id="a span is open at its start"),
        pytest.param(WEEKDAYS, "2026-03-02T17:59:59.999999Z", True, id="and until just before its end"),
        pytest.param(WEEKDAYS, "2026-03-02T18:00Z", False, id="and closed at its end"),
        pytest.param(WEEKDAYS, "2026-03-02T08:59:59.999999Z", False, id="and closed before its start"),
        pytest.param(WEEKDAYS, "2026-03-01T12:00Z", False, id="a day of the week without spans is closed"),
        pytest.param(
            {"mon": (("14:00", "18:00"), ("09:00", "13:00"))},
            "2026-03-02T13:30Z",
            False,
            id="a day may have a lunch, and its spans any order",
        ),
        pytest.param(
            {"mon": (("09:00:30", "18:00:15"),)}, "2026-03-02T09:00:29Z", False, id="seconds count: before"
        ),
        pytest.param(
            {"mon": (("09:00:30", "18:00:15"),)}, "2026-03-02T18:00:14Z", True, id="seconds count: within"
        ),
        pytest.param({"mon": (("20:00", "24:00"),)}, "2026-03-02T23:59:59Z", True, id="24:00 ends a day"),
        pytest.param({"mon": (("20:00", "24:00"),)}, "2026-03-03T00:00Z", False, id="and not the next one"),
        pytest.param(
            {"mon": (("20:00", "00:00"),)}, "2026-03-03T00:00Z", False, id="so does 00:00 as an end"
        ),
        pytest.param({"mon": NIGHT}, "2026-03-03T05:59Z", True, id="a span may run over midnight"),
        pytest.param({"mon": NIGHT}, "2026-03-03T06:00Z", False, id="until its end on the next date"),
        pytest.param({"mon": NIGHT}, "2026-03-02T05:00Z", False, id="it belongs to the day it begins on"),
        pytest.param({"sun": NIGHT}, "2026-03-02T05:00Z", True, id="Sunday's night runs into Monday"),
        pytest.param(
            {"mon": (("09:00", "09:00"),)},
            "2026-03-03T08:59Z",
            True,
            id="an end that is its start is a day on",
        ),
    ],
)
def test_a_week_is_open_as_it_is_written(week: Week, text: str, is_open: bool) -> None:
    assert BusinessCalendar("UTC", week).is_open(on(text)) is is_open


@pytest.mark.parametrize(
    ("week", "text", "is_open"),
    [
        pytest.param(
            NIGHTLY, "2026-12-24T23:00Z", True, id="the night before a holiday is open until midnight"
        ),
        pytest.param(NIGHTLY, "2026-12-25T00:00Z", False, id="a holiday closes its date from midnight"),
        pytest.param(NIGHTLY, "2026-12-25T23:00Z", False, id="and to midnight"),
        pytest.param(NIGHTLY, "2026-12-26T03:00Z", False, id="and cancels the night that begins on it"),
        pytest.param(NIGHTLY, "2026-12-26T22:00Z", True, id="the next night is open"),
        pytest.param(DAILY, "2026-12-24T12:00Z", True, id="a shift opens its own hours"),
        pytest.param(DAILY, "2026-12-24T15:00Z", False, id="in place of the week's"),
        pytest.param(DAILY, "2026-12-31T12:00Z", False, id="a shift may be empty"),
        pytest.param({}, "2026-12-24T12:00Z", True, id="a shift opens a day on which the week is closed"),
        pytest.param(DAILY, "2027-01-01T12:00Z", False, id="a holiday wins over a shift"),
        pytest.param(NIGHTLY, "2026-12-31T05:00Z", True, id="a shift leaves the night before it alone"),
        pytest.param(NIGHTLY, "2027-01-01T05:00Z", False, id="and replaces the night that begins on it"),
        pytest.param({}, "2027-01-11T01:00Z", True, id="a shift may run over midnight"),
        pytest.param(NIGHTLY, "2027-01-20T05:30Z", True, id="a shift may begin before the last night ends"),
        pytest.param(NIGHTLY, "2027-01-20T06:30Z", True, id="and is one with it"),
    ],
)
def test_holidays_and_shifts_change_single_dates(week: Week, text: str, is_open: bool) -> None:
    shifts = {
        date(2026, 12, 24): (("09:00", "13:00"), ("22:00", "24:00")),
        date(2026, 12, 31): (),
        date(2027, 1, 1): OFFICE,
        date(2027, 1, 10): (("23:00", "02:00"),),
        date(2027, 1, 20): (("05:00", "08:00"),),
    }
    calendar = BusinessCalendar("UTC", week, [CHRISTMAS, date(2027, 1, 1)], shifts)
    assert calendar.is_open(on(text)) is is_open


@pytest.mark.parametrize(
    ("start", "allowance", "due"),
    [
        pytest.param("2026-03-02T10:00Z", 2 * HOUR, "2026-03-02T12:00Z", id="within a span"),
        pytest.param("2026-03-02T07:00Z", 2 * HOUR, "2026-03-02T11:00Z", id="from before the opening"),
        pytest.param("2026-03-02T17:00Z", 2 * HOUR, "2026-03-03T10:00Z", id="over the night"),
        pytest.param("2026-03-06T17:00Z", 2 * HOUR, "2026-03-09T10:00Z", id="over the weekend"),
        pytest.param("2026-03-07T12:00Z", HOUR, "2026-03-09T10:00Z", id="from a closed day"),
        pytest.param("2026-03-06T17:00Z", HOUR, "2026-03-06T18:00Z", id="used up at closing: that closing"),
        pytest.param(
            "2026-03-06T17:00Z", HOUR + INSTANT, "2026-03-09T09:00:00.000001Z", id="one microsecond"
        ),
        pytest.param("2026-03-02T10:00:00.25Z", HOUR, "2026-03-02T11:00:00.25Z", id="microseconds are kept"),
        pytest.param("2026-03-02T10:00Z", NOTHING, "2026-03-02T10:00Z", id="nothing, when open: the start"),
        pytest.param("2026-03-06T18:00Z", NOTHING, "2026-03-09T09:00Z", id="nothing, when closed: opening"),
        pytest.param("2026-03-02T12:00Z", -2 * HOUR, "2026-03-02T10:00Z", id="backwards within a span"),
        pytest.param("2026-03-09T10:00Z", -2 * HOUR, "2026-03-06T17:00Z", id="backwards over the weekend"),
        pytest.param("2026-03-09T10:00Z", -HOUR, "2026-03-09T09:00Z", id="backwards up to the opening: that"),
        pytest.param("2026-03-08T10:00Z", -9 * HOUR, "2026-03-06T09:00Z", id="backwards from a closed day"),
        pytest.param("2026-03-08T10:00Z", -INSTANT, "2026-03-06T17:59:59.999999Z", id="back one microsecond"),
        pytest.param("2026-12-24T17:00Z", 10 * HOUR, "2026-12-28T18:00Z", id="over a holiday and a weekend"),
        pytest.param("2026-03-02T10:00Z", (52 * 45 - 9) * HOUR, "2027-03-01T10:00Z", id="over 52 weeks"),
        pytest.param("1969-12-31T17:00Z", 2 * HOUR, "1970-01-01T10:00Z", id="before 1970"),
        pytest.param("1900-01-01T17:00Z", 2 * HOUR, "1900-01-02T10:00Z", id="long before 1970"),
    ],
)
def test_an_allowance_of_open_time_is_used_up(start: str, allowance: timedelta, due: str) -> None:
    calendar = BusinessCalendar("UTC", WEEKDAYS, [CHRISTMAS])
    assert calendar.due(on(start), allowance) == on(due)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2026-03-02T10:00Z", "2026-03-02T12:00Z", 2, id="within a span"),
        pytest.param("2026-03-02T00:00Z", "2026-03-03T00:00Z", 9, id="a day"),
        pytest.param("2026-03-06T18:00Z", "2026-03-09T09:00Z", 0, id="closed all the while"),
        pytest.param(
            "2026-03-09T12:00Z", "2026-03-06T17:00Z", -4, id="backwards: the same with its sign changed"
        ),
        pytest.param("2026-12-21T00:00Z", "2026-12-28T00:00Z", 4 * 9, id="a week with a holiday"),
        pytest.param("2017-01-01T00:00Z", "2027-01-01T00:00Z", 2609 * 9 - 9, id="ten years"),
        pytest.param("2026-03-02T10:00Z", "2026-03-02T10:00Z", 0, id="no time at all"),
    ],
)
def test_open_time_elapses(start: str, end: str, hours: int) -> None:
    assert BusinessCalendar("UTC", WEEKDAYS, [CHRISTMAS]).elapsed(on(start), on(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("week", "text", "closes"),
    [
        pytest.param(WEEKDAYS, "2026-03-02T10:00Z", "2026-03-02T18:00Z", id="of the run that holds it"),
        pytest.param(WEEKDAYS, "2026-03-02T18:00Z", "2026-03-03T18:00Z", id="or that follows"),
        pytest.param(
            {"mon": (("09:00", "12:00"), ("12:00", "18:00"))},
            "2026-03-02T10:00Z",
            "2026-03-02T18:00Z",
            id="spans that touch are one",
        ),
        pytest.param(
            {"mon": (("20:00", "24:00"),), "tue": (("00:00", "04:00"),)},
            "2026-03-02T21:00Z",
            "2026-03-03T04:00Z",
            id="over midnight too",
        ),
        pytest.param(
            {"mon": (("20:00", "04:00"),), "tue": (("04:00", "05:00"),)},
            "2026-03-02T21:00Z",
            "2026-03-03T05:00Z",
            id="after a night too",
        ),
        pytest.param(
            dict.fromkeys(DAYS, (("00:00", "24:00"),)),
            "2023-01-01T00:00Z",
            "2026-12-25T00:00Z",
            id="years of open time end at a holiday",
        ),
        pytest.param(
            dict.fromkeys(DAYS, (("12:00", "12:00"),)),
            "2026-12-26T12:00Z",
            None,
            id="what never closes again has no end",
        ),
        pytest.param({}, "2026-03-02T10:00Z", None, id="nor has what never opens"),
    ],
)
def test_a_run_of_open_time_ends(week: Week, text: str, closes: str | None) -> None:
    found = BusinessCalendar("UTC", week, [CHRISTMAS]).next_close(on(text))
    assert found == (None if closes is None else on(closes))


def test_always_is_open_at_every_instant() -> None:
    calendar = BusinessCalendar.always("America/St_Johns")
    at = on("2026-11-01T05:59:59.999999Z")
    assert calendar.next_close(at) is None
    assert calendar.next_open(at) == at
    assert calendar.due(at, 4000 * HOUR) == at + 4000 * HOUR
    assert calendar.due(at, -4000 * HOUR) == at - 4000 * HOUR


def test_answers_are_in_utc_wherever_the_question_was_asked() -> None:
    calendar = BusinessCalendar("America/Bogota", WEEKDAYS)
    at = on("2026-03-02T23:00").replace(tzinfo=timezone(9 * HOUR))
    answers = (
        calendar.due(at, HOUR),
        calendar.due(at, NOTHING),
        calendar.next_open(at),
        calendar.next_close(at),
    )
    assert [answer and answer.tzinfo for answer in answers] == [UTC] * 4
    assert answers[:3] == (on("2026-03-02T15:00Z"), at, at)


class EverySecondDay:
    """Holidays that are found only when they are asked for: the dates whose number is even."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day.toordinal() % 2 == 0

    def __iter__(self) -> Iterator[date]:
        raise AssertionError("they are too many to be listed")

    def __len__(self) -> int:
        raise AssertionError("they are too many to be counted")


def test_holidays_may_be_found_as_they_are_asked_for() -> None:
    calendar = BusinessCalendar("UTC", DAILY, EverySecondDay())
    assert calendar.due(on("2026-03-03T09:00Z"), 18 * HOUR) == on("2026-03-06T18:00Z")
    assert calendar.due(on("9000-01-02T09:00Z"), 18 * HOUR) == on("9000-01-04T18:00Z")
