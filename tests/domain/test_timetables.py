"""The opening hours of a plan, asked of instants."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.plans import read_plan
from bot.domain.timetables import Region, Timetable, always_open
from bot.services.plans import find_plan
from tests.domain.own_plan import OWN

FRIDAY_EVENING = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_a_plans_hours_can_be_asked_of_instants() -> None:
    calendar = find_plan("matai-growth", None).calendars["business"].calendar()
    # Friday 18:30 in New York; Thursday is Thanksgiving.
    assert not calendar.is_open(FRIDAY_EVENING)
    assert calendar.next_open(FRIDAY_EVENING) == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert calendar.due(FRIDAY_EVENING, timedelta(hours=30)) == datetime(2026, 11, 27, 17, tzinfo=UTC)


def test_equal_hours_have_one_calendar_which_keeps_what_it_has_worked_out() -> None:
    growth, starter = (find_plan(name, None) for name in ("matai-growth", "matai-efficiency"))
    assert growth.calendars["business"].calendar() is starter.calendars["business"].calendar()
    assert growth.calendars["24/7"].calendar() is not starter.calendars["business"].calendar()


def test_holidays_own_dates_days_worked_and_shifts_count() -> None:
    calendar = read_plan(OWN, "gold.toml").calendars["oficina"].calendar()

    def is_open(month: int, day: int, hour: int) -> bool:
        return calendar.is_open(datetime(2026, month, day, hour + 5, tzinfo=UTC))  # Lima is five hours behind

    assert is_open(12, 23, 9)
    assert (is_open(12, 24, 9), is_open(12, 24, 11)) == (True, False)
    assert not is_open(12, 25, 9)
    assert not is_open(12, 31, 9)
    assert is_open(7, 20, 9), "a holiday that is worked"


def test_hours_that_follow_the_client_are_open_by_the_clients_clock() -> None:
    timetable = find_plan("apendice-b", None).calendars["comercial"]
    nine_in_manaus = datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert timetable.calendar().next_close(nine_in_manaus) == datetime(2026, 11, 23, 21, tzinfo=UTC)
    moved = timetable.for_client("America/Manaus")
    assert moved.calendar().next_close(nine_in_manaus) == datetime(2026, 11, 23, 22, tzinfo=UTC)


def test_hours_that_do_not_follow_the_client_stay_where_they_are() -> None:
    timetable = find_plan("matai-growth", None).calendars["business"]
    assert timetable.for_client("Asia/Tokyo") == timetable


def test_a_year_of_closed_dates_has_their_names() -> None:
    timetable = Timetable(
        "America/Sao_Paulo",
        {"mon": (("09:00", "18:00"),)},
        region=Region("BR", "SP"),
        closed={date(2026, 12, 24): "Véspera", date(2027, 12, 24): "Véspera"},
        worked=(date(2026, 7, 9),),
    )
    closed = timetable.closed_in(2026)
    assert closed[date(2026, 12, 24)] == "Véspera"
    assert date(2026, 9, 7) in closed
    assert date(2026, 7, 9) not in closed
    assert {day.year for day in closed} == {2026}
    assert list(closed) == sorted(closed)
    assert always_open("UTC").closed_in(2026) == {}


def test_the_longest_day_of_a_week_is_measured() -> None:
    assert read_plan(OWN, "gold.toml").calendars["oficina"].longest_day_minutes == 8 * 60
    assert always_open("UTC").longest_day_minutes == 24 * 60
