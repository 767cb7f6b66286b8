"""What a ticket's work costs under its plan, and what a client makes of that.

Who pays is decided by the kind of request, which staff set; until they do, the plan's default kind counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from bot.cost_errors import KindNotOfferedError
from bot.domain import telling
from bot.domain.alarms import Reached, calling
from bot.domain.life_cycle import check_move
from bot.domain.moves import resume, shown
from bot.domain.notices import Notice, Words
from bot.domain.people import Person
from bot.domain.plans import Plan
from bot.domain.step import Step, happened
from bot.domain.terms import Charge, Cover, Coverage, Money
from bot.domain.tickets import EventKind, Fact, RequestKind, Status, Ticket, TicketEvent
from bot.errors import MissingTextError, NothingToChangeError, UnknownWordError

_NEAR: Final = 0.5


def coverage_of(ticket: Ticket, plan: Plan) -> Coverage | None:
    """Return what the ticket's work costs; None where the plan does not offer its kind any more."""
    return plan.coverage.get(ticket.kind or plan.default_kind)


def rated(plan: Plan, rate: Money | None) -> Plan:
    """Return a plan in which hourly work for which it names no rate costs what was agreed with the client."""
    if rate is None:
        return plan
    coverage = {
        kind: replace(each, hourly_rate=each.hourly_rate or rate) if Charge.HOURLY in each.charges else each
        for kind, each in plan.coverage.items()
    }
    return replace(plan, coverage=coverage)


def plan_currency(plan: Plan) -> str | None:
    """Return the currency in which a plan counts: that of its rates, else of what can be bought beside it."""
    rates = [each.hourly_rate for each in plan.coverage.values()]
    prices = [each.monthly_price for each in plan.addons.values()]
    return next((each.currency for each in (*rates, *prices) if each), None)


def kind_named(typed: str, plan: Plan) -> RequestKind:
    """Return the kind that a word means: its own name, or the plan's; UnknownWordError has the nearest."""
    names = {_folded(kind.value): kind for kind in RequestKind}
    names |= {_folded(words.label): kind for kind, words in plan.kinds.items()}
    found = names.get(_folded(typed))
    if found is not None:
        return found
    offered = [name for name, kind in names.items() if kind in plan.kinds]
    near = get_close_matches(_folded(typed), offered, n=1, cutoff=_NEAR)
    nearest = names[near[0]].value if near else ""
    raise UnknownWordError("kind", typed.strip(), nearest, tuple(kind.value for kind in plan.kinds))


def _folded(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def set_kind(
    ticket: Ticket, kind: RequestKind, plan: Plan, log: Sequence[TicketEvent], *, by: Person, at: datetime
) -> Step:
    """Say what kind of work this is; the client is told what it costs before any is done that costs anything.

    They are told too where it is included after all. KindNotOfferedError where the plan has no such kind.
    """
    check_move(ticket, EventKind.KIND_SET)
    if kind not in plan.kinds:
        raise KindNotOfferedError(ticket.number, kind.value, plan.name, tuple(plan.kinds))
    if ticket.kind is kind:
        raise NothingToChangeError(ticket.number, "kind")
    before = _told_last(log)
    facts: dict[str, Fact] = {"kind": kind.value, **_cost_facts(plan.coverage[kind])}
    is_told = _costs(plan.coverage[kind]) or (before is not None and _costs(coverage_in(before.facts)))
    step = shown(happened(ticket, by, at, EventKind.KIND_SET, **facts, client_told=is_told))
    if not is_told:
        return step
    said = telling.on_event(step.ticket, step.events[0], Words.COVERAGE, **_coverage_facts(step.events[0]))
    passed = [] if before is None else [_said_again(step.ticket, before, past=True)]
    return step.with_notices(said, *passed)


def check_contest(ticket: Ticket, log: Sequence[TicketEvent], said: int) -> TicketEvent:
    """Return the event by which a kind was set; NothingToChangeError where that is contested or past."""
    check_move(ticket, EventKind.COVERAGE_CONTESTED)
    event = next((each for each in reversed(log) if each.kind is EventKind.KIND_SET), None)
    if event is None or event.seq != said:
        raise NothingToChangeError(ticket.number, "kind_changed")
    contested = (each for each in log if each.kind is EventKind.COVERAGE_CONTESTED)
    if any(each.facts.get("of_kind") == said for each in contested):
        raise NothingToChangeError(ticket.number, "contested")
    return event


def contest(
    ticket: Ticket, event: TicketEvent, reason: str, reached: Reached, *, by: Person, at: datetime
) -> Step:
    """Take it that a client sees the kind that *event* set differently; those *reached* are called."""
    if not reason.strip():
        raise MissingTextError("contest")
    facts: dict[str, Fact] = {"kind": event.text("kind"), "of_kind": event.seq, "reason": reason.strip()}
    step = happened(ticket, by, at, EventKind.COVERAGE_CONTESTED, **facts, **reached.facts)
    told = next(iter((*reached.here, *reached.elsewhere)), "")
    heard = telling.on_event(step.ticket, step.events[0], Words.CONTESTED, told=told)
    asked = calling(step, reached).with_notices(heard, _said_again(step.ticket, event, contested=True))
    return answered(asked, ticket, by=by, at=at)


def answered(step: Step, ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """End a wait on the client by what they just did, where *ticket* waited for them before."""
    if ticket.status is Status.WAITING_ON_CLIENT and at >= ticket.status_since:
        return step.then(resume(step.ticket, by=by, at=at))
    return step


def _told_last(log: Sequence[TicketEvent]) -> TicketEvent | None:
    """Return the event by which the client was last told of what it costs."""
    told = (
        each for each in reversed(log) if each.kind is EventKind.KIND_SET and each.facts.get("client_told")
    )
    return next(told, None)


def _costs(coverage: Coverage) -> bool:
    return {coverage.in_hours, coverage.after_hours} != {Cover.INCLUDED}


def _cost_facts(coverage: Coverage) -> dict[str, Fact]:
    """Return what is said of a cost, as an event holds it: a later plan changes nothing of it."""
    rate = coverage.hourly_rate
    return {
        "in_hours": coverage.in_hours.value,
        "after_hours": coverage.after_hours.value,
        "cents": rate.cents if rate else None,
        "currency": rate.currency if rate else "",
        "approval": coverage.needs_approval,
        "clause": coverage.clause,
    }


def coverage_in(facts: Mapping[str, object]) -> Coverage:
    """Return what it costs, as far as the facts of a set kind tell; how it is charged they do not."""
    cents = facts.get("cents")
    rate = Money(cents, str(facts.get("currency"))) if isinstance(cents, int) else None
    in_hours, after_hours = (Cover(str(facts[name])) for name in ("in_hours", "after_hours"))
    clause, needs_approval = str(facts.get("clause") or ""), bool(facts.get("approval"))
    return Coverage(in_hours, after_hours, rate, (), needs_approval, clause)


def _coverage_facts(event: TicketEvent) -> dict[str, Fact]:
    return {**event.facts, "of_kind": event.seq}


def _said_again(ticket: Ticket, event: TicketEvent, **more: Fact) -> Notice:
    """Bring what was said of an earlier kind up to date, in its place."""
    return telling.edited(ticket, event, Words.COVERAGE, **_coverage_facts(event), **more)
