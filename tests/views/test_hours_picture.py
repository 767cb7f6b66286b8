"""The bar of a month's hours: its parts are what is used, too much, reserved and left, in every language."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance, allowance, this_month
from bot.domain.enclosures import Enclosure
from bot.views.hours_picture import hours_picture
from tests.domain.test_allowance import GROWTH, NOV_5, book, noon, work

SPAN: Final = "Nov 5 \N{EN DASH} Dec 4"


def hours(worked: int, reserved: int = 0) -> Allowance:
    """Acme's month of five hours."""
    done = [work(worked)] if worked else []
    return allowance(this_month(book(*done, on=NOV_5), noon(NOV_5)), GROWTH, reserved)


def drawn(now: Allowance, language: str = "en") -> Enclosure:
    picture = hours_picture(now, language)
    assert picture is not None
    return picture


def parts(picture: Enclosure) -> list[tuple[str, int]]:
    found = picture.values["parts"]
    assert isinstance(found, tuple)
    return [(each["shade"], each["amount"]) for each in found]


@pytest.mark.parametrize(
    ("worked", "reserved", "amounts", "said"),
    [
        pytest.param(0, 0, [0, 300], "0 % of 5 h used, {}: 0 min used, 5 h left", id="unused"),
        pytest.param(
            105, 0, [105, 195], "35 % of 5 h used, {}: 1 h 45 min used, 3 h 15 min left", id="used in part"
        ),
        pytest.param(
            105,
            60,
            [105, 60, 135],
            "35 % of 5 h used, {}: 1 h 45 min used, 1 h reserved, 2 h 15 min free",
            id="some reserved",
        ),
        pytest.param(300, 0, [300, 0], "100 % of 5 h used, {}: 5 h used, 0 min left", id="used up"),
        pytest.param(
            240, 120, [240, 120], "80 % of 5 h used, {}: 4 h used, 2 h reserved", id="more reserved than left"
        ),
        pytest.param(
            380,
            0,
            [300, 80],
            "127 % of 5 h used, {}: 6 h 20 min used, of it 1 h 20 min too many",
            id="more used than there was",
        ),
    ],
)
def test_a_bar_shows_what_became_of_the_hours(
    worked: int, reserved: int, amounts: list[int], said: str
) -> None:
    picture = drawn(hours(worked, reserved))
    assert [amount for _, amount in parts(picture)] == amounts
    assert picture.title == said.format(SPAN)


@pytest.mark.parametrize(
    ("language", "title", "labels"),
    [
        (
            "es",
            "35 % de 5 h usadas, 5 nov \N{EN DASH} 4 dic",
            "1 h 45 min usadas, 1 h reservadas, 2 h 15 min libres",
        ),
        (
            "pt",
            "35 % de 5 h usadas, 5 de nov. \N{EN DASH} 4 de dez.",
            "1 h 45 min usadas, 1 h reservadas, 2 h 15 min livres",
        ),
    ],
)
def test_it_is_told_in_the_readers_language(language: str, title: str, labels: str) -> None:
    picture = drawn(hours(105, 60), language)
    assert picture.title == f"{title}: {labels}"
    assert picture.values["title"] == title


@given(st.integers(0, 1_000), st.integers(0, 1_000))
def test_a_bar_is_as_long_as_the_hours_or_as_what_was_used_and_promised(worked: int, reserved: int) -> None:
    whole = sum(amount for _, amount in parts(drawn(hours(worked, reserved))))
    assert whole == max(300, worked + reserved)


def test_where_there_are_no_hours_there_is_nothing_to_show() -> None:
    now = hours(0)
    assert hours_picture(replace(now, hours=None), "en") is None
    ended = replace(now.contract, ends_on=NOV_5.replace(day=4))
    assert hours_picture(replace(now, contract=ended), "en") is None
    assert hours_picture(replace(now, balance=replace(now.balance, lots=())), "en") is None
