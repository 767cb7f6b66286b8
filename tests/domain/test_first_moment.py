"""A ticket that was only just opened: its next moment is what its whole log would say."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import measured, next_moment
from bot.domain.tickets import EventKind, Severity, TicketEvent
from bot.services.plans import load_plans

PLANS: Final = load_plans(None)
MONDAY: Final = datetime(2026, 11, 23, tzinfo=UTC)
LATER: Final = (0, 1, 60, 4 * 60, 9 * 60, 24 * 60, 7 * 24 * 60, 40 * 24 * 60)
"""Minutes after the opening, and before it: Slack's clock may be ahead of ours."""


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("plan", PLANS)
def test_the_short_way_says_what_the_whole_log_says(plan: str, severity: Severity) -> None:
    terms = PlanTerms(PLANS[plan], "America/Sao_Paulo")
    facts = {"severity": severity.value, "origin": "message", "plan": plan}
    for opened_at in (MONDAY + timedelta(hours=7 * n, seconds=n) for n in range(24)):
        event = TicketEvent(1, 1, EventKind.OPENED, opened_at, "U1", "client", PLANS[plan].version, facts)
        for now in (opened_at + timedelta(minutes=minutes) for minutes in (-1, *LATER)):
            expected = next_moment(measured([event], lambda _: terms, now), now)
            assert terms.first_moment(severity, opened_at, now) == expected, (opened_at, now)
