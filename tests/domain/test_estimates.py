"""Estimates: how they are typed, what they cost, and what of them stands in a log of any order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cost_errors import BadEstimateError, EstimateSettledError
from bot.domain import costs, estimate_moves
from bot.domain.alarms import Reached
from bot.domain.estimates import (
    Estimate,
    EstimateDue,
    EstimateState,
    Offer,
    agreed,
    approved_minutes,
    cost_of,
    estimate_due,
    estimate_of,
    estimates_of,
    is_near,
    is_passed,
    next_estimate_due,
)
from bot.domain.estimates_typed import Typed, offer_of, read_minutes, read_price, read_typed
from bot.domain.people import Person, Role
from bot.domain.plan_terms import PlanTerms
from bot.domain.step import Step
from bot.domain.terms import Money
from bot.domain.tickets import EventKind, RequestKind, Status, Ticket, TicketEvent
from bot.errors import IllegalMoveError, MissingTextError
from bot.services.plans import find_plan
from tests.domain.opening import ANA, AT, SAM, opened

ONGOING: Final = PlanTerms(find_plan("ongoing-support", None), "America/New_York")
OFFER: Final = Offer(360, Money(51_000, "USD"), Money(8_500, "USD"), "Export")
NOBODY: Final = Reached()

TYPED: Final = {
    "6h Export": (360, "", "", "Export"),
    '6h "Export, with tests"': (360, "", "", "Export, with tests"),
    "6h “Export”": (360, "", "", "Export"),
    "6h Let's export": (360, "", "", "Let's export"),
    "1.5h Export": (90, "", "", "Export"),
    "1,5 hours Export": (90, "", "", "Export"),
    "1h30 Export": (90, "", "", "Export"),
    "1 h 40 min Export": (100, "", "", "Export"),
    "45m: Export": (45, "", "", "Export"),
    "6 Main pages": (None, "", "", "6 Main pages"),
    "$500 flat Export": (None, "500 $", "", "Export"),
    "flat 500 Export": (None, "500 ", "", "Export"),
    "flat fee of 1,500.50 EUR Export": (None, "1500.50 EUR", "", "Export"),
    "flat 1.500,50 Export": (None, "1500.50 ", "", "Export"),
    "flat 1,500 Export": (None, "1500 ", "", "Export"),
    "R$ 500 flat Export": (None, "500 R$", "", "Export"),
    "flat 500 API gateway": (None, "500 ", "", "API gateway"),
    "6h flat 500 Export": (360, "500 ", "", "Export"),
    "Add 500 flat panels": (None, "", "", "Add 500 flat panels"),
    "6h flat design": (360, "", "", "flat design"),
    "6h at 90/h Export": (360, "", "90 ", "Export"),
    "6h at $90 per hour: Export": (360, "", "90 $", "Export"),
    "6h at 90 EUR/h Export": (360, "", "90 EUR", "Export"),
    "2h at noon": (120, "", "", "at noon"),
}


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_says_how_long_it_takes_what_it_costs_and_what_is_included(text: str) -> None:
    typed = read_typed(text)
    amounts = [f"{each.number} {each.currency}" if each else "" for each in (typed.flat, typed.rate)]
    assert (typed.minutes, *amounts, typed.text) == TYPED[text]


@pytest.mark.parametrize("text", ["", "six", "6", "6x", "6h and", "1h99h"])
def test_a_field_of_hours_takes_nothing_else(text: str) -> None:
    with pytest.raises(BadEstimateError):
        read_minutes(text)
    assert read_minutes(" 1h30 ") == 90


@pytest.mark.parametrize("text", ["six", "90/d", "1e3", "5 6", "6h"])
def test_a_field_of_a_price_takes_nothing_else(text: str) -> None:
    with pytest.raises(BadEstimateError):
        read_price(text)
    assert read_price("") == Typed()
    assert read_price("500").flat == read_price("500 flat").flat
    assert read_price("90/h").rate


def offer(plan: str, kind: str, text: str) -> Offer:
    found = find_plan(plan, None)
    return offer_of(read_typed(text), found.coverage[RequestKind(kind)], found)


PRICED: Final = {
    "ongoing-support out_of_scope 6h X": (360, 51_000, "USD", 8_500),
    "ongoing-support out_of_scope 10m X": (10, 1_417, "USD", 8_500),
    "ongoing-support out_of_scope 6h at $85/h X": (360, 51_000, "USD", 8_500),
    "matai-growth major_enhancement 6h at 90/h X": (360, 54_000, "USD", 9_000),
    "matai-growth major_enhancement flat 500 X": (None, 50_000, "USD", None),
    "matai-growth minor_enhancement 6h X": (360, None, None, None),
    "macktez-managed incident 2h at $120/h X": (120, 24_000, "USD", 12_000),
    "macktez-managed service_request 500 JPY flat X": (None, 500, "JPY", None),
    "macktez-managed service_request 3h 500,50 EUR flat X": (180, 50_050, "EUR", None),
}


@pytest.mark.parametrize("case", PRICED)
def test_the_plan_names_the_price_or_what_is_typed_does(case: str) -> None:
    found = offer(*case.split(" ", 2))
    cost, rate = found.cost, found.rate
    priced = (found.minutes, cost and cost.cents, cost and cost.currency, rate and rate.cents)
    assert priced == PRICED[case]
    assert found.flat_fee is (cost is not None and rate is None)


@pytest.mark.parametrize(
    ("plan", "kind", "text", "rate"),
    [
        pytest.param("macktez-managed", "incident", "2h X", Money(15_000, "EUR"), id="neither names one"),
        pytest.param("macktez-managed", "incident", "2h at 120/h X", Money(12_000, "EUR"), id="typed"),
        pytest.param("macktez-managed", "incident", "2h at $120/h X", Money(12_000, "USD"), id="in dollars"),
        pytest.param("ongoing-support", "out_of_scope", "2h X", Money(8_500, "USD"), id="the plan's own"),
    ],
)
def test_what_was_agreed_with_the_client_is_the_rate_where_nothing_else_is(
    plan: str, kind: str, text: str, rate: Money
) -> None:
    found = find_plan(plan, None)
    coverage = found.coverage[RequestKind(kind)]
    offered = offer_of(read_typed(text), coverage, found, Money(15_000, "EUR"))
    assert (offered.rate, offered.cost) == (rate, cost_of(120, rate))


REFUSED: Final = {
    "ongoing-support out_of_scope Export": "length",
    "ongoing-support out_of_scope 0h X": "too_long",
    "ongoing-support out_of_scope 2001h X": "too_long",
    "ongoing-support out_of_scope flat 500 X": "not_flat",
    "ongoing-support out_of_scope 6h at 90/h X": "has_rate",
    "matai-growth major_enhancement 6h X": "no_rate",
    "matai-growth major_enhancement flat 500 EUR X": "other_currency",
    "matai-growth major_enhancement flat 500.5555 X": "price",
    "matai-growth major_enhancement flat 0 X": "price",
    "matai-growth minor_enhancement flat 500 X": "hours",
    "matai-growth minor_enhancement X": "length",
    "matai-growth incident 6h X": "included",
    "apendice-b incident 6h X": "included",
    "macktez-managed service_request flat 500 X": "currency",
    "macktez-managed service_request QQQ 500 flat X": "unknown_currency",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_go_with_the_plan_is_refused(case: str) -> None:
    with pytest.raises(BadEstimateError) as refused:
        offer(*case.split(" ", 2))
    assert refused.value.why == REFUSED[case]


def test_an_estimate_says_what_is_included() -> None:
    with pytest.raises(MissingTextError):
        offer("ongoing-support", "out_of_scope", "6h")


@pytest.mark.parametrize(("minutes", "cents"), [(60, 8_500), (1, 142), (90, 12_750), (100, 14_167)])
def test_a_cost_is_exact_to_the_cent(minutes: int, cents: int) -> None:
    assert cost_of(minutes, Money(8_500, "USD")) == Money(cents, "USD")


class Log:
    """A ticket's log, to which steps are added."""

    def __init__(self) -> None:
        step = opened()
        self.ticket: Ticket = step.ticket
        self.events: list[TicketEvent] = list(step.events)
        self.at = AT

    def propose(self, asked: Offer = OFFER) -> Estimate:
        self.take(estimate_moves.propose(self.ticket, asked, ONGOING, self.events, by=SAM, at=self.at))
        return self.newest

    def approve(self, which: Estimate, by: Person = ANA) -> None:
        step = estimate_moves.approve(self.ticket, which, self.events, NOBODY, by=by, at=self.at)
        self.take(step)

    def decline(self, which: Estimate, why: str = "") -> None:
        self.take(estimate_moves.decline(self.ticket, which, why, NOBODY, by=ANA, at=self.at))

    def tick(self, now: datetime) -> EventKind | None:
        due = estimate_due(self.events, now)
        if due is not None:
            self.take(estimate_moves.on_time(self.ticket, due, NOBODY, now))
        return due.kind if due else None

    @property
    def newest(self) -> Estimate:
        found = estimate_of(self.events)
        assert found is not None
        return found

    def states(self) -> list[str]:
        return [each.state.value for each in estimates_of(self.events)]

    def take(self, step: Step) -> None:
        self.ticket, self.events = step.ticket, [*self.events, *step.events]


