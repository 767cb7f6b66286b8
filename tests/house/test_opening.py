"""When the demo world opens: at an hour at which support for its first client is there."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command_line.opening import opening_of

NEW_YORK: Final = ZoneInfo("America/New_York")
ANY_MOMENT: Final = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda each: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=each)
)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-11-23T11:20-05:00", "2026-11-23T11:20-05:00", id="open: it is now"),
        pytest.param("2026-11-23T16:00-05:00", "2026-11-23T16:00-05:00", id="two hours are left"),
        pytest.param("2026-11-23T16:01-05:00", "2026-11-23T10:00-05:00", id="less are: this morning"),
        pytest.param("2026-11-23T21:00-05:00", "2026-11-23T10:00-05:00", id="in the evening: this morning"),
        pytest.param("2026-11-24T02:00-05:00", "2026-11-23T10:00-05:00", id="at night: the morning before"),
        pytest.param("2026-11-22T12:00-05:00", "2026-11-20T10:00-05:00", id="on a Sunday: on Friday"),
        pytest.param("2026-11-26T12:00-05:00", "2026-11-25T10:00-05:00", id="on a holiday: the day before"),
        pytest.param("2026-11-01T12:00-05:00", "2026-10-30T10:00-04:00", id="across the end of summer time"),
    ],
)
def test_it_opens_now_or_on_the_nearest_morning_before(now: str, opens: str) -> None:
    at, said = opening_of(datetime.fromisoformat(now))
    assert at == datetime.fromisoformat(opens)
    assert bool(said) == (now != opens)


def test_what_the_page_says_names_day_hour_place_and_the_way_back_to_the_real_time() -> None:
    _, said = opening_of(datetime.fromisoformat("2026-11-22T12:00-05:00"))
    assert said == (
        "This world opened on Friday 20 November at 10:00 in New York, while support for Acme Orders "
        "is there; `hourglass sandbox --now` opens it at this machine's time."
    )


@given(ANY_MOMENT)
def test_there_are_always_two_hours_of_support_ahead(now: datetime) -> None:
    at, _ = opening_of(now)
    assert now - timedelta(days=5) < at <= now
    local = at.astimezone(NEW_YORK)
    assert local.weekday() < 5
    assert timedelta(hours=9) <= timedelta(hours=local.hour, minutes=local.minute) <= timedelta(hours=16)
