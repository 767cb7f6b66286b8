"""The times of reports: how they are typed, which days they have, and what they are compared with."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.digest_schedules import Schedule
from bot.domain.report_periods import PeriodUnit, last_whole, read_period
from bot.domain.terms import Cadence
from bot.report_errors import BadPeriodError, PeriodAheadError

_TODAY = date(2026, 11, 25)  # a Wednesday
_ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        pytest.param("", "2026-11-16", "2026-11-22", id="nothing typed is the last whole week"),
        pytest.param("week", "2026-11-16", "2026-11-22", id="a week is the last whole one"),
        pytest.param("last week", "2026-11-16", "2026-11-22", id="so is the last one"),
        pytest.param("This  WEEK", "2026-11-23", "2026-11-29", id="this week goes on"),
        pytest.param("month", "2026-10-01", "2026-10-31", id="a month is the last whole one"),
        pytest.param("this month", "2026-11-01", "2026-11-30", id="this month goes on"),
        pytest.param("quarter", "2026-07-01", "2026-09-30", id="a quarter is the last whole one"),
        pytest.param("this quarter", "2026-10-01", "2026-12-31", id="a quarter may end with the year"),
        pytest.param("2026-02", "2026-02-01", "2026-02-28", id="a month by its number"),
        pytest.param("2024-2", "2024-02-01", "2024-02-29", id="February of a leap year"),
        pytest.param("2025-12", "2025-12-01", "2025-12-31", id="December"),
        pytest.param("2026-q1", "2026-01-01", "2026-03-31", id="a quarter by its number"),
        pytest.param("2025Q4", "2025-10-01", "2025-12-31", id="a quarter in one word"),
        pytest.param("2026-w01", "2025-12-29", "2026-01-04", id="a year's first week may begin before it"),
        pytest.param("last 30 days", "2026-10-27", "2026-11-25", id="days up to today"),
        pytest.param("1 day", "2026-11-25", "2026-11-25", id="today alone"),
    ],
)
def test_a_period_is_read_as_it_is_meant(typed: str, first: str, last: str) -> None:
    period = read_period(typed, _TODAY, _ZONE)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("fortnight", ""),
        ("2026-13", "month"),
        ("2026-q5", "quarter"),
        ("2026-w54", "week"),
        ("2025-w53", "week"),
        ("999 days", "days"),
        ("0 days", "days"),
    ],
)
def test_what_is_no_period_is_refused_by_what_it_counts_in(typed: str, why: str) -> None:
    with pytest.raises(BadPeriodError) as refused:
        read_period(typed, _TODAY, _ZONE)
    assert refused.value.why == why


def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(PeriodAheadError):
        read_period("2026-12", _TODAY, _ZONE)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        pytest.param("2026-03", "2026-02-01", "2026-02-28", id="March with February, though that is shorter"),
        pytest.param("2026-01", "2025-12-01", "2025-12-31", id="January with December"),
        pytest.param("2026-q1", "2025-10-01", "2025-12-31", id="the first quarter with the last"),
        pytest.param("week", "2026-11-09", "2026-11-15", id="a week with the week before"),
        pytest.param("last 10 days", "2026-11-06", "2026-11-15", id="days with as many days"),
    ],
)
def test_a_period_is_compared_with_the_one_before_it(typed: str, first: str, last: str) -> None:
    before = read_period(typed, _TODAY, _ZONE).before
    assert (str(before.first), str(before.last)) == (first, last)


def test_a_year_is_compared_with_the_year_before_though_one_of_them_has_a_day_more() -> None:
    year = Schedule(Cadence.YEARLY, 15, time(9), _ZONE).period(datetime(2025, 1, 15, 14, 0, tzinfo=UTC))
    assert (str(year.first), str(year.last)) == ("2024-01-01", "2024-12-31")
    assert (str(year.before.first), str(year.before.last)) == ("2023-01-01", "2023-12-31")
    assert (str(year.following.first), str(year.following.last)) == ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize("unit", [PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.QUARTER])
def test_periods_follow_each_other_without_a_gap(unit: PeriodUnit) -> None:
    period = last_whole(unit, date(2024, 1, 31), "Europe/Lisbon")
    for _ in range(40):
        assert period.following.before == period
        assert period.until_at == period.following.from_at
        period = period.following


def test_a_week_in_which_the_clocks_change_has_an_hour_less_or_more() -> None:
    spring, autumn = (read_period(week, _TODAY, _ZONE) for week in ("2026-w10", "2026-w44"))
    assert (spring.until_at - spring.from_at).total_seconds() == (7 * 24 - 1) * 3600
    assert (autumn.until_at - autumn.from_at).total_seconds() == (7 * 24 + 1) * 3600


def test_a_day_whose_midnight_is_skipped_begins_right_after_it() -> None:
    period = read_period("2018-w45", date(2018, 12, 1), "America/Sao_Paulo")
    assert period.until_at == datetime.fromisoformat("2018-11-12T02:00Z")
    assert read_period("2017-10", date(2018, 12, 1), "America/Sao_Paulo").from_at == datetime.fromisoformat(
        "2017-10-01T03:00Z"
    )


def test_a_period_is_over_once_its_last_day_is() -> None:
    period = read_period("week", _TODAY, _ZONE)
    assert period.is_over(datetime.fromisoformat("2026-11-23T05:00Z"))
    assert not period.is_over(datetime.fromisoformat("2026-11-23T04:59:59Z"))


def test_the_weeks_of_a_chart_end_with_the_week_of_the_last_day() -> None:
    weeks = read_period("2026-10", _TODAY, _ZONE).last_weeks(3)
    assert [str(week.first) for week in weeks] == ["2026-10-12", "2026-10-19", "2026-10-26"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2026-10", "2026-10"),
        ("2026-q4", "2026-q4"),
        ("2026-q1", "2026-q1"),
        ("last 10 days", "2026-11-16-to-2026-11-25"),
    ],
)
def test_files_of_different_times_have_different_names(typed: str, name: str) -> None:
    assert read_period(typed, _TODAY, _ZONE).name == name
