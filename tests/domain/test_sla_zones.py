"""A client whose time zone differs from the plan's: whose clock on the wall counts is for the plan to say."""

from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import Measured, measured
from bot.domain.tickets import EventKind, TicketEvent
from bot.services.plans import load_plans

PLANS: Final = load_plans(None)
LISBON: Final = "Europe/Lisbon"
MONDAY: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Ten o'clock in Lisbon, seven in São Paulo, five in New York."""


def first_response(plan: str, time_zone: str, severity: str = "critical") -> Measured:
    """The first response to a report of that Monday."""
    facts = {"severity": severity, "origin": "message", "plan": plan}
    event = TicketEvent(1, 1, EventKind.OPENED, MONDAY, "U1", "client", PLANS[plan].version, facts)
    return measured([event], lambda _: PlanTerms(PLANS[plan], time_zone), MONDAY)[0]


@pytest.mark.parametrize("time_zone", [LISBON, "America/New_York", "Asia/Tokyo"])
def test_a_client_whose_zone_differs_from_the_plans_has_the_hours_of_the_plan(time_zone: str) -> None:
    """Matai opens at nine Eastern time, wherever the client is: four hours from there."""
    assert first_response("matai-growth", time_zone).due_at == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_zone", "due_at"),
    [
        (LISBON, datetime(2026, 11, 24, 10, 0, tzinfo=UTC)),
        ("America/Sao_Paulo", datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
    ],
    ids=["in Lisbon it is open: ten o'clock a business day later", "in São Paulo it opens at nine"],
)
def test_a_client_whose_zone_differs_from_the_plans_has_their_own_hours_where_the_plan_says_so(
    time_zone: str, due_at: datetime
) -> None:
    assert first_response("apendice-b", time_zone).due_at == due_at


def test_around_the_clock_no_zone_makes_a_difference() -> None:
    found = {first_response("ongoing-support", each).due_at for each in (LISBON, "Asia/Tokyo")}
    assert found == {datetime(2026, 11, 23, 11, 0, tzinfo=UTC)}
