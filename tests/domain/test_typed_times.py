"""Lengths and days as people type them, wherever they do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_times import Length, date_of, read_length, weekday_of
from bot.errors import BadLengthError


@pytest.mark.parametrize(
    ("text", "days", "minutes"),
    [
        ("45m", 0, 45),
        ("45 min", 0, 45),
        ("90 minutes", 0, 90),
        ("2h", 0, 120),
        ("1.5h", 0, 90),
        ("1,25 hours", 0, 75),
        ("0.5 h", 0, 30),
        ("1h30", 0, 90),
        ("1h30m", 0, 90),
        ("1 h 40 min", 0, 100),
        ("1h 05m", 0, 65),
        ("3d", 3, 0),
        ("2 weeks", 14, 0),
        ("1w2d", 9, 0),
        ("1d12h", 1, 720),
        ("1h30 20m", 0, 110),
        ("1:40", 0, 100),
        ("0:05", 0, 5),
        ("12:00 h", 0, 720),
        ("1 hr", 0, 60),
        ("1 hour", 0, 60),
        ("2 hours and 5 minutes", 0, 125),
        ("1,5 h", 0, 90),
        ("1,5 horas", 0, 90),
        ("1 hora", 0, 60),
        ("2 Horas", 0, 120),
        ("1 minuto", 0, 1),
        ("90 minutos", 0, 90),
        ("2 horas e 15 minutos", 0, 135),
        ("2 horas y 15 minutos", 0, 135),
        ("2 horas 15 minutos", 0, 135),
        ("1 dia e 2 horas", 1, 120),
        ("3 días", 3, 0),
        ("2 semanas", 14, 0),
    ],
)
def test_a_length_may_be_written_in_many_ways(text: str, days: int, minutes: int) -> None:
    for rest in ("", "on 2026-11-20 looked into it", "2 people"):
        assert read_length(f"{text} {rest}".strip()) == (Length(days, timedelta(minutes=minutes)), rest)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2", "h", "1.5", "1.5h30", "1.5d", "-1h", "2hx", "3 months", "soon", "1h60x"),
        *(
            "1:5",
            "1:405",
            "1:40x",
            ":40",
            "1:",
            "1:40:20",
            "e 15 minutos",
            "y 2 horas",
            "2 horario",
            "2 meses",
        ),
    ],
)
def test_what_is_no_length_is_none(text: str) -> None:
    assert read_length(text) is None


@pytest.mark.parametrize(
    "text", ["1h61", "1h60", "1h75m", "1:75", "1:60 h", "1 h 75 min", "2 horas e 90 minutos"]
)
def test_an_hour_has_no_more_than_59_minutes_beside_it(text: str) -> None:
    with pytest.raises(BadLengthError) as refused:
        read_length(f"{text} looked into it")
    assert refused.value.typed == text


@pytest.mark.parametrize("text", ["1d 90m", "90m", "1h59", "1:59"])
def test_minutes_without_hours_may_be_many(text: str) -> None:
    assert read_length(text) is not None


@given(st.integers(0, 10**9 - 1), st.sampled_from(["w", "d", "h", "m"]))
def test_no_length_is_too_long_to_be_read(number: int, unit: str) -> None:
    found = read_length(f"{number}{unit}")
    assert found is not None
    assert found[0].days <= 1_000_000


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_a_date_reads_as_it_is_written(day: date) -> None:
    assert date_of(str(day)) == day


@pytest.mark.parametrize(
    ("word", "day"), [("mo", 0), ("TUE", 1), ("wednesday", 2), ("Thurs", 3), ("m", None), ("month", None)]
)
def test_days_of_the_week_go_by_their_first_letters(word: str, day: int | None) -> None:
    assert weekday_of(word) == day
