"""An escalation upon one ticket, where its levels, its clocks and its people change on the way."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain import alarms, moves
from bot.domain.alarms import Reached
from bot.domain.chain import Chain
from bot.domain.countdown import breaches_due
from bot.domain.folding import fold
from bot.domain.people import Person
from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import measured
from bot.domain.step import Step
from bot.domain.tickets import EventKind, Severity, Ticket, TicketEvent
from bot.errors import NothingToChangeError
from bot.services.plans import load_plans
from tests.domain.opening import ANA, KIM, SAM, opened

PLANS: Final = load_plans(None)
MONDAY: Final = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""Ten in New York, noon in São Paulo: everybody is there."""
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
TOLD_SAM: Final = Reached(here=("U_SAM",))


class Case:
    """A ticket under a plan, to which one thing happens after the other."""

    def __init__(self, plan: str, severity: Severity, at: datetime = MONDAY) -> None:
        self.terms = PlanTerms(PLANS[plan], PLANS[plan].time_zone)
        self.log: list[TicketEvent] = [*opened(at=at, severity=severity, plan=PLANS[plan]).events]

    @property
    def ticket(self) -> Ticket:
        return fold(self.log)

    def take(self, step: Step) -> None:
        self.log += step.events

    def chain(self, now: datetime) -> Chain:
        return Chain(self.terms, self.ticket, self.log, measured(self.log, lambda _: self.terms, now))

    def page(self, now: datetime, reached: Reached = TOLD_SAM) -> None:
        """Tell the highest level that is due."""
        chain = self.chain(now)
        self.take(alarms.page(chain, chain.due(now)[-1], reached, now))

    def due(self, now: datetime) -> Sequence[tuple[int, int]]:
        return [(page.level, page.turn) for page in self.chain(now).due(now)]

    def cannot(self, now: datetime, who: Person = SAM) -> None:
        self.take(alarms.decline(self.chain(now), by=who, at=now))


def test_a_worse_severity_tells_the_level_that_was_reached_again_at_once() -> None:
    case = Case("apendice-b", Severity.HIGH)
    at = case.chain(MONDAY).next_at(MONDAY)
    while at is not None and case.chain(at).reached < 2:
        case.page(at)
        at = case.chain(at).next_at(at)
    assert at is not None
    case.take(moves.set_severity(case.ticket, Severity.CRITICAL, by=KIM, at=at))
    assert case.due(at) == [(2, 1)], "L1 lies behind, and nobody waits for an hour after it"
    case.page(at)
    assert case.due(at + 59 * MINUTE) == []
    assert case.due(at + HOUR) == [(3, 1)]


def test_one_who_cannot_asks_nobody_once_somebody_has_answered() -> None:
    case = Case("matai-growth", Severity.CRITICAL)
    case.page(MONDAY)
    case.take(moves.reply(case.ticket, by=KIM, at=MONDAY + MINUTE, text="We are on it"))
    with pytest.raises(NothingToChangeError, match="answered"):
        case.cannot(MONDAY + 2 * MINUTE)


def test_an_answer_after_one_who_cannot_ends_the_search_for_the_next() -> None:
    case = Case("aetherlink-professional", Severity.CRITICAL)
    at = case.chain(MONDAY).next_at(MONDAY)
    assert at is not None
    while at is not None and at < MONDAY + 9 * HOUR:
        case.page(at)
        at = case.chain(at).next_at(at)
    night = MONDAY.replace(hour=3) + timedelta(days=1)
    case.cannot(night)
    assert case.due(night) == [], "nobody is paged while the plan is closed"
    opening = case.chain(night).next_at(night)
    assert opening == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    case.take(moves.reply(case.ticket, by=KIM, at=opening - MINUTE, text="We are on it"))
    assert case.due(opening) == []


def test_one_whom_staff_called_at_night_hands_on_at_night() -> None:
    case = Case("aetherlink-professional", Severity.CRITICAL)
    night = MONDAY.replace(hour=4) + timedelta(days=1)
    case.take(alarms.ask_for_next(case.chain(night), "It burns", by=KIM, at=night))
    case.page(night)
    case.cannot(night + MINUTE)
    assert case.due(night + MINUTE) == [(1, 1)]


def test_one_who_cannot_is_heard_though_levels_above_were_left_out() -> None:
    case = Case("matai-growth", Severity.CRITICAL)
    case.page(MONDAY)
    later = MONDAY + 2 * HOUR
    case.page(later, Reached())
    case.cannot(later + MINUTE)
    assert case.due(later + MINUTE)[0] == (1, 1)


def test_a_breach_is_told_once_though_an_older_message_is_heard_later() -> None:
    case = Case("matai-growth", Severity.CRITICAL)
    case.take(moves.reply(case.ticket, by=KIM, at=MONDAY + MINUTE, text="We are on it"))
    for ts, minutes in (("5.5", 10), ("4.4", 9)):
        at = MONDAY + minutes * MINUTE
        said = moves.hear(case.ticket, ts, courtesy=False, by=ANA, at=at, ask_again_minutes=10)
        case.take(said)
        now = MONDAY + 10 * HOUR
        for clock in breaches_due(case.log, case.chain(now).clocks):
            case.take(alarms.breach(case.ticket, clock, Reached(), now, tells_client=False))
    told = [event.text("clock") for event in case.log if event.kind is EventKind.BREACHED]
    assert sorted(told) == sorted(set(told)), told
    assert "next_response" in told


def test_a_level_beyond_those_of_another_severity_is_nobodys() -> None:
    case = Case("matai-efficiency", Severity.CRITICAL)
    case.page(MONDAY)
    for hours in (2, 4):
        case.page(MONDAY + hours * HOUR)
    now = MONDAY + 5 * HOUR
    case.cannot(now)
    case.take(moves.set_severity(case.ticket, Severity.HIGH, by=KIM, at=now + MINUTE))
    assert case.due(now + 2 * MINUTE) == []
