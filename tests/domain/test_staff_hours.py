"""A person's own hours: how they are written, and when they are."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spans import WEEKDAYS
from bot.domain.staff_hours import StaffHours, read_staff_hours
from bot.errors import BadHoursError, BadTimesError, UnknownWordError

LISBON: Final = ZoneInfo("Europe/Lisbon")
OFFICE: Final = read_staff_hours("mon-fri 9-17 Europe/Lisbon", "UTC")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mon-fri 9-17 Europe/Lisbon", "mon-fri 09:00-17:00 Europe/Lisbon"),
        ("Monday to Friday 9 - 17", "mon-fri 09:00-17:00 UTC"),
        ("mon-fri 9:30-17:30 europe/lisbon", "mon-fri 09:30-17:30 Europe/Lisbon"),
        ("mon-fri 9am-5pm", "mon-fri 09:00-17:00 UTC"),
        ("mo-fr 9-17", "mon-fri 09:00-17:00 UTC"),
        ("mon 12am-12pm", "mon 00:00-12:00 UTC"),
        ("weekdays 9-13, 14-18", "mon-fri 09:00-13:00 14:00-18:00 UTC"),
        (
            "mon-thu 9-13 14-18, fri 9-13 America/Bogota",
            "mon-thu 09:00-13:00 14:00-18:00, fri 09:00-13:00 America/Bogota",
        ),
        ("mon, wed 9-17", "mon 09:00-17:00, wed 09:00-17:00 UTC"),
        ("fri-mon 22-6", "mon 22:00-06:00, fri-sun 22:00-06:00 UTC"),
        ("daily 0-24", "mon-sun 00:00-24:00 UTC"),
        ("mon 9-12 mon 13-17", "mon 09:00-12:00 13:00-17:00 UTC"),
        ("sat 9-12 America/Port-au-Prince", "sat 09:00-12:00 America/Port-au-Prince"),
    ],
)
def test_hours_may_be_written_in_many_ways(text: str, shown: str) -> None:
    hours = read_staff_hours(text, "UTC")
    assert str(hours) == shown
    assert read_staff_hours(shown, "Asia/Tokyo") == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-17",
        "mon-fri",
        "mon-fri 9-17 tue",
        "mon 9-25",
        "mon 24-6",
        "mon 9:60-17",
        "mon 13pm-2pm",
        "mon 9-17 UTC sat 9-12",
    ],
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadTimesError) as refused:
        read_staff_hours(text, "UTC")
    assert refused.value.why == "hours"


def test_what_else_is_wrong_is_named() -> None:
    with pytest.raises(UnknownWordError) as unknown:
        read_staff_hours("mon-fri 9-17 Europe/Lisbn", "UTC")
    assert unknown.value.nearest == "Europe/Lisbon"
    with pytest.raises(BadHoursError) as overlapping:
        read_staff_hours("mon 9-13 12-17", "UTC")
    assert overlapping.value.why == "overlap"


@pytest.mark.parametrize(
    ("at", "is_in", "morning"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=LISBON), True, datetime(2026, 11, 20, 9, tzinfo=LISBON)),
        (datetime(2026, 11, 20, 8, 59, tzinfo=LISBON), False, datetime(2026, 11, 20, 9, tzinfo=LISBON)),
        (datetime(2026, 11, 20, 17, tzinfo=LISBON), False, datetime(2026, 11, 23, 9, tzinfo=LISBON)),
        (datetime(2026, 10, 24, 12, tzinfo=LISBON), False, datetime(2026, 10, 26, 9, tzinfo=UTC)),
    ],
    ids=["at work", "before work", "on Friday evening", "on the weekend on which clocks are moved"],
)
def test_who_is_at_work_and_when_they_are_next(at: datetime, *, is_in: bool, morning: datetime) -> None:
    assert OFFICE.is_in(at) is is_in
    assert OFFICE.next_morning(at) == morning


SPANS: Final = st.lists(st.integers(0, 23 * 4), max_size=6, unique=True).map(
    lambda quarters: tuple(
        (f"{opens // 4:02}:{opens % 4 * 15:02}", f"{closes // 4:02}:{closes % 4 * 15:02}")
        for opens, closes in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
    )
)


@given(st.tuples(*[SPANS] * len(WEEKDAYS)).filter(any), st.sampled_from(["UTC", "Europe/Lisbon"]))
def test_hours_read_as_they_are_shown(week: tuple[tuple[tuple[str, str], ...], ...], zone: str) -> None:
    hours = StaffHours(week, zone)
    assert read_staff_hours(str(hours), "Asia/Tokyo") == hours
