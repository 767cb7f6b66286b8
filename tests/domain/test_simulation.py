"""A sample ticket: what the running escalation would tell, and the end of time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import read_plan
from bot.domain.simulation import simulate
from bot.domain.tickets import Severity
from bot.errors import BeyondTimeError
from tests.domain.own_plan import OWN, changed
from tests.domain.test_chain import PLANS, Case

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("plan", PLANS)
def test_a_sample_is_told_what_the_running_escalation_tells(plan: str, severity: Severity) -> None:
    for opened_at in (FRIDAY + timedelta(hours=7 * n) for n in range(12)):
        case, told = Case(plan, severity, opened_at), list[tuple[str, datetime]]()
        now = case.chain(opened_at).due_at_earliest(opened_at)
        while now is not None:
            level, _ = case.due(now)[-1]
            told.append((f"L{level}", now))
            case.page(now)
            now = case.chain(now).due_at_earliest(now)
        sample = simulate(case.terms, severity, opened_at)
        assert [(step.level.name, step.at) for step in sample.escalation] == told, opened_at


def test_a_sample_whose_moments_have_no_date_everywhere_is_refused() -> None:
    """On the last day in UTC clocks on Kiritimati would show the year 10000."""
    text = changed('resolution = "1d"', 'resolution = "365d"', OWN.partition("[addons.noches]")[0])
    terms = PlanTerms(read_plan(text, "gold.toml"), "Pacific/Kiritimati")
    sample = simulate(terms, Severity.CRITICAL, datetime(9998, 12, 30, 20, 0, tzinfo=UTC))
    assert sample.clocks[-1].due_at == datetime(9999, 12, 30, 20, 0, tzinfo=UTC)
    with pytest.raises(BeyondTimeError):
        simulate(terms, Severity.CRITICAL, datetime(9998, 12, 31, 20, 0, tzinfo=UTC))
