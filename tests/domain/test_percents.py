"""Parts of a whole in percent: as near as whole numbers come, and never all or nothing unless it is so."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.percents import nearest_percent, reached_percent


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        pytest.param(2, 3, 67, id="two thirds"),
        pytest.param(1, 3, 33, id="a third"),
        pytest.param(1, 8, 13, id="a half goes up"),
        pytest.param(999, 1000, 99, id="nearly all is not all"),
        pytest.param(1, 1000, 1, id="hardly any is not nothing"),
        pytest.param(7, 7, 100, id="all"),
        pytest.param(0, 7, 0, id="nothing"),
        pytest.param(301, 300, 101, id="a little more than all is more than all"),
        pytest.param(4, 3, 133, id="more than all"),
    ],
)
def test_a_part_is_told_as_near_as_it_comes(part: int, whole: int, percent: int) -> None:
    assert nearest_percent(part, whole) == percent


@given(whole=some.integers(1, 10**9), part=some.integers(0, 2 * 10**9))
def test_all_and_nothing_are_told_of_all_and_nothing_alone(whole: int, part: int) -> None:
    told = nearest_percent(part, whole)
    assert (told == 0) == (part == 0)
    assert (told == 100) == (part == whole)
    assert (told > 100) == (part > whole)
    assert abs(told - part * 100 / whole) <= 1


def test_a_limit_is_reached_no_sooner_than_it_is() -> None:
    assert [reached_percent(part, 300) for part in (239, 240, 299, 300)] == [79, 80, 99, 100]
