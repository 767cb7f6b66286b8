"""A sample ticket as it is read in a terminal of the usual width."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.command_line.simulated import sample_shown
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan, read_plan
from bot.domain.simulation import simulate
from bot.domain.tickets import Severity
from bot.services.plans import find_plan, load_plans
from tests.domain.own_plan import OWN, changed

EVENING = datetime(2026, 12, 24, 22, 30, tzinfo=UTC)


def shown(plan: Plan, severity: Severity = Severity.CRITICAL) -> str:
    console = Console(width=80, record=True, quiet=False, highlight=False)
    with console.capture() as captured:
        console.print(sample_shown(simulate(PlanTerms(plan, plan.time_zone), severity, EVENING)))
    return captured.get()


@pytest.mark.parametrize("plan", load_plans(None).values(), ids=lambda plan: plan.id)
def test_whom_an_escalation_tells_is_read_on_eighty_columns(plan: Plan) -> None:
    for severity in Severity:
        page = shown(plan, severity)
        zone = ZoneInfo(plan.time_zone)
        sample = simulate(PlanTerms(plan, plan.time_zone), severity, EVENING)
        for step in sample.escalation:
            assert all(str(whom) in page for whom in step.level.notify)
            assert f"{step.at.astimezone(zone):%b %Y, %H:%M}" in page.partition("whom it tells")[2]
        assert max(map(len, page.splitlines())) <= 80


def test_what_is_not_counted_is_counted_on_no_calendar() -> None:
    page = shown(find_plan("matai-growth", None), Severity.LOW)
    assert "next_planning on" not in page
    assert "best_effort on" not in page


def test_each_time_that_a_level_is_told_has_its_moment() -> None:
    page = shown(read_plan(changed("repeats = 5", "repeats = 1"), "gold.toml"))
    told = [
        line.split("2026, ")[1] for line in page.partition("whom it tells")[2].splitlines() if "2026," in line
    ]
    assert [each.strip() for each in told] == ["17:45", "17:55", "18:15"]
    assert page.count("1 of 2") == page.count("2 of 2") == 1


def test_a_level_that_is_told_once_is_not_counted() -> None:
    page = shown(read_plan(changed("repeats = 5", "repeats = 0"), "gold.toml"))
    assert " of " not in page.partition("whom it tells")[2]


def test_the_whole_name_of_a_level_is_told() -> None:
    named = changed('title = "Mesa"', 'title = "Mesa de ayuda de primer nivel para todos"', OWN)
    page = " ".join(shown(read_plan(named, "gold.toml")).split())
    assert all(word in page for word in ("Mesa", "ayuda", "todos"))
