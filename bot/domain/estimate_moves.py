"""What people and the clock do with an estimate: each is the whole `Step`.

Who may approve or decline is decided in `bot.services.estimating`; here only the estimate's own life speaks.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.cost_errors import EstimateSettledError
from bot.domain import telling
from bot.domain.alarms import Reached, calling
from bot.domain.costs import answered
from bot.domain.estimates import (
    Estimate,
    EstimateDue,
    EstimateState,
    Offer,
    agreed_among,
    estimates_of,
)
from bot.domain.instants import micros
from bot.domain.life_cycle import check_move
from bot.domain.measures import business_days_later
from bot.domain.moves import shown
from bot.domain.notices import Words, is_late
from bot.domain.people import HOURGLASS, Person
from bot.domain.plan_terms import PlanTerms
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent


def propose(
    ticket: Ticket,
    offer: Offer,
    terms: PlanTerms,
    log: Sequence[TicketEvent],
    *,
    by: Person,
    at: datetime,
) -> Step:
    """Ask the client to approve an offer; one that still waits for an answer is replaced by it.

    How long it waits is counted in the business days of *terms*, from *at*.
    """
    check_move(ticket, EventKind.ESTIMATED)
    days, calendar = terms.plan.estimates, terms.business_calendar
    waits: dict[str, Fact] = {
        name: micros(business_days_later(calendar, at, count))
        for name, count in (("remind", days.remind_after_days), ("expires", days.expire_after_days))
    }
    facts: dict[str, Fact] = {**offer.facts, "text": offer.text, **waits}
    step = shown(happened(ticket, by, at, EventKind.ESTIMATED, **facts))
    replaced = [telling.estimate_again(step.ticket, each.id) for each in estimates_of(log) if each.is_open]
    return step.with_notices(telling.estimate(step.ticket, step.events[0].seq), *replaced)


def is_awaited(offer: Offer, log: Sequence[TicketEvent], *, at: datetime) -> bool:
    """Whether the very same offer waits for the client's answer at a moment."""
    waiting = (each for each in estimates_of(log) if each.is_open and at < each.expires_at)
    return any(each.offer == offer for each in waiting)


def check_open(ticket: Ticket, estimate: Estimate, *, at: datetime) -> None:
    """Raise EstimateSettledError unless an estimate can be answered at a moment, by anybody."""
    check_move(ticket, EventKind.ESTIMATE_APPROVED)
    expired = estimate.is_open and at >= estimate.expires_at
    if expired or not estimate.is_open:
        state = EstimateState.EXPIRED if expired else estimate.state
        raise EstimateSettledError(ticket.number, state.value, estimate.answered_by or "")


def approve(
    ticket: Ticket,
    estimate: Estimate,
    log: Sequence[TicketEvent],
    reached: Reached,
    *,
    by: Person,
    at: datetime,
) -> Step:
    """Take the client's approval; what they approved before is replaced by it."""
    check_open(ticket, estimate, at=at)
    step = _answer(ticket, estimate, EventKind.ESTIMATE_APPROVED, reached, by=by, at=at)
    before = agreed_among(estimates_of(log))
    replaced = [] if before is None else [telling.estimate_again(step.ticket, before.id)]
    return answered(step.with_notices(*replaced), ticket, by=by, at=at)


def decline(
    ticket: Ticket, estimate: Estimate, reason: str, reached: Reached, *, by: Person, at: datetime
) -> Step:
    """Take it that the client does not want the work at that price."""
    check_open(ticket, estimate, at=at)
    kind = EventKind.ESTIMATE_DECLINED
    step = _answer(ticket, estimate, kind, reached, by=by, at=at, reason=reason.strip())
    return answered(step, ticket, by=by, at=at)


def on_time(ticket: Ticket, due: EstimateDue, reached: Reached, now: datetime) -> Step:
    """Do what the clock does to an estimate that nobody has answered: remind its approvers, or end it."""
    estimate = due.estimate
    late: Fact = micros(due.at) if is_late(due.at, now) else 0
    if due.kind is EventKind.ESTIMATE_REMINDED:
        facts = {**_about(estimate), "expires": micros(estimate.expires_at), "late": late}
        step = happened(ticket, HOURGLASS, now, due.kind, **facts)
        event = step.events[0]
        said = telling.on_event(step.ticket, event, Words.ESTIMATE_REMINDER, **event.facts)
        return step.with_notices(telling.line(step.ticket, event), said)
    return _answer(ticket, estimate, due.kind, reached, by=HOURGLASS, at=due.at, late=late)


def warn_of_use(
    ticket: Ticket, estimate: Estimate, kind: EventKind, used_minutes: int, reached: Reached, *, at: datetime
) -> Step:
    """Tell staff that an approved estimate is nearly used up (`ESTIMATE_NEAR`), or is (`ESTIMATE_PASSED`)."""
    facts: dict[str, Fact] = {**_about(estimate), "used": used_minutes}
    return calling(happened(ticket, HOURGLASS, at, kind, **facts, **reached.facts), reached)


def was_told(log: Sequence[TicketEvent], estimate: Estimate, *kinds: EventKind) -> bool:
    """Whether staff were told any of that of an estimate before."""
    return any(each.kind in kinds and each.facts.get("estimate") == estimate.id for each in log)


def _answer(
    ticket: Ticket,
    estimate: Estimate,
    kind: EventKind,
    reached: Reached,
    *,
    by: Person,
    at: datetime,
    **more: Fact,
) -> Step:
    step = happened(ticket, by, at, kind, **_about(estimate), **more, **reached.facts)
    return calling(step, reached).with_notices(telling.estimate_again(step.ticket, estimate.id))


def _about(estimate: Estimate) -> dict[str, Fact]:
    return {"estimate": estimate.id, **estimate.offer.facts}
