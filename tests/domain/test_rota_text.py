"""Times and hand-overs as people type them."""

import re
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.domain.moments_typed import read_moment
from bot.domain.rota_text import Times, handover_text, read_handover
from bot.domain.rotations import Rotation
from bot.errors import BadTimesError
from bot.views.text import sentences

LISBON: Final = ZoneInfo("Europe/Lisbon")
NOW: Final = datetime(2026, 12, 20, 10, 30, tzinfo=LISBON)
TIMES: Final = Times(NOW.astimezone(UTC), "Europe/Lisbon")


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=LISBON)


@pytest.mark.parametrize(
    ("text", "from_at", "to_at"),
    [
        ("from 2026-12-24 09:00 to 2026-12-26 09:00", local(24, 9), local(26, 9)),
        ("2026-12-24 09:00..2026-12-26 09:00", local(24, 9), local(26, 9)),
        ("2026-12-24 09:00 .. 2026-12-26 9", local(24, 9), local(26, 9)),
        ("2026-12-24T09:00 - 2026-12-26T09:00", local(24, 9), local(26, 9)),
        ("2026-12-24 at 9 until 2026-12-26 at 9", local(24, 9), local(26, 9)),
        ("2026-12-24..2026-12-26", local(24), local(27)),
        ("from 2026-12-24 to 2026-12-26", local(24), local(27)),
        ("2026-12-24", local(24), local(25)),
        ("on 2026-12-24", local(24), local(25)),
        ("2026-12-24 18:00 to 22:00", local(24, 18), local(24, 22)),
        ("2026-12-24 22:00 to 6:00", local(24, 22), local(25, 6)),
        ("from now for 4h", NOW, local(20, 14, 30)),
        ("now for 4 hours", NOW, local(20, 14, 30)),
        ("for 1h30m", NOW, local(20, 12)),
        ("for 2 days", NOW, local(22, 10, 30)),
        ("2026-12-24 for 1w", local(24), local(31)),
        ("until 18:00", NOW, local(20, 18)),
        ("until 2026-12-22", NOW, local(23)),
        ("today", NOW, local(21)),
        ("tomorrow", local(21), local(22)),
        ("tomorrow 9:00 to 17:00", local(21, 9), local(21, 17)),
        ("14:00 to 16:00", local(20, 14), local(20, 16)),
        ("2026-12-19..2026-12-21", NOW, local(22)),
        ("from wed 9:00 to fri 18:00", local(23, 9), local(25, 18)),
        ("from wed 6pm to thu", local(23, 18), local(25)),
        ("wed..thu", local(23), local(25)),
        ("on wed", local(23), local(24)),
        ("Sunday", NOW, local(21)),
        ("until sunday 9:00", NOW, local(27, 9)),
        ("9:00 tomorrow to 17:00", local(21, 9), local(21, 17)),
        ("from in 2h for 4h", local(20, 12, 30), local(20, 16, 30)),
        ("for 1.5h", NOW, local(20, 12)),
    ],
)
def test_a_time_may_be_written_in_many_ways(text: str, from_at: datetime, to_at: datetime) -> None:
    assert TIMES.span(text) == (from_at, to_at)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "times"),
        ("at Christmas", "times"),
        ("2026-12-24 09:00", "no_end"),
        ("fri 9:00", "no_end"),
        ("18:00", "no_end"),
        ("now", "times"),
        ("2026-13-24", "days"),
        ("2026 09:00 to 2027 09:00", "days"),
        ("24.12.2026 to 26.12.2026", "days"),
        ("fri 9:00 sat 9:00", "times"),
        ("in a while for 4h", "times"),
        ("from 2028-12-24 to 2028-12-26", "far"),
        ("9999-12-31", "far"),
        ("0001-01-01 to 2026-12-30", "long"),
        ("2026-12-24 25:00 to 2026-12-26", "times"),
        ("2026-12-24 9:60 to 2026-12-26", "times"),
        ("2026-12-26 to 2026-12-24", "backwards"),
        ("2026-12-10 to 2026-12-12", "past"),
        ("2026-12-24 to 2028-12-24", "long"),
        ("now for ever", "times"),
        ("now for", "times"),
        ("2026-12-21 to 2026-12-22 to 2026-12-23", "times"),
    ],
)
def test_a_time_that_cannot_be_used_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadTimesError) as refused:
        TIMES.span(text)
    assert refused.value.facts == {"value": text, "why": why}


