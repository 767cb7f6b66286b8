"""What is told of hours unasked: of several the highest, each once, and nothing below what was told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import Entry
from bot.domain.hours_alerts import CHAINS, Alert, alerts, at_least
from bot.domain.months import Span
from bot.domain.terms import Cover
from tests.domain.test_allowance import CONTRACT, change, plan, seen, work

SUPPORT: Final = plan("ongoing-support")
EARLY: Final = date(2026, 11, 9)
HALF: Final = date(2026, 11, 19)
CALL: Final = {"by_phone": True}


@pytest.mark.parametrize(
    ("entries", "on", "expected"),
    [
        pytest.param([], EARLY, [], id="nothing used"),
        pytest.param([work(225)], EARLY, [], id="three quarters, and too early for a pace"),
        pytest.param([work(150)], HALF, [], id="just the plan's pace"),
        pytest.param([work(165)], HALF, [Alert.PACE], id="a pace above it"),
        pytest.param([work(240)], EARLY, [Alert.NEAR], id="80 %"),
        pytest.param([work(240)], HALF, [Alert.NEAR], id="80 %, which is more than a pace"),
        pytest.param([work(300)], EARLY, [Alert.USED_UP], id="all: not that it is near"),
        pytest.param([work(315)], EARLY, [Alert.OVER], id="more than all: not that it is used up"),
        pytest.param([change(-300)], EARLY, [Alert.USED_UP], id="taken by a manager"),
        pytest.param([work(315), change(300)], EARLY, [], id="more was given"),
        pytest.param([], date(2026, 12, 28), [], id="eight days are left"),
        pytest.param([], date(2026, 12, 29), [Alert.EXPIRING], id="hours expire in seven days"),
        pytest.param([], date(2026, 11, 30), [], id="the first month's do not expire yet"),
        pytest.param(
            [work(480, month=date(2026, 12, 5))],
            date(2026, 12, 29),
            [Alert.NEAR],
            id="near, and nothing is left that could expire",
        ),
        pytest.param(
            [work(200, month=date(2026, 12, 5))],
            date(2026, 12, 29),
            [Alert.EXPIRING],
            id="a part of the oldest expires",
        ),
        pytest.param(
            [work(700, Cover.INCLUDED), work(700, Cover.BILLABLE, "b")], HALF, [], id="not from hours"
        ),
    ],
)
def test_what_is_told_of_hours(entries: Sequence[Entry], on: date, expected: list[Alert]) -> None:
    assert alerts(seen(*entries, on=on), ()) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, []), (465, []), (480, [Alert.PHONE_NEAR]), (600, [Alert.PHONE_USED_UP]), (615, [Alert.PHONE_OVER])],
)
def test_what_is_told_of_calls(minutes: int, expected: list[Alert]) -> None:
    entries = [work(minutes, Cover.INCLUDED, by_phone=True)] if minutes else []
    assert alerts(seen(*entries, on=EARLY, of=SUPPORT), ()) == expected
    assert alerts(seen(*entries, on=EARLY), ()) == [], "Matai's calls have no limit"


def test_nothing_is_told_once_the_contract_is_over() -> None:
    ended = replace(CONTRACT, ends_on=date(2026, 11, 20))
    assert alerts(seen(work(315), on=date(2026, 11, 20), contract=ended), ()) == [Alert.OVER]
    assert alerts(seen(work(315), on=date(2026, 11, 21), contract=ended), ()) == []


USED: Final = st.lists(st.integers(1, 40).map(lambda steps: steps * 15), max_size=8)
TOLD: Final = st.sets(st.sampled_from(list(Alert)))


def logged(minutes: Sequence[int]) -> list[Entry]:
    return [work(each, key=f"work:{number}") for number, each in enumerate(minutes)]


@given(USED, st.dates(date(2026, 11, 5), date(2026, 12, 4)), TOLD)
def test_of_each_chain_one_is_told_and_nothing_at_or_below_what_was(
    minutes: Sequence[int], on: date, told: Collection[Alert]
) -> None:
    found = alerts(seen(*logged(minutes), on=on), told)
    assert not set(found) & set(told)
    for chain in CHAINS:
        assert sum(each in chain for each in found) <= 1
    assert not any(other in told for each in found for other in at_least(each))


@given(USED, st.dates(date(2026, 11, 5), date(2026, 12, 4)))
def test_in_a_month_each_is_told_at_most_once_and_they_only_rise(minutes: Sequence[int], on: date) -> None:
    told: list[Alert] = []
    for count in range(len(minutes) + 1):
        told += alerts(seen(*logged(minutes[:count]), on=on), told)
    assert len(told) == len(set(told))
    for chain in CHAINS:
        places = [chain.index(each) for each in told if each in chain]
        assert places == sorted(places)


def test_what_expires_is_told_of_before_a_pause_and_not_while_it_lasts() -> None:
    """The month of December 5 lasts until the pause ends, and nothing can be used in it."""
    pause = Span(*(datetime.combine(each, time(5), UTC) for each in (date(2027, 1, 1), date(2027, 2, 5))))
    paused = replace(CONTRACT, pauses=(pause,))
    told = {
        on: alerts(seen(on=on, contract=paused), ())
        for on in (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 29))
    }
    assert list(told.values()) == [[], [Alert.EXPIRING], []]
