"""Business days after a moment: those of a night belong to the day on which it begins."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Final

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.measures import Measure, Standing, business_days_later, next_planning
from bot.domain.targets import Target, read_length
from bot.domain.terms import Planning
from bot.errors import BeyondTimeError, NeverOpenError
from tests.domain.wall_clock import DAYS, Spans

NIGHT: Final = (("22:00", "06:00"),)
OFFICE: Final = (("09:00", "17:00"),)
NIGHTS: Final = dict.fromkeys(DAYS[:5], NIGHT)
"""The last of the week ends on Saturday at six."""
MIXED: Final[Mapping[str, Spans]] = {"mon": NIGHT, "tue": OFFICE, "wed": NIGHT, "thu": (("07:00", "08:00"),)}
"""A night, a day, a night, and an hour on the morning after it."""
MORNING: Final[Mapping[str, Spans]] = {
    "mon": NIGHT,
    "tue": (("18:00", "20:00"),),
    "wed": (("00:00", "08:00"),),
}
"""Hours that are open at the time of Monday's night, and are not Tuesday's."""

# 23 November 2026 is a Monday.
LATER: Final[list[tuple[str, Mapping[str, Spans], str, int, str]]] = [
    ("before midnight: the same time of the next night", NIGHTS, "Mon 23 23:00", 1, "Tue 24 23:00"),
    ("after midnight: the same time of the next night", NIGHTS, "Tue 24 02:00", 1, "Wed 25 02:00"),
    ("the last night of the week is Friday's, on Saturday too", NIGHTS, "Sat 28 02:00", 1, "Tue 01 02:00"),
    ("a day before it, it is due in the night of Friday", NIGHTS, "Fri 27 02:00", 1, "Sat 28 02:00"),
    ("two of them over the week-end", NIGHTS, "Fri 27 02:00", 2, "Tue 01 02:00"),
    ("between two nights it is counted from the next opening", NIGHTS, "Tue 24 12:00", 1, "Wed 25 22:00"),
    ("over the week-end it is counted from Monday's", NIGHTS, "Sat 28 06:00", 1, "Tue 01 22:00"),
    ("from a night to a day: its end", MIXED, "Tue 24 02:00", 1, "Tue 24 17:00"),
    ("from before midnight to a day: its end", MIXED, "Mon 23 23:00", 1, "Tue 24 17:00"),
    ("from a day to a night: its beginning", MIXED, "Tue 24 10:00", 1, "Wed 25 22:00"),
    ("from a day past a night: that day's end", MIXED, "Tue 24 10:00", 2, "Thu 26 08:00"),
    ("from a night to the morning after it", MIXED, "Thu 26 02:00", 1, "Thu 26 08:00"),
    ("from that morning to the next night", MIXED, "Thu 26 07:30", 1, "Mon 30 22:00"),
    ("hours of the day after are not those of the day", MORNING, "Tue 24 02:00", 1, "Tue 24 20:00"),
]


def on(text: str) -> datetime:
    """A moment written as its day of the week and date, in November or on 1 December."""
    _, day, clock = text.split()
    month = 12 if day == "01" else 11
    return datetime.fromisoformat(f"2026-{month}-{day}T{clock}Z")


@pytest.mark.parametrize(
    ("week", "start", "days", "due"), [row[1:] for row in LATER], ids=[row[0] for row in LATER]
)
def test_business_days_are_counted_from_the_day_that_the_hours_belong_to(
    week: Mapping[str, Spans], start: str, days: int, due: str
) -> None:
    found = business_days_later(BusinessCalendar("UTC", week), on(start), days)
    assert f"{found:%a %d %H:%M}" == due


def test_a_night_that_a_holiday_cuts_short_ends_at_midnight() -> None:
    calendar = BusinessCalendar("UTC", NIGHTS, [date(2026, 11, 25)])
    assert business_days_later(calendar, on("Tue 24 02:00"), 1) == on("Wed 25 00:00")
    assert business_days_later(calendar, on("Tue 24 02:00"), 2) == on("Fri 27 02:00")


def test_a_night_that_is_worked_on_one_date_alone_belongs_to_that_date() -> None:
    calendar = BusinessCalendar("UTC", dict.fromkeys(DAYS[:5], OFFICE), (), {date(2026, 11, 24): NIGHT})
    assert business_days_later(calendar, on("Wed 25 02:00"), 1) == on("Wed 25 17:00")
    assert business_days_later(calendar, on("Wed 25 10:00"), 1) == on("Thu 26 10:00")
    assert business_days_later(calendar, on("Mon 23 10:00"), 1) == on("Tue 24 22:00")


def test_hours_that_begin_in_what_clocks_skip_begin_after_it() -> None:
    """On 8 March 2026 clocks in New York go from two to three."""
    week = dict.fromkeys(DAYS, (("01:00", "01:30"), ("04:00", "05:00"))) | {"sun": (("02:30", "05:00"),)}
    calendar = BusinessCalendar("America/New_York", week)
    start = datetime(2026, 3, 7, 6, 10, tzinfo=UTC)
    assert business_days_later(calendar, start, 1) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


EDGES: Final = [
    *(datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC) for year in (1, 9997, 9998, 9999)),
    *(datetime(year, 1, 1, tzinfo=UTC) for year in (1, 2, 9998, 9999)),
]
LENGTHS: Final = ["1m", "9999h", "9999d", "1bd", "300bd", "next_planning", "best_effort"]
PLANNING: Final = Planning("Planning", 28, time(23, 59))


@pytest.mark.parametrize("tz", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("week", [NIGHTS, MIXED, dict.fromkeys(DAYS, (("00:00", "24:00"),))])
@pytest.mark.parametrize("start", EDGES, ids=str)
def test_at_the_ends_of_time_each_target_is_answered_or_refused(
    start: datetime, week: Mapping[str, Spans], tz: str
) -> None:
    calendar = BusinessCalendar(tz, week)
    for length in LENGTHS:
        measure = Measure(Target(read_length(length), "business"), calendar, PLANNING)
        for percent in (0, 50, 100, 300):
            with suppress(BeyondTimeError, NeverOpenError):
                due = measure.warning(Standing(start), start, percent)
                assert due is None or due >= start


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar, at: business_days_later(calendar, at, 1),
        lambda calendar, at: next_planning(calendar, PLANNING, at),
    ],
    ids=["business days", "planning"],
)
def test_what_lies_beyond_the_last_day_is_refused_as_that(
    ask: Callable[[BusinessCalendar, datetime], datetime],
) -> None:
    always = BusinessCalendar("America/New_York", dict.fromkeys(DAYS, (("00:00", "24:00"),)))
    with pytest.raises(BeyondTimeError):
        ask(always, datetime(9999, 12, 31, 12, 0, tzinfo=UTC))


def test_business_days_that_never_come_are_refused_as_that() -> None:
    once = BusinessCalendar("UTC", {}, (), {date(2026, 11, 24): OFFICE})
    with pytest.raises(NeverOpenError):
        business_days_later(once, on("Tue 24 12:00"), 1)
