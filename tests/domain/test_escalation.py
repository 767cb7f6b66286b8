"""When the levels of a plan are told, and when staff may be paged at all."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.escalation import paged_at, steps, tellings
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import read_plan
from bot.domain.terms import Recipient, RecipientKind
from bot.domain.tickets import Severity
from bot.errors import BeyondTimeError
from tests.domain.own_plan import OWN, changed

BOGOTA: Final = ZoneInfo("America/Bogota")
# Office hours Mon-Thu 8-12 and 13-17, Fri 8-12, in the client's zone. Nothing pages after hours here.
QUIET: Final = changed('[emergency]\nseverities = ["critical"]', '[emergency]\nseverities = ["low"]')


def office(text: str) -> str:
    """A plan whose critical tickets go by office hours."""
    written = (
        'calendar = "24/7"\nfirst_response = "30m"\nnext_response = "1h"\nupdate = "2h"\nresolution = "1d"'
    )
    promised = 'first_response = "4h"\nresolution = "2bd"'
    return changed(written, promised, text.partition("[addons.noches]")[0])


def levels(text: str, opened: str) -> list[tuple[str, str]]:
    """The level and local moment of each step of a critical ticket; November 2026."""
    terms = PlanTerms(read_plan(text, "gold.toml"), "America/Bogota")
    found = steps(terms, Severity.CRITICAL, at(opened))
    return [(step.level.name, f"{step.at.astimezone(BOGOTA):%d %H:%M:%S}") for step in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}".replace(" ", "T")).replace(tzinfo=BOGOTA)


def test_a_level_is_reached_with_its_part_of_the_target_and_the_next_some_time_later() -> None:
    # Around the clock: half of 30 minutes, and 30 minutes more.
    assert levels(OWN, "28 23:00") == [("L1", "28 23:15:00"), ("L2", "28 23:45:00")]


def test_a_part_of_the_target_is_counted_in_the_hours_of_its_clock() -> None:
    # Two of four hours from Thursday 16:00: one that day, one on Friday.
    assert levels(office(QUIET), "26 16:00")[0] == ("L1", "27 09:00:00")


def test_what_falls_outside_the_hours_waits_for_the_opening_and_what_follows_is_counted_from_there() -> None:
    at_once = office(changed("percent = 50\n", "percent = 0\n", QUIET))
    # Friday afternoon: Monday at eight, and half an hour later.
    assert levels(at_once, "27 15:00") == [("L1", "30 08:00:00"), ("L2", "30 08:30:00")]
    # Thursday 16:45, in the hours: half an hour later is after five, so it is Friday at eight.
    assert levels(at_once, "26 16:45") == [("L1", "26 16:45:00"), ("L2", "27 08:00:00")]


def test_an_emergency_pages_at_any_hour() -> None:
    at_once = office(changed("percent = 50\n", "percent = 0\n"))
    assert levels(at_once, "27 15:00") == [("L1", "27 15:00:00"), ("L2", "27 15:30:00")]


def test_the_end_of_the_target_is_the_due_moment_of_business_days_too() -> None:
    # From Friday afternoon: Monday at eight, and two days on. Sixteen open hours are over on Tuesday at five.
    breach = changed(
        "percent = 50\n",
        "percent = 100\n",
        changed('clock = "first_response"', 'clock = "resolution"', QUIET),
    )
    assert levels(office(breach), "27 15:00")[0] == ("L1", "02 08:00:00")


def test_a_level_that_a_higher_one_overtakes_is_never_told() -> None:
    second = changed(
        'after = "30m"',
        'clock = "first_response"\npercent = 100',
        changed('clock = "first_response"', 'clock = "resolution"'),
    )
    # Half of a day, and all of half an hour.
    assert levels(second, "28 23:00") == [("L2", "28 23:30:00")]


def test_of_two_levels_at_one_moment_the_higher_alone_is_told() -> None:
    second = changed('after = "30m"', 'clock = "next_response"\npercent = 25')
    # Half of half an hour, and a quarter of an hour.
    assert levels(second, "28 23:00") == [("L2", "28 23:15:00")]


def told(text: str, opened: str) -> list[tuple[str, int, str]]:
    """Each telling of a critical ticket: level, for which time, and local moment in November 2026."""
    terms = PlanTerms(read_plan(text, "gold.toml"), "America/Bogota")
    found = tellings(terms, Severity.CRITICAL, at(opened))
    return [(step.level.name, step.turn, f"{step.at.astimezone(BOGOTA):%d %H:%M}") for step in found]


def test_a_level_is_told_again_until_the_one_above_is() -> None:
    # Every ten minutes, five times more; half an hour after the first the second level is told instead.
    assert told(OWN, "27 23:00") == [
        ("L1", 1, "27 23:15"),
        ("L1", 2, "27 23:25"),
        ("L1", 3, "27 23:35"),
        ("L2", 1, "27 23:45"),
    ]


def test_the_highest_level_is_told_as_often_as_the_plan_says_and_no_more() -> None:
    alone = OWN.replace('[[escalations.urgente]]\nafter = "30m"\nnotify', "[[escalations.nadie]]\nnotify")
    alone = (
        alone.partition("[[escalations.nadie]]")[0]
        + "[reports.weekly]"
        + OWN.partition("[reports.weekly]")[2]
    )
    times = [turn for _, turn, _ in told(alone, "27 23:00")]
    assert times == [1, 2, 3, 4, 5, 6]


def test_a_repeat_outside_the_hours_waits_for_the_opening() -> None:
    at_once = office(
        changed("percent = 50\n", "percent = 0\n", changed('after = "30m"', 'after = "24h"', QUIET))
    )
    # Thursday at 16:40: two more by five, and the others from Friday at eight.
    assert told(at_once, "26 16:40") == [
        ("L1", 1, "26 16:40"),
        ("L1", 2, "26 16:50"),
        ("L1", 3, "26 17:00"),
        ("L1", 4, "27 08:00"),
        ("L1", 5, "27 08:10"),
        ("L1", 6, "27 08:20"),
        ("L2", 1, "30 08:00"),
    ]


def test_a_severity_without_an_escalation_has_no_steps() -> None:
    terms = PlanTerms(read_plan(OWN, "gold.toml"), "America/Bogota")
    assert steps(terms, Severity.HIGH, at("28 23:00")) == ()


@pytest.mark.parametrize(
    ("moment", "paged"),
    [("27 17:59", "27 17:59"), ("27 18:00", "27 18:00"), ("27 18:01", "30 09:00"), ("30 09:00", "30 09:00")],
    ids=["in the hours", "at their very end", "a minute later", "at the opening"],
)
def test_staff_are_paged_in_the_hours(moment: str, paged: str) -> None:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))
    assert paged_at(at(moment).astimezone(UTC), BusinessCalendar("America/Bogota", week)) == at(paged)


@pytest.mark.parametrize(
    ("recipient", "written"),
    [
        (Recipient(RecipientKind.ASSIGNEE), "assignee"),
        (Recipient(RecipientKind.ACCOUNT_MANAGER), "account_manager"),
        (Recipient(RecipientKind.ON_CALL, "L1"), "on_call:L1"),
        (Recipient(RecipientKind.PERSON, "sam"), "@sam"),
        (Recipient(RecipientKind.GROUP, "seniors"), "group:seniors"),
        (Recipient(RecipientKind.CHANNEL, "crisis"), "#crisis"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_recipient_is_written_as_in_a_plan(recipient: Recipient, written: str) -> None:
    assert str(recipient) == written


def test_a_level_after_the_last_year_is_refused_as_that() -> None:
    # 15 minutes for the first level, 30 more for the second.
    with pytest.raises(BeyondTimeError):
        steps(
            PlanTerms(read_plan(OWN, "gold.toml"), "America/Bogota"),
            Severity.CRITICAL,
            datetime(9999, 12, 31, 23, 29, tzinfo=UTC),
        )


def test_the_first_moment_of_all_is_no_end_of_hours() -> None:
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert paged_at(first, BusinessCalendar.always("UTC")) == first