@pytest.mark.parametrize(
    "typed",
    [
        *("on fri 9:00", "on sun 9:00", "on sun 18:00", "on 2026-12-24 9:00", "tomorrow 9:00", "at 15:00"),
        *("at 3pm", "at 9:00 on wed", "today at 12:00", "in 2h", "in 3d", "in 1h30"),
    ],
)
def test_a_beginning_is_the_moment_that_a_reminder_would_have(typed: str) -> None:
    for text in (f"from {typed} for 1h", f"{typed} for 1h"):
        assert TIMES.span(text)[0] == read_moment(typed, TIMES.now, TIMES.time_zone).at, text


def test_days_keep_the_hour_and_hours_are_real_time_when_clocks_are_moved() -> None:
    at = Times(datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC), "Europe/London")
    assert at.span("for 1d")[1] == datetime(2026, 10, 25, 12, tzinfo=ZoneInfo("Europe/London"))
    assert at.span("for 24h")[1] == datetime(2026, 10, 25, 11, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12-24..2026-12-26", 24, 26),
        ("from 2026-12-24 to 2026-12-26", 24, 26),
        ("2026-12-24", 24, 24),
        ("today", 20, 20),
        ("today to 2026-12-22", 20, 22),
        ("2026-12-18..2026-12-22", 18, 22),
        ("wed..fri", 23, 25),
        ("on wed", 23, 23),
        ("sun to tue", 20, 22),
        ("until tue", 20, 22),
    ],
)
def test_days(text: str, first: int, last: int) -> None:
    assert TIMES.days(text) == (date(2026, 12, first), date(2026, 12, last))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "days"),
        ("soon", "days"),
        ("2026-12-24 09:00", "days"),
        ("2026", "days"),
        ("2026-12-26..2026-12-24", "days_backwards"),
        ("2026-12-01..2026-12-19", "days_past"),
        ("9999-12-31", "far"),
        ("2026-12-21..2026-12-22..2026-12-23", "days"),
        ("2026-12-24..2028-01-01", "long"),
    ],
)
def test_days_that_cannot_be_used_are_refused(text: str, why: str) -> None:
    with pytest.raises(BadTimesError) as refused:
        TIMES.days(text)
    assert refused.value.facts == {"value": text, "why": why}


@pytest.mark.parametrize(
    ("text", "handover"),
    [
        ("mon 09:00", (0, time(9))),
        ("Sunday 9", (6, time(9))),
        ("wed at 17:30", (2, time(17, 30))),
        ("every friday 8:00", (4, time(8))),
        ("mon 9am", (0, time(9))),
        ("mo 09:00", (0, time(9))),
        ("daily 09:00", (None, time(9))),
        ("every day at 9:00", (None, time(9))),
        ("mon", None),
        ("09:00", None),
        ("moon 09:00", None),
        ("mon 24:00", None),
        ("t 09:00", None),
    ],
)
def test_hand_overs(text: str, handover: tuple[int | None, time] | None) -> None:
    assert read_handover(text) == handover


@pytest.mark.parametrize("text", ["mon 09:00", "sun 17:30", "daily 00:00"])
def test_a_hand_over_reads_as_it_is_shown(text: str) -> None:
    found = read_handover(text)
    assert found is not None
    assert handover_text(Rotation("L1", (), "UTC", *found, date(2026, 1, 1))) == text


@pytest.mark.parametrize("key", ["times", "days", "backwards", "past", "no_end", "far", "other"])
def test_the_times_that_a_refusal_says_to_write_can_be_used(key: str) -> None:
    for example in examples(key):
        assert TIMES.span(example)


@pytest.mark.parametrize("key", ["days", "days_backwards", "days_past", "far"])
def test_the_days_that_a_refusal_says_to_write_can_be_used(key: str) -> None:
    for example in examples(key):
        assert TIMES.days(example)


def examples(key: str) -> list[str]:
    """The times that a refusal names."""
    said = sentences("en")[f"staff.errors.bad_times.{key}"].replace("`{value}`", "")
    found = [each for each in re.findall(r"`([^`]+)`", said) if not each.startswith("/")]
    assert found
    return found
