"""Moments as people type them, by the clocks of their own zone; what is wrong is refused for its reason."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.moments_typed import read_moment
from bot.errors import BadMomentError

LONDON: Final = "Europe/London"
NEW_YORK: Final = "America/New_York"
# A Wednesday, 10:30 in London and 5:30 in New York.
NOW: Final = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)

READ: Final = {
    "in 45m": "2026-11-18 11:15",
    "in 45 min": "2026-11-18 11:15",
    "in 2h": "2026-11-18 12:30",
    "IN 2 HOURS": "2026-11-18 12:30",
    "in 1h30": "2026-11-18 12:00",
    "in 1h30m": "2026-11-18 12:00",
    "in 1h 30m": "2026-11-18 12:00",
    "in 90 minutes": "2026-11-18 12:00",
    "in 3d": "2026-11-21 10:30",
    "in 1d12h": "2026-11-19 22:30",
    "in 1.5h": "2026-11-18 12:00",
    "in 1 h 40 min": "2026-11-18 12:10",
    "in 2w": "2026-12-02 10:30",
    "in 366d": "2027-11-19 10:30",
    "at 15:00": "2026-11-18 15:00",
    "at 3pm": "2026-11-18 15:00",
    "at 3:15 PM": "2026-11-18 15:15",
    "at 23:59": "2026-11-18 23:59",
    "at 9:00 tomorrow": "2026-11-19 09:00",
    "at 9:00 on fri": "2026-11-20 09:00",
    "today at 12:00": "2026-11-18 12:00",
    "tomorrow": "2026-11-19 09:00",
    "tomorrow 9:00": "2026-11-19 09:00",
    "tomorrow 0:05": "2026-11-19 00:05",
    "tomorrow at 14:30": "2026-11-19 14:30",
    "on fri 14:00": "2026-11-20 14:00",
    "on Friday 2pm": "2026-11-20 14:00",
    "on fri": "2026-11-20 09:00",
    "on fr 14:00": "2026-11-20 14:00",
    "on wed 14:00": "2026-11-18 14:00",
    "on wed 9:00": "2026-11-25 09:00",
    "on tue 9:00": "2026-11-24 09:00",
    "on 2026-12-01 9:00": "2026-12-01 09:00",
    "on 2026-12-01": "2026-12-01 09:00",
    "on 2027-2-3 at 7:45": "2027-02-03 07:45",
}
REFUSED: Final = {
    "2h": "unknown",
    "15:00": "unknown",
    "soon": "unknown",
    "next week": "unknown",
    "fri 14:00": "unknown",
    "in": "unknown",
    "in a while": "length",
    "in 2": "length",
    "in 90": "length",
    "in 2 months": "length",
    "in 2hx": "length",
    "in 1.5h30": "length",
    "in h": "length",
    "in -2h": "length",
    "in 1234567890h": "length",
    "at noon": "time",
    "at 15": "time",
    "at 25:00": "time",
    "at 24:00": "time",
    "at 12:60": "time",
    "at 15:00pm": "time",
    "at 0am": "time",
    "tomorrow 9": "time",
    "tomorrow 25:00": "time",
    "tomorrow at 9h30": "time",
    "on fri 9": "time",
    "on someday 9:00": "day",
    "at 9:00 on 2026-02-30": "day",
    "on 2026-02-30 9:00": "day",
    "on 01.12.2026 9:00": "day",
    "on 2026-13-01": "day",
    "in 0m": "past",
    "at 10:30": "past",
    "at 9:00": "past",
    "today 9:00": "past",
    "today": "past",
    "on 2026-11-17 9:00": "past",
    "on 0001-01-01 9:00": "past",
    "in 367d": "too_far",
    "in 999999999d": "too_far",
    "on 2027-11-20 9:00": "too_far",
    "on 9999-12-31": "too_far",
}


@pytest.mark.parametrize(("typed", "at"), READ.items())
def test_a_moment_is_read_with_what_follows_it(typed: str, at: str) -> None:
    expected = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(LONDON))
    for rest in ("", "Call Ana", "on call: the export", "in 2 weeks it is due"):
        assert read_moment(f"  {typed}   {rest}", NOW, LONDON) == (expected, rest), (typed, rest)


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_what_is_no_moment_ahead_is_refused_for_its_reason(typed: str, why: str) -> None:
    with pytest.raises(BadMomentError) as refused:
        read_moment(typed, NOW, LONDON)
    assert refused.value.why == why
    assert refused.value.typed
    assert refused.value.typed in typed


def test_a_long_text_is_quoted_in_part() -> None:
    with pytest.raises(BadMomentError) as refused:
        read_moment("remember to call them about the export that fails", NOW, LONDON)
    assert refused.value.typed == "remember to call them about the export ..."


ZONES: Final = {
    "a time of day is that of the asker": ("at 15:00", NOW, NEW_YORK, "2026-11-18T20:00"),
    "tomorrow is the asker's": (
        "tomorrow 9:00",
        datetime(2026, 11, 18, 3, tzinfo=UTC),
        NEW_YORK,
        "2026-11-18T14:00",
    ),
    "and far in the east": ("tomorrow", NOW, "Pacific/Kiritimati", "2026-11-19T19:00"),
    "days are days on the wall, where clocks go back": (
        "in 3d",
        datetime(2026, 10, 30, 13, tzinfo=UTC),
        NEW_YORK,
        "2026-11-02T14:00",
    ),
    "and where they go forward": (
        "in 1d",
        datetime(2026, 3, 7, 14, tzinfo=UTC),
        NEW_YORK,
        "2026-03-08T13:00",
    ),
    "hours are hours": ("in 24h", datetime(2026, 10, 31, 13, tzinfo=UTC), NEW_YORK, "2026-11-01T13:00"),
    "what clocks show twice is the first": (
        "on 2026-11-01 1:30",
        NOW.replace(day=1, month=10),
        NEW_YORK,
        "2026-11-01T05:30",
    ),
    "or the second once the first has passed": (
        "at 1:30",
        datetime(2026, 11, 1, 5, 45, tzinfo=UTC),
        NEW_YORK,
        "2026-11-01T06:30",
    ),
    "what clocks skip comes as much later": (
        "on 2026-03-08 2:30",
        datetime(2026, 3, 1, tzinfo=UTC),
        NEW_YORK,
        "2026-03-08T07:30",
    ),
}


@pytest.mark.parametrize(("typed", "now", "zone", "at"), ZONES.values(), ids=ZONES)
def test_moments_go_by_the_clocks_of_whoever_typed_them(
    typed: str, now: datetime, zone: str, at: str
) -> None:
    assert read_moment(typed, now, zone).at == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("on 0001-01-01 9:00", "past"), ("on 9999-12-31 23:00", "too_far")],
    ids=["the first of all dates", "the last of all dates"],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", NEW_YORK])
def test_dates_that_other_zones_do_not_have_are_refused_like_others(typed: str, why: str, zone: str) -> None:
    with pytest.raises(BadMomentError) as refused:
        read_moment(typed, NOW, zone)
    assert refused.value.why == why


@given(text=st.text(max_size=60) | st.from_regex(r"(in|at|on|tomorrow) ?[0-9a-z: -]{0,20}"))
def test_whatever_is_typed_is_a_moment_ahead_or_refused(text: str) -> None:
    with suppress(BadMomentError):
        assert timedelta() < read_moment(text, NOW, NEW_YORK).at - NOW <= timedelta(days=366)
