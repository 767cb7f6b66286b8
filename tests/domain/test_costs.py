"""What a kind of work costs: how kinds are named, how plans count, and what a client is told of it."""

from typing import Final

import pytest

from bot.cost_errors import KindNotOfferedError
from bot.domain import costs
from bot.domain.notices import Act, Words
from bot.domain.tickets import RequestKind
from bot.errors import NothingToChangeError, UnknownWordError
from bot.services.plans import find_plan
from tests.domain.opening import AT, SAM, opened

ONGOING: Final = find_plan("ongoing-support", None)


@pytest.mark.parametrize(
    ("plan", "word", "kind"),
    [
        ("matai-growth", "minor_enhancement", RequestKind.MINOR_ENHANCEMENT),
        ("matai-growth", " Minor-Enhancement ", RequestKind.MINOR_ENHANCEMENT),
        ("matai-growth", "bug fix", RequestKind.INCIDENT),
        ("ongoing-support", "Additional WORK", RequestKind.OUT_OF_SCOPE),
        ("apendice-b", "PROBLEMA técnico", RequestKind.INCIDENT),
        ("apendice-b", "solution design", RequestKind.SOLUTION_DESIGN),
    ],
)
def test_a_kind_is_named_in_our_words_or_the_plans(plan: str, word: str, kind: RequestKind) -> None:
    assert costs.kind_named(word, find_plan(plan, None)) is kind


def test_a_word_that_is_nearly_one_of_the_plans_kinds_is_guessed() -> None:
    for word, nearest in {"additonal work": "out_of_scope", "incidnt": "incident", "zzz": ""}.items():
        with pytest.raises(UnknownWordError) as unknown:
            costs.kind_named(word, ONGOING)
        assert unknown.value.nearest == nearest
        assert unknown.value.choices == ("incident", "question", "out_of_scope")


@pytest.mark.parametrize(
    ("plan", "currency"), [("ongoing-support", "USD"), ("matai-growth", "USD"), ("macktez-managed", None)]
)
def test_a_plan_counts_in_the_currency_of_its_rates_or_of_its_add_ons(plan: str, currency: str) -> None:
    assert costs.plan_currency(find_plan(plan, None)) == currency


def test_a_client_is_told_of_what_costs_and_of_what_costs_nothing_after_it() -> None:
    """Each kind with what it posts, and how many earlier messages it takes the button off."""
    step = opened()
    ticket, log = step.ticket, list(step.events)
    course = {"question": (0, 0), "out_of_scope": (1, 0), "incident": (1, 1)}
    for kind, told in [*course.items(), ("question", (0, 0)), ("out_of_scope", (1, 1))]:
        step = costs.set_kind(ticket, RequestKind(kind), ONGOING, log, by=SAM, at=AT)
        said = [each.act for each in step.notices if each.words is Words.COVERAGE]
        assert (said.count(Act.POST), said.count(Act.EDIT)) == told, kind
        ticket, log = step.ticket, [*log, *step.events]


def test_a_kind_is_set_once_and_only_one_that_the_plan_offers() -> None:
    step = opened()
    with pytest.raises(KindNotOfferedError) as refused:
        costs.set_kind(step.ticket, RequestKind.SOLUTION_DESIGN, ONGOING, step.events, by=SAM, at=AT)
    assert refused.value.offered == ("incident", "question", "out_of_scope")
    after = costs.set_kind(step.ticket, RequestKind.INCIDENT, ONGOING, step.events, by=SAM, at=AT)
    with pytest.raises(NothingToChangeError):
        costs.set_kind(after.ticket, RequestKind.INCIDENT, ONGOING, after.events, by=SAM, at=AT)


def test_what_was_said_of_a_cost_is_kept_as_it_was_said() -> None:
    step = opened()
    kind = RequestKind.OUT_OF_SCOPE
    event = costs.set_kind(step.ticket, kind, ONGOING, step.events, by=SAM, at=AT).events[0]
    kept, said = costs.coverage_in(event.facts), ONGOING.coverage[kind]
    assert (kept.in_hours, kept.after_hours, kept.hourly_rate) == (
        said.in_hours,
        said.after_hours,
        said.hourly_rate,
    )
    assert (kept.needs_approval, kept.clause) == (True, said.clause)
