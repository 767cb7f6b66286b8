"""Public holidays: those of the `holidays` package, with dates of one's own and without dates worked."""

import warnings
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.public_holidays import country_name, public_holidays, subdivision_names
from bot.errors import UnknownWordError
from tests.domain.wall_clock import DAYS

# Each as the law of the country has it.
SAO_PAULO_2026 = {
    date(2026, 1, 1): "Confraternização Universal",
    date(2026, 4, 3): "Sexta-feira Santa",
    date(2026, 4, 21): "Tiradentes",
    date(2026, 5, 1): "Dia do Trabalhador",
    date(2026, 7, 9): "Revolução Constitucionalista",
    date(2026, 9, 7): "Independência do Brasil",
    date(2026, 10, 12): "Nossa Senhora Aparecida",
    date(2026, 11, 2): "Finados",
    date(2026, 11, 15): "Proclamação da República",
    date(2026, 11, 20): "Dia Nacional de Zumbi e da Consciência Negra",
    date(2026, 12, 25): "Natal",
}


def test_a_part_of_a_country_has_its_own_holidays_beside_the_countrys() -> None:
    assert public_holidays("BR", "SP").of_year(2026) == frozenset(SAO_PAULO_2026)
    assert public_holidays("BR").of_year(2026) == {*SAO_PAULO_2026} - {date(2026, 7, 9)}


def test_holidays_have_their_names_in_the_countrys_language() -> None:
    names = public_holidays("BR", "SP", worked=[date(2026, 7, 9)]).names(2026)
    assert {day: names[day] for day in (date(2026, 9, 7), date(2026, 12, 25))} == {
        date(2026, 9, 7): "Independência do Brasil",
        date(2026, 12, 25): "Natal",
    }
    assert set(names) == {*SAO_PAULO_2026} - {date(2026, 7, 9)}


def test_a_holiday_on_a_weekend_is_kept_on_a_weekday_where_that_is_the_law() -> None:
    united_states = public_holidays("US")
    assert date(2026, 7, 3) in united_states
    assert date(2027, 12, 31) in united_states  # for the first day of 2028, a Saturday


def test_own_dates_are_added_and_dates_worked_are_left_out() -> None:
    days = public_holidays("BR", own=[date(2026, 2, 17)], worked=[date(2026, 11, 20), date(2026, 3, 3)])
    assert date(2026, 2, 17) in days
    assert date(2026, 11, 20) not in days
    assert date(2026, 12, 25) in days
    assert days.of_year(2026) == {*SAO_PAULO_2026, date(2026, 2, 17)} - {date(2026, 7, 9), date(2026, 11, 20)}


def test_years_far_ahead_are_worked_out_when_they_are_asked_for() -> None:
    days = public_holidays("BR")
    assert date(2090, 12, 25) in days
    assert date(2090, 4, 14) in days  # Good Friday: Easter is on 16 April 2090
    assert date(2090, 4, 13) not in days


def test_years_of_which_the_package_knows_nothing_have_own_dates_alone() -> None:
    days = public_holidays("BR", own=[date(9999, 12, 31)])
    assert date(9999, 12, 25) not in days
    assert date(9999, 12, 31) in days
    assert date(1, 1, 1) not in days


def test_a_part_of_a_country_may_go_by_its_name() -> None:
    assert date(2026, 7, 9) in public_holidays("BR", "São Paulo")


def test_they_can_be_listed() -> None:
    days = public_holidays("BR", own=[date(9999, 12, 31)])
    listed = list(days)
    assert listed == sorted(set(listed))
    assert len(days) == len(listed)
    assert {day for day in listed if day.year == 2026} == days.of_year(2026)
    assert listed[-1] == date(9999, 12, 31)


def test_what_is_no_date_is_no_holiday() -> None:
    assert "2026-12-25" not in public_holidays("BR")


@pytest.mark.parametrize("code", ["US", "PR", "GB", "DE", "CN", "IN", "SA", "ET", "IL", "MX", "BRA", "UK"])
def test_countries_loaded_alone_have_the_holidays_that_the_package_gives(code: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # China's are certain for few years
        theirs = holidays.country_holidays(code, years=[2025, 2026, 2045])
    ours = public_holidays(code)
    assert {day for year in (2025, 2026, 2045) for day in ours.of_year(year)} == set(theirs)


@pytest.mark.parametrize(
    ("country", "near"),
    [
        ("br", ("BR",)),
        ("Brazil", ("BR",)),
        ("brasil", ("BR", "BH")),
        ("United States", ("US",)),
        ("USX", ("US", "SX")),
        ("QQ", ()),
        ("", ()),
        ("7", ()),
        ("NYSE", ()),
        ("../x", ()),
    ],
)
def test_an_unknown_country_is_refused_with_what_is_near(country: str, near: tuple[str, ...]) -> None:
    with pytest.raises(UnknownWordError) as refused:
        public_holidays(country)
    error = refused.value
    assert (error.what, error.word, error.choices) == ("country", country, near)
    assert error.nearest == next(iter(near), "")


@pytest.mark.parametrize(
    ("country", "subdivision", "nearest"),
    [("BR", "sp", "SP"), ("DE", "Bayer", "BY"), ("BR", "Texas", ""), ("SG", "SP", "")],
)
def test_an_unknown_part_of_a_country_is_refused_with_what_is_near(
    country: str, subdivision: str, nearest: str
) -> None:
    with pytest.raises(UnknownWordError) as refused:
        public_holidays(country, subdivision)
    error = refused.value
    assert (error.what, error.word, error.nearest) == ("subdivision", subdivision, nearest)
    assert ("RJ" in error.choices) is (country == "BR" and not nearest)


def test_a_calendar_is_closed_on_them() -> None:
    week = dict.fromkeys(DAYS[:5], (("09:00", "18:00"),))
    calendar = BusinessCalendar("America/Sao_Paulo", week, public_holidays("BR", "SP"))
    # Thursday, 9 July: the state's holiday.
    start = datetime(2026, 7, 8, 20, 0, tzinfo=UTC)
    assert calendar.due(start, timedelta(hours=2)) == datetime(2026, 7, 10, 13, 0, tzinfo=UTC)
    always = dict.fromkeys(DAYS, (("00:00", "24:00"),))
    day_and_night = BusinessCalendar("America/Sao_Paulo", always, public_holidays("BR"))
    assert day_and_night.next_close(start) == datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
    assert day_and_night.next_close(datetime(9000, 1, 1, tzinfo=UTC)) is None


def test_a_country_and_its_parts_have_names() -> None:
    assert (country_name("BIH"), country_name("US")) == ("Bosnia and Herzegovina", "United States")
    assert subdivision_names("DE")["BY"] == "Bayern"
    assert subdivision_names("DE")["Augsburg"] == ""
    assert subdivision_names("CO") == {}
