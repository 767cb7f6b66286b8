"""How long a promise may take, as plans write it."""

from datetime import timedelta
from typing import Final

import pytest

from bot.domain.targets import Length, Target, Unit, read_length

WRITTEN: Final = [
    ("30m", Length(30, Unit.MINUTES), timedelta(minutes=30), None),
    ("4h", Length(4, Unit.HOURS), timedelta(hours=4), None),
    ("2d", Length(2, Unit.DAYS), timedelta(hours=48), None),
    ("1bd", Length(1, Unit.BUSINESS_DAYS), None, 1),
    ("next_planning", Length(0, Unit.NEXT_PLANNING), None, None),
    ("best_effort", Length(0, Unit.BEST_EFFORT), None, None),
]


@pytest.mark.parametrize(("text", "length", "open_time", "days"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_length_is_read_counted_and_written_again(
    text: str, length: Length, open_time: timedelta | None, days: int | None
) -> None:
    assert read_length(text) == length
    assert (length.open_time, length.business_days) == (open_time, days)
    assert str(length) == text


@pytest.mark.parametrize(
    "text", ["", "4", "h", "0h", "-1h", "4 h", "4H", "1.5h", "1w", "04h", "10000h", "best effort", "1h30m"]
)
def test_what_is_no_length_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ValueError, match="write '4h', '30m', '2d', '1bd'"):
        read_length(text)


LONGER: Final = [
    ("hours are longer than fewer hours", "5h business", "4h business", True),
    ("equal lengths are not longer", "60m business", "1h business", False),
    ("days of 24 hours are compared with hours", "2d 24/7", "47h 24/7", True),
    ("business days are compared among themselves", "3bd business", "2bd business", True),
    ("hours and business days are not compared", "100h business", "1bd business", False),
    (
        "time on a calendar that closes takes longer than as much around the clock",
        "5h business",
        "4h 24/7",
        True,
    ),
    (
        "time around the clock may be over before less time on a calendar that closes",
        "9h 24/7",
        "4h business",
        False,
    ),
    ("two calendars that close are not compared", "9h business", "4h weekend", False),
    ("what is not counted is not compared", "best_effort business", "4h business", False),
]


@pytest.mark.parametrize(
    ("target", "other", "is_longer"), [row[1:] for row in LONGER], ids=[row[0] for row in LONGER]
)
def test_a_target_is_longer_only_where_that_is_sure(target: str, other: str, is_longer: bool) -> None:
    assert read_target(target).is_longer_than(read_target(other)) is is_longer


def read_target(text: str) -> Target:
    length, calendar = text.split()
    return Target(read_length(length), calendar)
