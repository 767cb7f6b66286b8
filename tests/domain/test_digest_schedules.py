"""When digests come by themselves: their moments, what each is about, and how they are typed."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.digest_schedules import OwnSchedule, Schedule, in_force
from bot.domain.digest_text import TypedSchedule, read_schedule
from bot.domain.terms import Cadence, Report
from bot.errors import UnknownWordError
from bot.report_errors import BadScheduleError

_ZONE = "America/New_York"
MONDAYS = Schedule(Cadence.WEEKLY, 1, time(9), _ZONE)
FRIDAYS = Schedule(Cadence.WEEKLY, 5, time(15), _ZONE)
MONTHLY = Schedule(Cadence.MONTHLY, 1, time(9), _ZONE)
QUARTERLY = Schedule(Cadence.QUARTERLY, 8, time(9), _ZONE)
YEARLY = Schedule(Cadence.YEARLY, 8, time(9), _ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+00:00")


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        pytest.param(MONDAYS, "11-23T13:59", "2026-11-23T14:00", id="later the same day"),
        pytest.param(MONDAYS, "11-23T14:00", "2026-11-30T14:00", id="a week after its own moment"),
        pytest.param(MONDAYS, "10-26T20:00", "2026-11-02T14:00", id="by the clock on the wall: it went back"),
        pytest.param(FRIDAYS, "11-26T12:00", "2026-11-27T20:00", id="tomorrow"),
        pytest.param(MONTHLY, "11-23T12:00", "2026-12-01T14:00", id="the first of the month"),
        pytest.param(QUARTERLY, "11-23T12:00", "2027-01-08T14:00", id="the eighth of the quarter"),
        pytest.param(YEARLY, "01-08T15:00", "2027-01-08T14:00", id="the eighth of the year"),
    ],
)
def test_the_next_moment(schedule: Schedule, after: str, expected: str) -> None:
    assert schedule.next(at(after)) == datetime.fromisoformat(f"{expected}:00+00:00")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param("11-23T14:00", "11-30T13:59", None, id="nothing was due"),
        pytest.param("11-23T13:00", "11-23T14:00", "11-23T14:00", id="its own moment"),
        pytest.param("10-01T00:00", "11-24T00:00", "11-23T14:00", id="of eight only the latest"),
    ],
)
def test_the_latest_moment_that_was_missed(since: str, until: str, expected: str | None) -> None:
    assert MONDAYS.latest(at(since), at(until)) == (expected and at(expected))


def test_the_skipped_hour_is_told_once() -> None:
    spring = Schedule(Cadence.WEEKLY, 7, time(2, 30), _ZONE)
    first = spring.next(at("03-07T00:00"))
    assert first.astimezone(UTC) == at("03-08T07:30")
    assert spring.next(first) == at("03-15T06:30")


@pytest.mark.parametrize(
    ("schedule", "moment", "first", "last"),
    [
        pytest.param(MONDAYS, "11-23T14:00", date(2026, 11, 16), date(2026, 11, 22), id="the week before"),
        pytest.param(FRIDAYS, "11-27T20:00", date(2026, 11, 20), date(2026, 11, 26), id="seven days"),
        pytest.param(MONTHLY, "12-01T14:00", date(2026, 11, 1), date(2026, 11, 30), id="the month before"),
        pytest.param(QUARTERLY, "10-08T13:00", date(2026, 7, 1), date(2026, 9, 30), id="the quarter before"),
        pytest.param(YEARLY, "01-08T14:00", date(2025, 1, 1), date(2025, 12, 31), id="the year before"),
    ],
)
def test_what_a_digest_is_about(schedule: Schedule, moment: str, first: date, last: date) -> None:
    period = schedule.period(at(moment))
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("schedule", [MONDAYS, FRIDAYS, MONTHLY, QUARTERLY])
def test_no_day_is_told_twice_or_never(schedule: Schedule) -> None:
    first = schedule.next(at("03-01T00:00"))
    second = schedule.next(first)
    assert schedule.period(first).until_at == schedule.period(second).from_at


def test_what_managers_set_outweighs_what_the_plan_promises() -> None:
    promised = {
        Cadence.WEEKLY: Report("Weekly summary", 5, time(15)),
        Cadence.MONTHLY: Report("R", 1, time(9)),
    }
    own = [
        OwnSchedule("client:acme", Cadence.WEEKLY, is_off=False, day=1, at=time(8), time_zone="UTC"),
        OwnSchedule("client:acme", Cadence.MONTHLY, is_off=True),
        OwnSchedule("client:acme", Cadence.QUARTERLY, is_off=False, day=8, at=time(9), time_zone="UTC"),
    ]
    assert in_force(promised, own, _ZONE) == [
        Schedule(Cadence.WEEKLY, 1, time(8), "UTC", "Weekly summary"),
        Schedule(Cadence.QUARTERLY, 8, time(9), "UTC"),
    ]
    assert in_force(promised, (), _ZONE)[0] == Schedule(Cadence.WEEKLY, 5, time(15), _ZONE, "Weekly summary")


_ALL = tuple(Cadence)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", TypedSchedule("")),
        ("Acme Orders", TypedSchedule("Acme Orders")),
        ("weekly mon 9:00", TypedSchedule("", (Cadence.WEEKLY,), 1, time(9))),
        (
            "acme weekly Friday 17:30 europe/lisbon",
            TypedSchedule("acme", (Cadence.WEEKLY,), 5, time(17, 30), "Europe/Lisbon"),
        ),
        ("Acme Orders monthly 1", TypedSchedule("Acme Orders", (Cadence.MONTHLY,), 1, time(9))),
        ("quarterly 8 9", TypedSchedule("", (Cadence.QUARTERLY,), 8, time(9))),
        ("acme weekly off", TypedSchedule("acme", (Cadence.WEEKLY,))),
        ("weekly plan", TypedSchedule("", (Cadence.WEEKLY,), as_planned=True)),
        ("off", TypedSchedule("", _ALL)),
        ("acme plan", TypedSchedule("acme", _ALL, as_planned=True)),
    ],
)
def test_a_schedule_is_read_as_it_is_meant(typed: str, expected: TypedSchedule) -> None:
    assert read_schedule(typed) == expected


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("weekly", "which_weekday"),
        ("monthly", "which_day"),
        ("weekly soon 9:00", "weekday"),
        ("monthly 31 9:00", "day"),
        ("monthly mon", "day"),
        ("weekly mon 25:00", "time"),
        ("weekly mon noon", "time"),
    ],
)
def test_what_cannot_be_used_is_explained(typed: str, why: str) -> None:
    with pytest.raises(BadScheduleError) as refused:
        read_schedule(typed)
    assert refused.value.why == why


def test_a_zone_that_there_is_none_of_is_explained() -> None:
    with pytest.raises(UnknownWordError):
        read_schedule("weekly mon 9:00 Nowhere/Land")
