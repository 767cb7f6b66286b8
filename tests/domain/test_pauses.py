"""Pauses of a client's plan: from when to when, by whose clock, and what cannot be asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cost_errors import BadPauseError
from bot.domain.pauses import Pause, Wanted, months_later, pending
from handlers.pausing import read_pause

NOW: Final = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SPANS: Final[dict[str, tuple[Wanted, str, str, str]]] = {
    "a month from now, by default": (Wanted(), "America/New_York", "11-24 15:00", "12-24 15:00"),
    "from a day's first moment there": (
        Wanted(1, date(2026, 12, 1)),
        "America/New_York",
        "12-01 05:00",
        "2027-01-01 05:00",
    ),
    "today is now": (Wanted(1, date(2026, 11, 24)), "America/New_York", "11-24 15:00", "12-24 15:00"),
    "tomorrow there, today here": (
        Wanted(1, date(2026, 11, 25)),
        "Pacific/Auckland",
        "11-24 15:00",
        "12-24 15:00",
    ),
    "the hour of the wall stays though clocks go forward": (
        Wanted(2, date(2027, 2, 1)),
        "America/New_York",
        "2027-02-01 05:00",
        "2027-04-01 04:00",
    ),
    "the last of a shorter month": (
        Wanted(1, date(2027, 1, 31)),
        "Europe/Lisbon",
        "2027-01-31 00:00",
        "2027-02-28 00:00",
    ),
    "a leap day": (Wanted(3, date(2027, 11, 30)), "UTC", "2027-11-30 00:00", "2028-02-29 00:00"),
}
REFUSED: Final[dict[str, tuple[Wanted, str]]] = {
    "no month": (Wanted(0), "months"),
    "four months": (Wanted(4), "months"),
    "yesterday": (Wanted(1, date(2026, 11, 23)), "past"),
    "in thirteen months": (Wanted(1, date(2027, 12, 24)), "far"),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if text.startswith("20") else f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize("case", SPANS.values(), ids=SPANS)
def test_a_pause_goes_by_the_clients_clock(case: tuple[Wanted, str, str, str]) -> None:
    wanted, zone, begins, ends = case
    now = NOW if wanted.from_on is None or wanted.from_on.year == 2026 else at("2027-01-20 12:00")
    assert wanted.span(now, zone) == (at(begins), at(ends))


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_asked_for_says_why(case: tuple[Wanted, str]) -> None:
    wanted, why = case
    with pytest.raises(BadPauseError) as refused:
        wanted.span(NOW, "America/New_York")
    assert refused.value.why == why


@given(
    st.integers(0, 20 * 366 * 24),
    st.integers(1, 3),
    st.sampled_from(["America/New_York", "Pacific/Auckland", "America/Sao_Paulo", "UTC"]),
)
def test_a_pause_of_some_months_lasts_about_so_many_days(hours: int, months: int, zone: str) -> None:
    begins = at("2020-01-01") + timedelta(hours=hours)
    lasted = months_later(begins, months, zone) - begins
    assert timedelta(days=28 * months - 1) < lasted < timedelta(days=31 * months + 1)


TYPED: Final[dict[str, tuple[str, Wanted]]] = {
    "acme": ("acme", Wanted()),
    "Acme Orders 2 months": ("Acme Orders", Wanted(2)),
    "acme for 3 months from 2026-12-01": ("acme", Wanted(3, date(2026, 12, 1))),
    "acme from 2026-12-01 for two months": ("acme", Wanted(2, date(2026, 12, 1))),
    "Studio 54 a month from now": ("Studio 54", Wanted(1)),
    "2 months": ("", Wanted(2)),
    "": ("", Wanted()),
}


@pytest.mark.parametrize("text", TYPED)
def test_a_pause_is_read_as_people_type_it(text: str) -> None:
    assert read_pause(text) == TYPED[text]


def test_a_day_that_is_none_is_named() -> None:
    with pytest.raises(BadPauseError) as refused:
        read_pause("acme from christmas")
    assert (refused.value.value, refused.value.why) == ("christmas", "day")


def pause(begins: str, ends: str, ended: str = "") -> Pause:
    return Pause(begins, "acme", at(begins), at(ends), "U1", NOW, ended_at=at(ended) if ended else None)


def test_a_client_has_one_pause_at_a_time() -> None:
    over, off = pause("09-01", "10-01"), pause("12-01", "2027-01-01", "11-20")
    sooner, coming = pause("10-10", "12-10", "11-01"), pause("2027-02-01", "2027-03-01")
    assert pending([over, off, sooner], NOW) is None
    assert pending([over, off, sooner, coming], NOW) is coming
    assert (off.never_was, sooner.never_was) == (True, False)


def test_a_pause_holds_from_its_first_moment_up_to_its_last() -> None:
    held = pause("12-01", "2027-01-01", "12-10")
    moments = ("11-30 23:59", "12-01", "12-09", "12-10")
    assert [held.holds(at(each)) for each in moments] == [False, True, True, False]
