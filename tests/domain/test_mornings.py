"""When a team's day begins: the first opening of a local date, of whichever of its clients opens first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.desks import Client
from bot.domain.mornings import Morning, business_hours, horizon, lasts, latest_morning, next_morning
from bot.domain.spans import WEEKDAYS
from bot.domain.timetables import Region, Timetable, always_open
from bot.services.plans import find_plan

WORK: Final = dict.fromkeys(WEEKDAYS[:5], (("09:00", "18:00"),))
NEW_YORK: Final = Timetable("America/New_York", WORK)
SAO_PAULO: Final = Timetable("America/Sao_Paulo", WORK)
SYDNEY: Final = Timetable("Australia/Sydney", WORK)
LONDON: Final = Timetable("Europe/London", WORK)
LUNCH: Final = Timetable(
    "Europe/Madrid", dict.fromkeys(WEEKDAYS[:5], (("16:00", "19:00"), ("09:30", "14:00")))
)
NIGHT: Final = Timetable("Europe/London", {"mon": (("22:00", "06:00"),), "tue": (("22:00", "06:00"),)})
AMERICAN: Final = replace(NEW_YORK, region=Region("US"))
CLIENT: Final = Client("acme", "Acme", "matai-growth", "Asia/Tokyo", "en", "C1")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The 23rd of November 2026 is a Monday, the 26th Thanksgiving.
MORNINGS: Final = {
    "the opening of its only client": ([NEW_YORK], "2026-11-23T00:00", "2026-11-23", "2026-11-23T14:00"),
    "the next date once it has opened": ([NEW_YORK], "2026-11-23T14:00", "2026-11-24", "2026-11-24T14:00"),
    "not once more when another opens later": (
        [NEW_YORK, SAO_PAULO],
        "2026-11-23T12:00",
        "2026-11-24",
        "2026-11-24T12:00",
    ),
    "the earliest of the day": ([NEW_YORK, SAO_PAULO], "2026-11-23T00:00", "2026-11-23", "2026-11-23T12:00"),
    "after the week-end": ([NEW_YORK], "2026-11-20T14:00", "2026-11-23", "2026-11-23T14:00"),
    "past a holiday": ([AMERICAN], "2026-11-25T14:00", "2026-11-27", "2026-11-27T14:00"),
    "which is another's working day": (
        [AMERICAN, LONDON],
        "2026-11-25T14:00",
        "2026-11-26",
        "2026-11-26T09:00",
    ),
    "in the east it is tomorrow already": (
        [NEW_YORK, SYDNEY],
        "2026-11-23T14:30",
        "2026-11-24",
        "2026-11-23T22:00",
    ),
    "as clocks are moved": ([LONDON], "2026-10-23T12:00", "2026-10-26", "2026-10-26T09:00"),
    "and were not yet": ([LONDON], "2026-10-22T12:00", "2026-10-23", "2026-10-23T08:00"),
    "the first of several spans": ([LUNCH], "2026-11-23T00:00", "2026-11-23", "2026-11-23T08:30"),
    "a night begins when it begins": ([NIGHT], "2026-11-24T01:00", "2026-11-24", "2026-11-24T22:00"),
    "nine by the clock where it never closes": (
        [always_open("Europe/Berlin")],
        "2026-11-28T10:00",
        "2026-11-29",
        "2026-11-29T08:00",
    ),
}


@pytest.mark.parametrize(("hours", "after", "day", "at"), MORNINGS.values(), ids=MORNINGS)
def test_the_next_morning_of_a_team(hours: Sequence[Timetable], after: str, day: str, at: str) -> None:
    assert next_morning(hours, utc(after)) == Morning(date.fromisoformat(day), utc(at))


LATEST: Final = {
    "today's, once it has opened": ([NEW_YORK], "2026-11-25T15:00", "2026-11-25", "2026-11-25T14:00"),
    "until its day is over": ([NEW_YORK], "2026-11-25T22:59", "2026-11-25", "2026-11-25T14:00"),
    "the earliest of the day": ([NEW_YORK, SAO_PAULO], "2026-11-25T15:00", "2026-11-25", "2026-11-25T12:00"),
    "the one that came last of two whose days last": (
        [NEW_YORK, SYDNEY],
        "2026-11-23T22:30",
        "2026-11-24",
        "2026-11-23T22:00",
    ),
    "a night's, which ends on the day after": ([NIGHT], "2026-11-25T05:00", "2026-11-24", "2026-11-24T22:00"),
}


@pytest.mark.parametrize(("hours", "now", "day", "at"), LATEST.values(), ids=LATEST)
def test_the_latest_morning_whose_day_lasts(hours: Sequence[Timetable], now: str, day: str, at: str) -> None:
    assert latest_morning(hours, utc(now)) == Morning(date.fromisoformat(day), utc(at))


def test_no_morning_lasts_at_night_on_days_off_or_without_hours() -> None:
    assert latest_morning([NEW_YORK], utc("2026-11-25T23:01")) is None
    assert latest_morning([AMERICAN], utc("2026-11-26T15:00")) is None
    assert latest_morning([], utc("2026-11-25T15:00")) is None


def test_a_team_without_hours_has_no_morning() -> None:
    assert next_morning([], utc("2026-11-23T00:00")) is None
    assert next_morning([Timetable("Europe/London", {})], utc("2026-11-23T00:00")) is None


def test_hours_that_open_once_a_year_have_one() -> None:
    once = Timetable("Europe/London", {}, shifts={date(2027, 6, 1): (("10:00", "11:00"),)})
    assert next_morning([once], utc("2026-11-23T00:00")) == Morning(date(2027, 6, 1), utc("2027-06-01T09:00"))


ZONES: Final = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/New_York",
    "Asia/Kolkata",
    "Europe/London",
)


@given(
    hours=st.lists(
        st.sampled_from([replace(LONDON, time_zone=zone) for zone in ZONES]), min_size=1, max_size=4
    ),
    minutes=st.integers(0, 365 * 1440),
)
def test_each_working_day_has_one_morning_in_order(hours: list[Timetable], minutes: int) -> None:
    at, days = utc("2026-01-01") + timedelta(minutes=minutes), []
    for _ in range(10):
        morning = next_morning(hours, at)
        assert morning is not None
        assert at < morning.at <= at + timedelta(days=4)
        at = morning.at
        days.append(morning.day)
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)


LASTS: Final = {
    "until the last of its clients closes": ([NEW_YORK, SAO_PAULO], "2026-11-23", "2026-11-23T22:59", True),
    "and no longer": ([NEW_YORK, SAO_PAULO], "2026-11-23", "2026-11-23T23:00", False),
    "through lunch": ([LUNCH], "2026-11-23", "2026-11-23T14:00", True),
    "through the night that it begins": ([NIGHT], "2026-11-23", "2026-11-24T05:59", True),
    "to midnight where it never closes": (
        [always_open("Europe/Berlin")],
        "2026-11-23",
        "2026-11-23T22:59",
        True,
    ),
    "not over midnight": ([always_open("Europe/Berlin")], "2026-11-23", "2026-11-23T23:00", False),
    "not where that date is closed": ([NEW_YORK], "2026-11-22", "2026-11-22T15:00", False),
}


@pytest.mark.parametrize(("hours", "day", "now", "expected"), LASTS.values(), ids=LASTS)
def test_a_business_day_lasts(hours: Sequence[Timetable], day: str, now: str, *, expected: bool) -> None:
    assert lasts(hours, date.fromisoformat(day), utc(now)) is expected


HORIZONS: Final = {
    "the end of the day": (NEW_YORK, "2026-11-23T14:00", "2026-11-23T23:00"),
    "of a day that begins later": (NEW_YORK, "2026-11-23T12:00", "2026-11-23T23:00"),
    "eight hours towards its end": (NEW_YORK, "2026-11-23T22:00", "2026-11-24T06:00"),
    "eight hours where it is closed": (NEW_YORK, "2026-11-22T12:00", "2026-11-22T20:00"),
    "the end of a night that began yesterday": (
        replace(NIGHT, week={"mon": (("12:00", "11:00"),)}),
        "2026-11-24T00:30",
        "2026-11-24T11:00",
    ),
}


@pytest.mark.parametrize(("timetable", "now", "until"), HORIZONS.values(), ids=HORIZONS)
def test_what_is_due_today_is_due_by_then(timetable: Timetable, now: str, until: str) -> None:
    assert horizon(timetable, utc(now)) == utc(until)


def test_hours_that_never_close_go_by_the_clients_clock_and_others_as_the_plan_says() -> None:
    plan = find_plan("matai-growth", None)
    assert business_hours(plan, CLIENT).time_zone == "America/New_York"
    never = replace(plan, business_calendar="24/7")
    assert business_hours(never, CLIENT).time_zone == "Asia/Tokyo"
    followed = replace(plan.calendars["business"], follows_client=True)
    moving = replace(plan, calendars={"business": followed})
    assert business_hours(moving, CLIENT).time_zone == "Asia/Tokyo"
