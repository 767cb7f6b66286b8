"""What it costs to know a ticket's clocks: all four folded from its events, beside one `due` of its calendar.

A high ticket of `matai-growth` with a message, an answer, a wait and its end in turn, one each hour.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Final

from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Fact, Severity, TicketEvent
from bot.services.plans import find_plan
from tests.bench.calendar import best_of, microseconds
from tests.bench.calendar_peers import Act
from tests.bench.table import Row

_OPENED: Final = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)
_FACTS: Final[dict[str, Fact]] = {"severity": "high", "origin": "message", "plan": "matai-growth"}
_TURNS: Final[tuple[tuple[EventKind, str, dict[str, Fact]], ...]] = (
    (EventKind.MESSAGED, "client", {}),
    (EventKind.REPLIED, "engineer", {}),
    (EventKind.WAITED, "engineer", {"status": "waiting_on_client"}),
    (EventKind.RESUMED, "engineer", {}),
)
_ALLOWANCE: Final = timedelta(hours=8)
_COUNTS: Final = (2, 10, 100)


async def measure() -> list[Row]:
    """Return what a fold costs by the number of events, each with its ratio to one `due`."""
    plan = find_plan("matai-growth", None)
    terms = PlanTerms(plan, plan.time_zone)
    folds = {f"the clocks of {count} events": _fold(count, terms) for count in _COUNTS}
    costs = best_of({"one due of 8 h": _due(terms), **folds})
    due = next(iter(costs.values()))
    return [Row(name, microseconds(cost), cost / due) for name, cost in costs.items()]


def _due(terms: PlanTerms) -> Act:
    target = terms.measure(Severity.HIGH, Clock.RESOLUTION)
    assert target is not None
    return lambda: target.calendar.due(_OPENED, _ALLOWANCE)


def _fold(count: int, terms: PlanTerms) -> Act:
    log = list(_events(count, terms.plan.version))
    return lambda: measured(log, lambda _: terms, log[-1].at)


def _events(count: int, version: str) -> Iterator[TicketEvent]:
    """Yield a ticket's opening and what followed."""
    yield TicketEvent(142, 1, EventKind.OPENED, _OPENED, "U1", "client", version, _FACTS)
    for number, (kind, role, facts) in enumerate(islice(cycle(_TURNS), count - 1), start=2):
        at = _OPENED + timedelta(hours=number)
        yield TicketEvent(142, number, kind, at, "U1", role, version, facts)