def test_a_newer_estimate_replaces_one_that_waits_and_an_approved_one_when_it_is_approved() -> None:
    log = Log()
    log.propose()
    first = log.propose()
    assert log.states() == ["replaced", "open"]
    log.approve(first)
    second = log.propose(Offer(600, None, None, "More"))
    assert log.states() == ["replaced", "approved", "open"]
    assert approved_minutes(log.events) == 360
    log.decline(second, "Too long")
    assert (log.states()[-1], approved_minutes(log.events)) == ("declined", 360)
    log.approve(log.propose(Offer(600, None, None, "More")))
    assert log.states() == ["replaced", "replaced", "declined", "approved"]
    assert approved_minutes(log.events) == 600


def test_all_that_was_agreed_is_kept() -> None:
    log = Log()
    asked = log.propose()
    log.approve(asked, by=Person("U_BO", Role.CLIENT, "acme"))
    found = agreed(log.events)
    assert found is not None
    kept = (found.id, found.minutes, found.cost, found.flat_fee, found.text, found.by, found.at)
    assert kept == (2, 360, Money(51_000, "USD"), False, "Export", SAM.id, AT)
    assert (found.answered_by, found.answered_at, found.state) == ("U_BO", AT, EstimateState.APPROVED)


def test_without_an_approval_nothing_is_agreed_and_a_flat_fee_names_no_hours() -> None:
    log = Log()
    assert (estimate_of(log.events), agreed(log.events), approved_minutes(log.events)) == (None, None, None)
    log.propose()
    assert agreed(log.events) is None
    log.approve(log.propose(Offer(None, Money(50_000, "USD"), None, "All")))
    assert agreed(log.events) is not None
    assert approved_minutes(log.events) is None


