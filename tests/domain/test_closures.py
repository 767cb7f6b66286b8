"""When nobody is there: since when, until when, because of which holidays, and who is told so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.domain.closures import Closure, closure_at, closure_of, first_answer_tells, may_need_answer
from bot.domain.plans import with_addons
from bot.domain.tickets import Origin, Severity, Status
from bot.domain.timetables import Region, Timetable, always_open
from bot.services.plans import find_plan
from tests.views.kit import TICKET

OFFICE: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))
SIESTA: Final = dict.fromkeys(OFFICE, (("09:00", "13:00"), ("15:00", "19:00")))
LUNCH: Final = dict.fromkeys(OFFICE, (("09:00", "12:00"), ("13:00", "18:00")))
NIGHTS: Final = dict.fromkeys(OFFICE, (("22:00", "23:30"), ("00:30", "06:00")))
NEW_YORK: Final = Timetable("America/New_York", OFFICE, region=Region("US"))
SAO_PAULO: Final = find_plan("apendice-b", None).calendars["comercial"]
MADRID: Final = Timetable("Europe/Madrid", SIESTA)
OWN_CARNIVAL: Final = {date(2027, 2, 8): "Carnaval", date(2027, 2, 9): "Carnaval"}
GROWTH: Final = find_plan("matai-growth", None)
AFTER_HOURS: Final = with_addons(GROWTH, ["after-hours"])


def at(timetable: Timetable, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timetable.time_zone)).astimezone(UTC)


# Hours, the moment, since when it is closed, when it opens, and the holidays that are named.
CLOSED: Final[Mapping[str, tuple[Timetable, str, str, str, list[str]]]] = {
    "a weekend": (NEW_YORK, "2026-11-21 14:00", "2026-11-20 18:00", "2026-11-23 09:00", []),
    "an evening": (NEW_YORK, "2026-11-23 18:00", "2026-11-23 18:00", "2026-11-24 09:00", []),
    "an early morning": (NEW_YORK, "2026-11-24 08:59:59", "2026-11-23 18:00", "2026-11-24 09:00", []),
    "the night before a holiday": (
        *(NEW_YORK, "2026-11-25 20:00", "2026-11-25 18:00", "2026-11-27 09:00"),
        ["Thanksgiving Day"],
    ),
    "a holiday": (
        *(NEW_YORK, "2026-11-26 11:00", "2026-11-25 18:00", "2026-11-27 09:00"),
        ["Thanksgiving Day"],
    ),
    "a weekend after a holiday, which is past": (
        *(SAO_PAULO, "2026-11-21 10:00", "2026-11-19 18:00", "2026-11-23 09:00"),
        [],
    ),
    "a weekend before a holiday": (
        *(SAO_PAULO, "2026-10-10 10:00", "2026-10-09 18:00", "2026-10-13 09:00"),
        ["Nossa Senhora Aparecida"],
    ),
    "a holiday on a Sunday, which takes no hours": (
        *(SAO_PAULO, "2026-11-14 10:00", "2026-11-13 18:00", "2026-11-16 09:00"),
        [],
    ),
    "the weekend of carnival, which is no public holiday in São Paulo": (
        *(SAO_PAULO, "2027-02-06 10:00", "2027-02-05 18:00", "2027-02-08 09:00"),
        [],
    ),
    "carnival where the plan closes for it": (
        replace(SAO_PAULO, closed=OWN_CARNIVAL),
        *("2027-02-06 10:00", "2027-02-05 18:00", "2027-02-10 09:00"),
        ["Carnaval", "Carnaval"],
    ),
    "the second day of carnival, the first being past": (
        replace(SAO_PAULO, closed=OWN_CARNIVAL),
        *("2027-02-09 10:00", "2027-02-05 18:00", "2027-02-10 09:00"),
        ["Carnaval"],
    ),
    "a weekend in which clocks go back": (
        *(NEW_YORK, "2026-10-31 12:00", "2026-10-30 18:00", "2026-11-02 09:00"),
        [],
    ),
    "a weekend in which clocks go forward": (
        *(NEW_YORK, "2027-03-14 12:00", "2027-03-12 18:00", "2027-03-15 09:00"),
        [],
    ),
    "two hours at noon": (MADRID, "2026-11-24 14:00", "2026-11-24 13:00", "2026-11-24 15:00", []),
    "an hour at midnight": (
        *(Timetable("UTC", NIGHTS), "2026-11-24 23:45", "2026-11-24 23:30", "2026-11-25 00:30"),
        [],
    ),
}


@pytest.mark.parametrize("case", CLOSED)
def test_a_closure_lasts_from_a_closing_to_the_next_opening_and_names_its_holidays(case: str) -> None:
    timetable, moment, began, opens, names = CLOSED[case]
    closure = closure_at(timetable, at(timetable, moment))
    assert closure is not None
    assert (closure.began_at, closure.opens_at) == (at(timetable, began), at(timetable, opens))
    assert list(closure.holidays.values()) == names


@pytest.mark.parametrize(
    ("timetable", "moment"),
    [
        (NEW_YORK, "2026-11-23 09:00"),
        (NEW_YORK, "2026-11-23 17:59:59"),
        (SAO_PAULO, "2027-02-08 10:00"),
        (Timetable("America/Bogota", LUNCH), "2026-11-24 12:30"),
        (always_open("America/New_York"), "2026-12-25 03:00"),
        (Timetable("UTC", {"mon": ()}), "2026-11-24 12:30"),
    ],
    ids=[
        "from the first second on",
        "to the last second",
        "on carnival in São Paulo, as the appendix has it",
        "in a lunch break",
        "around the clock",
        "where it never opens",
    ],
)
def test_there_is_no_closure(timetable: Timetable, moment: str) -> None:
    assert closure_at(timetable, at(timetable, moment)) is None


def test_a_client_elsewhere_has_the_hours_of_their_own_wall_where_the_plan_says_so() -> None:
    """Half past eight in Manaus is half past nine in São Paulo."""
    moment = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    plan = find_plan("apendice-b", None)
    assert closure_of(plan, Severity.HIGH, "America/Sao_Paulo", moment) is None
    closure = closure_of(plan, Severity.HIGH, "America/Manaus", moment)
    assert closure is not None
    assert closure.opens_at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("severity", Severity)
def test_an_add_on_opens_around_the_clock_for_the_severities_that_it_names(severity: Severity) -> None:
    saturday = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert closure_of(GROWTH, severity, "America/New_York", saturday) is not None
    bought = closure_of(AFTER_HOURS, severity, "America/New_York", saturday)
    assert (bought is None) == (severity in {Severity.CRITICAL, Severity.HIGH})


WEEKEND: Final = Closure(
    datetime(2026, 11, 20, 23, tzinfo=UTC), datetime(2026, 11, 23, 14, tzinfo=UTC), holidays={}
)


@pytest.mark.parametrize(
    ("opened_at", "origin", "tells"),
    [
        (WEEKEND.began_at, Origin.MESSAGE, True),
        (WEEKEND.began_at - timedelta(microseconds=1), Origin.MESSAGE, False),
        (WEEKEND.began_at + timedelta(hours=1), Origin.EMOJI, True),
        (WEEKEND.began_at + timedelta(hours=1), Origin.COMMAND, False),
        (WEEKEND.began_at + timedelta(hours=1), Origin.SPLIT, False),
    ],
    ids=["opened as it began", "opened just before", "opened in it", "opened by staff", "split off by staff"],
)
def test_the_first_answer_tells_of_the_closure_that_the_ticket_was_opened_in(
    opened_at: datetime, origin: Origin, tells: bool
) -> None:
    assert first_answer_tells(replace(TICKET, opened_at=opened_at, origin=origin), WEEKEND) is tells


@pytest.mark.parametrize(
    ("minutes", "needed"),
    [(None, True), (15, True), (14.9, False), (0, False), (-1, False)],
    ids=["never", "a quarter of an hour ago", "less ago", "now", "after what was said"],
)
def test_who_talks_with_us_needs_no_answer_that_we_are_closed(minutes: float | None, needed: bool) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    replied_at = None if minutes is None else now - timedelta(minutes=minutes)
    ticket = replace(TICKET, status=Status.OPEN, last_staff_at=replied_at)
    assert may_need_answer(ticket, now) is needed


@pytest.mark.parametrize("status", Status)
def test_only_an_open_ticket_needs_an_answer_that_we_are_closed(status: Status) -> None:
    over = {Status.RESOLVED, Status.CLOSED, Status.CANCELLED}
    assert may_need_answer(replace(TICKET, status=status), TICKET.opened_at) is (status not in over)


def test_closures_are_told_apart_by_their_end() -> None:
    assert WEEKEND.key == 1_795_442_400_000_000
    assert replace(WEEKEND, opens_at=WEEKEND.opens_at + timedelta(seconds=1)).key == WEEKEND.key + 1_000_000
