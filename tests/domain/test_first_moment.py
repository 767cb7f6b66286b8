"""A ticket that was only just opened: its next moment is what its whole log would say."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.chain import Chain
from bot.domain.countdown import next_moment
from bot.domain.first_moment import first_moment
from bot.domain.folding import fold
from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import measured
from bot.domain.tickets import EventKind, Severity, TicketEvent
from bot.services.plans import load_plans

PLANS: Final = load_plans(None)
MONDAY: Final = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("plan", PLANS)
def test_the_short_way_says_what_the_whole_log_says(plan: str, severity: Severity) -> None:
    terms = PlanTerms(PLANS[plan], "America/Sao_Paulo")
    facts = {"severity": severity.value, "origin": "message", "plan": plan}
    for opened_at in (MONDAY + timedelta(hours=7 * n, seconds=n) for n in range(24)):
        event = TicketEvent(1, 1, EventKind.OPENED, opened_at, "U1", "client", PLANS[plan].version, facts)
        before = opened_at - timedelta(seconds=1)
        chain = Chain(terms, fold([event]), [event], measured([event], lambda _: terms, opened_at))
        moments = next_moment(chain.clocks, opened_at), chain.next_at(before)
        expected = min((at for at in moments if at), default=None)
        assert first_moment(terms, severity, opened_at) == expected, opened_at