def test_days_are_business_days_of_the_client() -> None:
    """From Monday 2 March 2026, 09:00 UTC, which is before the plan opens in New York at nine."""
    asked = Log().propose()
    assert asked.remind_at == datetime(2026, 3, 4, 14, tzinfo=UTC)
    assert asked.expires_at == datetime(2026, 3, 16, 13, tzinfo=UTC), "clocks went forward on the 8th"


def test_it_reminds_once_and_expires_in_its_moment() -> None:
    log = Log()
    asked = log.propose()
    assert log.tick(asked.remind_at - timedelta(seconds=1)) is None
    assert log.tick(asked.remind_at) is EventKind.ESTIMATE_REMINDED
    assert log.tick(asked.expires_at - timedelta(seconds=1)) is None
    assert log.tick(asked.expires_at + timedelta(days=1)) is EventKind.ESTIMATE_EXPIRED
    assert (log.newest.state, log.newest.answered_at) == (EstimateState.EXPIRED, asked.expires_at)
    assert log.tick(asked.expires_at + timedelta(days=9)) is None
    assert next_estimate_due(log.events) is None


def test_of_what_is_over_nobody_is_reminded() -> None:
    log = Log()
    asked = log.propose()
    assert log.tick(asked.expires_at) is EventKind.ESTIMATE_EXPIRED


def test_what_expired_before_anybody_noticed_is_not_approved() -> None:
    log = Log()
    asked = log.propose()
    log.at = asked.expires_at
    with pytest.raises(EstimateSettledError) as refused:
        log.approve(asked)
    assert refused.value.state == "expired"


