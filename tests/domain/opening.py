"""A ticket that Ana of Acme has just opened, and the people who have to do with it."""

from datetime import UTC, datetime
from typing import Final

from bot.domain import moves
from bot.domain.moves import Opening
from bot.domain.people import Person, Role
from bot.domain.plans import Plan
from bot.domain.step import Step
from bot.domain.tickets import Origin, Severity

ANA: Final = Person("U_ANA", Role.CLIENT, "acme")
SAM: Final = Person("U_SAM", Role.ENGINEER)
KIM: Final = Person("U_KIM", Role.ENGINEER)
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def opened(
    number: int = 1,
    client: str = "acme",
    *,
    at: datetime = AT,
    severity: Severity = Severity.MEDIUM,
    plan: Plan | None = None,
) -> Step:
    """Open a ticket from a message; without *plan* it goes by one that nobody reads."""
    opening = Opening(
        number=number,
        client=client,
        channel="C_ACME",
        triage="C_TRIAGE",
        thread_ts=f"{number}.1",
        title="Orders are stuck",
        requester=ANA.id,
        plan=plan.id if plan else "gold",
        plan_version=plan.version if plan else "v1",
        time_zone=plan.time_zone if plan else "America/New_York",
        severity=severity,
        origin=Origin.MESSAGE,
        head_ts=f"{number}.1",
    )
    return moves.open_ticket(opening, by=ANA, at=at)
