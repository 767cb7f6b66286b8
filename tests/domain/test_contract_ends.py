"""The end of a contract: which days can be one, and when it is told of where the client is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pytest

from bot.cost_errors import BadEndError
from bot.domain.contract_ends import checked_end, end_timers, is_over, over_at
from bot.domain.desks import Client

NOW: Final = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
"""The evening of the 19th in New York, and noon of the 20th in Tokyo."""
ACME: Final = Client("acme", "Acme", "p", "America/New_York", "en", "C0", contract_from=date(2026, 1, 5))


@pytest.mark.parametrize(
    ("zone", "day", "soon", "over"),
    [
        pytest.param("America/New_York", "2027-02-20", "02-06 14:00", "02-21 05:00", id="in winter"),
        pytest.param(
            "America/New_York", "2027-03-14", "02-28 14:00", "03-15 04:00", id="as clocks go forward"
        ),
        pytest.param("Asia/Tokyo", "2027-02-20", "02-06 00:00", "02-20 15:00", id="east of here"),
        pytest.param(
            "America/Santiago", "2027-09-04", "08-21 13:00", "09-05 04:00", id="no midnight next day"
        ),
    ],
)
def test_it_is_told_ahead_in_the_morning_and_once_the_last_day_is_over(
    zone: str, day: str, soon: str, over: str
) -> None:
    client = replace(ACME, time_zone=zone, contract_to=date.fromisoformat(day))
    assert [f"{each.due_at:%m-%d %H:%M}" for each in end_timers(client)] == [soon, over]


def test_a_contract_without_an_end_is_never_over() -> None:
    assert (over_at(ACME), end_timers(ACME), is_over(ACME, NOW)) == (None, [], False)


def test_the_last_day_belongs_to_it() -> None:
    client = replace(ACME, contract_to=date(2027, 1, 18))
    ended = datetime(2027, 1, 19, 5, tzinfo=UTC)
    assert over_at(client) == ended
    assert is_over(client, ended)
    assert not is_over(client, ended.replace(hour=4, minute=59))


@pytest.mark.parametrize(
    ("zone", "day", "why"),
    [
        pytest.param("America/New_York", "2027-01-19", "", id="today there"),
        pytest.param("Asia/Tokyo", "2027-01-19", "past", id="yesterday there"),
        pytest.param("America/New_York", "2036-01-19", "", id="in nine years"),
        pytest.param("America/New_York", "2038-01-19", "far", id="in eleven"),
    ],
)
def test_days_to_come_can_be_its_last(zone: str, day: str, why: str) -> None:
    client, last = replace(ACME, time_zone=zone), date.fromisoformat(day)
    if not why:
        assert checked_end(last, client, NOW) == last
        return
    with pytest.raises(BadEndError) as refused:
        checked_end(last, client, NOW)
    assert refused.value.why == why


def test_it_does_not_end_before_it_begins() -> None:
    with pytest.raises(BadEndError) as refused:
        checked_end(date(2027, 2, 1), replace(ACME, contract_from=date(2027, 3, 1)), NOW)
    assert refused.value.why == "before"