@pytest.mark.parametrize(
    ("used", "near", "passed"), [(287, False, False), (288, True, False), (360, True, True)]
)
def test_hours_are_near_their_end_at_eighty_percent_and_used_up_at_all(
    used: int, near: bool, passed: bool
) -> None:
    asked = Log().propose()
    assert (is_near(used, asked), is_passed(used, asked)) == (near, passed)


CLOCK: Final = {"remind": EventKind.ESTIMATE_REMINDED, "expire": EventKind.ESTIMATE_EXPIRED}
# Of a ticket that was estimated before: new, open, waiting on client, waiting on third party, resolved,
# closed, cancelled. A letter of the status where it leads; ".": refused.
LEADS: Final = {
    "estimate": "nowt...",
    "approve": "noot...",
    "decline": "noot...",
    "remind": "nowt...",
    "expire": "nowt...",
    "warn": "nowtrcx",
    "contest": "nootrc.",
}


def _made(log: Log, act: str, ticket: Ticket) -> Step:
    asked, later = log.newest, AT + timedelta(hours=1)
    due = EstimateDue(CLOCK[act], later, asked) if act in CLOCK else None
    made: dict[str, Callable[[], Step]] = {
        "estimate": lambda: estimate_moves.propose(ticket, OFFER, ONGOING, log.events, by=SAM, at=later),
        "approve": lambda: estimate_moves.approve(ticket, asked, log.events, NOBODY, by=ANA, at=later),
        "decline": lambda: estimate_moves.decline(ticket, asked, "", NOBODY, by=ANA, at=later),
        "warn": lambda: estimate_moves.warn_of_use(
            ticket, asked, EventKind.ESTIMATE_NEAR, 300, NOBODY, at=later
        ),
        "contest": lambda: _contested(log, ticket, later),
    }
    return estimate_moves.on_time(ticket, due, NOBODY, later) if due else made[act]()


def _contested(log: Log, ticket: Ticket, at: datetime) -> Step:
    event = costs.check_contest(ticket, log.events, 2)
    return costs.contest(ticket, event, "It broke", NOBODY, by=ANA, at=at)


@pytest.mark.parametrize("column", range(7))
@pytest.mark.parametrize("act", LEADS)
def test_each_of_these_from_every_status(act: str, column: int) -> None:
    log, kind = Log(), RequestKind.OUT_OF_SCOPE
    log.take(costs.set_kind(log.ticket, kind, ONGOING.plan, log.events, by=SAM, at=AT))
    log.propose()
    status = tuple(Status)[column]
    ticket = replace(log.ticket, status=status, status_since=AT)
    if LEADS[act][column] == ".":
        with pytest.raises(IllegalMoveError):
            _made(log, act, ticket)
        return
    after = _made(log, act, ticket).ticket
    assert after.status is tuple(Status)["nowtrcx".index(LEADS[act][column])]


@given(st.lists(st.sampled_from(["propose", "approve", "decline", "later", "long after"]), max_size=12))
def test_at_most_one_waits_and_one_is_agreed_whatever_happens(acts: Sequence[str]) -> None:
    log = Log()
    for act in acts:
        log.at += timedelta(days={"later": 3, "long after": 20}.get(act, 0))
        waiting = [each for each in estimates_of(log.events) if each.is_open]
        log.tick(log.at)
        waiting = [each for each in waiting if log.newest.is_open]
        if act == "propose":
            log.propose()
        elif act == "approve" and waiting:
            log.approve(waiting[0])
        elif act == "decline" and waiting:
            log.decline(waiting[0])
    states = log.states()
    assert states.count("open") <= 1
    assert states.count("approved") <= 1
    assert all(state != "open" for state in states[:-1])
    assert log.ticket.estimate == (log.newest.id if states else None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("6h at -90/h Export", "-90/h"),
        ("6h at $-90 per hour Export", "$-90 per hour"),
        ("flat -500 Export", "-500"),
        ("6h flat fee of \N{MINUS SIGN}500 Export", "\N{MINUS SIGN}500"),
    ],
)
def test_a_price_below_nothing_is_named_as_none(text: str, named: str) -> None:
    with pytest.raises(BadEstimateError) as refused:
        read_typed(text)
    assert refused.value.facts == {"typed": named, "why": "price"}


def test_words_with_a_dash_are_no_price() -> None:
    assert read_typed("6h at -5 degrees").text == "at -5 degrees"
    assert read_typed("6h flat e-mail 2-column design").text == "flat e-mail 2-column design"
