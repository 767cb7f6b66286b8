"""When clients are talked to, when the agenda is due, and how its time is dealt out."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Final

import pytest

from bot.domain.agendas import Part, dealt_out
from bot.domain.calendar import BusinessCalendar
from bot.domain.check_ins import (
    CheckIn,
    OwnDate,
    ahead,
    check_ins,
    meetings,
    months_in,
    period_of,
    prepared,
    takes_place,
)
from bot.domain.desks import Client
from bot.domain.measures import business_days_before
from bot.domain.pauses import Pause
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.terms import Cadence, Planning, Report

_ZONE: Final = "America/New_York"
_WEEK: Final = {day: [("09:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
MONTHLY: Final = CheckIn(Cadence.MONTHLY, Planning("Check-in", 5, time(10)))
LATE: Final = CheckIn(Cadence.MONTHLY, Planning("Check-in", 28, time(10)))
REVIEW: Final = CheckIn(Cadence.QUARTERLY, Planning("Review", 8, time(9), 60))
YEARLY: Final = CheckIn(Cadence.YEARLY, Planning("Review", 8, time(9), 90))
ACME: Final = Client("acme", "Acme Orders", "matai-growth", _ZONE, "en", "C0")


def calendar(holidays: Collection[date] = ()) -> BusinessCalendar:
    return BusinessCalendar(_ZONE, _WEEK, holidays)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+00:00")


def own(month: str, moment: str | None, cadence: Cadence = Cadence.MONTHLY) -> OwnDate:
    day = date.fromisoformat(f"{month}-01")
    return OwnDate("acme", cadence, day, at(moment) if moment else None, "U0MAX", at("2026-11-01T12:00"))


@pytest.mark.parametrize(
    ("check_in", "now", "expected"),
    [
        pytest.param(MONTHLY, "2026-11-09T15:00", "2026-12-07T15:00", id="the fifth is a Saturday"),
        pytest.param(MONTHLY, "2026-11-05T14:59", "2026-11-05T15:00", id="a minute before it"),
        pytest.param(MONTHLY, "2026-11-05T15:00", "2026-12-07T15:00", id="it has begun"),
        pytest.param(MONTHLY, "2026-10-20T12:00", "2026-11-05T15:00", id="in winter an hour later in UTC"),
        pytest.param(MONTHLY, "2026-03-01T12:00", "2026-03-05T15:00", id="before clocks go forward"),
        pytest.param(MONTHLY, "2026-03-06T12:00", "2026-04-06T14:00", id="after they did"),
        pytest.param(LATE, "2026-02-20T12:00", "2026-03-02T15:00", id="the 28th is a Saturday: next month"),
        pytest.param(LATE, "2028-02-20T12:00", "2028-02-28T15:00", id="in a leap year"),
        pytest.param(REVIEW, "2026-11-09T15:00", "2027-01-08T14:00", id="the next quarter"),
        pytest.param(YEARLY, "2026-01-08T15:00", "2027-01-08T14:00", id="the next year"),
    ],
)
def test_the_next_talk(check_in: CheckIn, now: str, expected: str) -> None:
    assert ahead(meetings(check_in, calendar(), [], at(now)), at(now))[0].at == at(expected)


@pytest.mark.parametrize(
    ("talk", "holidays", "expected"),
    [
        pytest.param("2026-12-10T15:00", [], "2026-12-08T15:00", id="in the middle of a week"),
        pytest.param("2026-12-07T15:00", [], "2026-12-03T15:00", id="a weekend lies between"),
        pytest.param("2026-11-30T15:00", [date(2026, 11, 26)], "2026-11-25T15:00", id="a holiday, too"),
        pytest.param("2026-12-06T15:00", [], "2026-12-03T15:00", id="a talk on a Sunday"),
        pytest.param("2026-11-02T15:00", [], "2026-10-29T14:00", id="clocks went back between"),
        pytest.param("2026-03-09T14:00", [], "2026-03-05T15:00", id="clocks went forward between"),
        pytest.param("2028-03-01T15:00", [], "2028-02-28T15:00", id="February 29 between"),
        pytest.param("2026-12-10T01:00", [], "2026-12-07T23:00", id="in the evening: when they close"),
        pytest.param("2027-01-04T15:00", [date(2027, 1, 1)], "2026-12-30T15:00", id="over New Year"),
    ],
)
def test_an_agenda_is_due_two_business_days_before(
    talk: str, holidays: Collection[date], expected: str
) -> None:
    due_at = business_days_before(calendar(holidays), at(talk), 2)
    assert abs((due_at - at(expected)).total_seconds()) < 1
    assert prepared(calendar(holidays), MONTHLY, at(talk)).due_at == due_at


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        pytest.param([own("2026-12", "2026-12-03T15:00")], "2026-12-03T15:00", id="sooner"),
        pytest.param([own("2026-12", "2027-01-04T15:00")], "2027-01-04T15:00", id="in the month after"),
        pytest.param([own("2026-11", "2026-11-12T15:00")], "2026-11-12T15:00", id="the plan's day is past"),
        pytest.param([own("2026-12", None)], "2027-01-05T15:00", id="called off"),
        pytest.param(
            [own("2026-12", None, Cadence.QUARTERLY)], "2026-12-07T15:00", id="that of another talk"
        ),
    ],
)
def test_what_was_agreed_stands_in_place_of_the_plan(agreed: list[OwnDate], expected: str) -> None:
    now = at("2026-11-09T15:00")
    assert ahead(meetings(MONTHLY, calendar(), agreed, now), now)[0].at == at(expected)


def test_a_plan_promises_its_planning_and_the_reports_that_are_talked_through() -> None:
    reports = {
        Cadence.MONTHLY: Report("Report", 1, time(9)),
        Cadence.QUARTERLY: Report("Review", 8, time(9), 60),
        Cadence.YEARLY: Report("Balance", 8, time(9)),
    }
    assert check_ins(MONTHLY.planning, reports) == [MONTHLY, REVIEW]
    assert check_ins(None, {}) == []


@pytest.mark.parametrize(
    ("check_in", "talk", "first", "last", "months"),
    [
        pytest.param(MONTHLY, "2026-12-07T15:00", "2026-11-01", "2026-11-30", 0, id="a month"),
        pytest.param(MONTHLY, "2026-12-01T15:00", "2026-11-01", "2026-11-30", 0, id="whole when people talk"),
        pytest.param(MONTHLY, "2026-11-30T15:00", "2026-10-01", "2026-10-31", 0, id="the last whole one"),
        pytest.param(MONTHLY, "2027-01-05T15:00", "2026-12-01", "2026-12-31", 0, id="no month is left out"),
        pytest.param(REVIEW, "2027-01-08T14:00", "2026-10-01", "2026-12-31", 3, id="a quarter"),
        pytest.param(YEARLY, "2027-01-08T14:00", "2026-01-01", "2026-12-31", 12, id="a year"),
    ],
)
def test_what_a_talk_looks_back_on(check_in: CheckIn, talk: str, first: str, last: str, months: int) -> None:
    period = period_of(prepared(calendar(), check_in, at(talk)), _ZONE)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    found = months_in(period)
    assert len(found) == months
    if months:
        assert (found[0].first, found[-1].last) == (period.first, period.last)
        assert {each.unit for each in found} == {PeriodUnit.MONTH}
        assert found[0] == ReportPeriod(PeriodUnit.MONTH, found[0].first, found[0].last, _ZONE)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-12-07T15:00", True, id="under the contract"),
        pytest.param("2027-01-01T04:59", True, id="its last evening, where the client is"),
        pytest.param("2027-01-01T05:00", False, id="it has ended"),
        pytest.param("2025-12-31T15:00", False, id="it has not begun"),
        pytest.param("2026-11-10T15:00", False, id="the plan is paused"),
    ],
)
def test_talks_take_place_under_a_contract_that_is_in_force(moment: str, expected: bool) -> None:
    client = Client(
        *("acme", "Acme Orders", "matai-growth", _ZONE, "en", "C0"),
        contract_from=date(2026, 1, 5),
        contract_to=date(2026, 12, 31),
    )
    span = at("2026-11-10T05:00"), at("2026-12-05T05:00")
    pause = Pause("P1", "acme", *span, "U0MAX", at("2026-11-09T15:00"))
    assert takes_place(client, [pause], at(moment)) is expected


@pytest.mark.parametrize(
    ("minutes", "most", "expected"),
    [
        pytest.param(30, Part.ISSUES, [5, 10, 5, 5, 5], id="half an hour with trouble"),
        pytest.param(30, Part.PLANNING, [5, 5, 5, 10, 5], id="half an hour without"),
        pytest.param(60, Part.ISSUES, [10, 20, 10, 10, 10], id="an hour"),
        pytest.param(5, Part.PLANNING, [1, 1, 1, 1, 1], id="five minutes"),
        pytest.param(44, Part.ISSUES, [7, 16, 7, 7, 7], id="what cannot be divided"),
    ],
)
def test_the_time_of_a_talk_is_dealt_out(minutes: int, most: Part, expected: list[int]) -> None:
    found = dealt_out(minutes, most)
    assert list(found) == list(Part)
    assert list(found.values()) == expected
    assert sum(expected) == minutes
