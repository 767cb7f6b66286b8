"""Estimates: what extra work takes and costs, as staff propose it and the client's approver answers.

All of it stands in the ticket's log, and here it is read from there. A newer estimate replaces one that still
waits at once, but one that was approved only when it is approved itself: until then that is what was agreed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from bot.domain.instants import from_micros
from bot.domain.terms import Money
from bot.domain.tickets import EventKind, Fact, TicketEvent

NEAR_PERCENT: Final = 80
"""Of an approved estimate: from here on staff are warned that it will soon be used up."""


class EstimateState(StrEnum):
    """What became of an estimate."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """A newer one stands in its place."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody is asked to approve."""

    minutes: int | None
    """Of work; None where a flat fee is all that was said."""
    cost: Money | None
    """None: it is taken from the plan's monthly hours."""
    rate: Money | None
    """For an hour; None where there is a flat fee, or no cost."""
    text: str
    """What is included."""

    @property
    def flat_fee(self) -> bool:
        """Whether the cost is the same however long it takes."""
        return self.cost is not None and self.rate is None

    @property
    def facts(self) -> dict[str, Fact]:
        """Return it, but for its words, as events hold it."""
        return {
            "minutes": self.minutes,
            "cents": self.cost.cents if self.cost else None,
            "currency": self.cost.currency if self.cost else "",
            "rate": self.rate.cents if self.rate else None,
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """An offer with all that became of it."""

    ticket: int
    id: int
    """The `seq` of its event."""
    offer: Offer
    by: str
    at: datetime
    remind_at: datetime
    expires_at: datetime
    state: EstimateState = EstimateState.OPEN
    answered_by: str | None = None
    """Who approved or declined it."""
    answered_at: datetime | None = None
    """When it was approved or declined, or expired."""
    reason: str = ""
    """Why it was declined, where that was said."""
    was_reminded: bool = False

    @property
    def minutes(self) -> int | None:
        """How much work it allows; None where it names none."""
        return self.offer.minutes

    @property
    def cost(self) -> Money | None:
        """What it costs; None: hours of the plan."""
        return self.offer.cost

    @property
    def flat_fee(self) -> bool:
        """Whether the cost is the same however long it takes."""
        return self.offer.flat_fee

    @property
    def text(self) -> str:
        """What is included."""
        return self.offer.text

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is EstimateState.OPEN


class EstimateDue(NamedTuple):
    """What the clock does to an open estimate, and when: a reminder, or its end."""

    kind: EventKind
    at: datetime
    estimate: Estimate


_ANSWERS: Final[Mapping[EventKind, EstimateState]] = {
    EventKind.ESTIMATE_APPROVED: EstimateState.APPROVED,
    EventKind.ESTIMATE_DECLINED: EstimateState.DECLINED,
    EventKind.ESTIMATE_EXPIRED: EstimateState.EXPIRED,
}


def estimates_of(events: Sequence[TicketEvent]) -> tuple[Estimate, ...]:
    """Return all estimates of a ticket's log as they stand, oldest first."""
    found: dict[int, Estimate] = {}
    for event in events:
        if event.kind is EventKind.ESTIMATED:
            _replace(found, EstimateState.OPEN)
            found[event.seq] = _asked(event)
        elif event.kind is EventKind.ESTIMATE_REMINDED:
            each = found[_of(event)]
            found[each.id] = replace(each, was_reminded=True)
        elif event.kind in _ANSWERS:
            state = _ANSWERS[event.kind]
            _replace(found, EstimateState.APPROVED if state is EstimateState.APPROVED else None)
            found[_of(event)] = _answered(found[_of(event)], state, event)
    return tuple(found.values())


def estimate_of(events: Sequence[TicketEvent]) -> Estimate | None:
    """Return the newest estimate of a ticket's log, whatever became of it."""
    return next(reversed(estimates_of(events)), None)


def agreed(events: Sequence[TicketEvent]) -> Estimate | None:
    """Return the estimate that the client approved last and that stands."""
    return agreed_among(estimates_of(events))


def agreed_among(estimates: Sequence[Estimate]) -> Estimate | None:
    """Return the same of estimates as they stand."""
    approved = (each for each in reversed(estimates) if each.state is EstimateState.APPROVED)
    return next(approved, None)


def approved_minutes(events: Sequence[TicketEvent]) -> int | None:
    """Return how much work is approved; None where none is, or a flat fee without a number of hours."""
    estimate = agreed(events)
    return estimate.minutes if estimate else None


def next_estimate_due(events: Sequence[TicketEvent]) -> EstimateDue | None:
    """Return what the clock does next to the newest estimate; None where it waits for no answer."""
    estimate = estimate_of(events)
    if estimate is None or not estimate.is_open:
        return None
    if estimate.was_reminded:
        return EstimateDue(EventKind.ESTIMATE_EXPIRED, estimate.expires_at, estimate)
    return EstimateDue(EventKind.ESTIMATE_REMINDED, estimate.remind_at, estimate)


def estimate_due(events: Sequence[TicketEvent], now: datetime) -> EstimateDue | None:
    """Return what the clock does at *now*; of an estimate that is over nobody is reminded any more."""
    coming = next_estimate_due(events)
    if coming is None or coming.at > now:
        return None
    if coming.estimate.expires_at <= now:
        return coming._replace(kind=EventKind.ESTIMATE_EXPIRED, at=coming.estimate.expires_at)
    return coming


def cost_of(minutes: int, rate: Money) -> Money:
    """Return what so much work costs, a half of the smallest unit rounded up."""
    return Money((minutes * rate.cents + 30) // 60, rate.currency)


def is_near(used_minutes: int, estimate: Estimate) -> bool:
    """Whether so much of an estimate is used up that staff are warned."""
    return estimate.minutes is not None and used_minutes * 100 >= estimate.minutes * NEAR_PERCENT


def is_passed(used_minutes: int, estimate: Estimate) -> bool:
    """Whether an estimate is used up: what is done from now on was approved by nobody."""
    return estimate.minutes is not None and used_minutes >= estimate.minutes


def _replace(found: dict[int, Estimate], state: EstimateState | None) -> None:
    for each in found.values():
        if each.state is state:
            found[each.id] = replace(each, state=EstimateState.REPLACED)


def _answered(estimate: Estimate, state: EstimateState, event: TicketEvent) -> Estimate:
    by = None if state is EstimateState.EXPIRED else event.by
    return replace(estimate, state=state, answered_by=by, answered_at=event.at, reason=event.text("reason"))


def _of(event: TicketEvent) -> int:
    """Return which estimate an event is about."""
    return int(event.text("estimate"))


def _asked(event: TicketEvent) -> Estimate:
    remind_at, expires_at = (from_micros(int(event.text(name))) for name in ("remind", "expires"))
    offer = offer_in(event.facts)
    return Estimate(event.ticket, event.seq, offer, event.by, event.at, remind_at, expires_at)


def offer_in(facts: Mapping[str, object]) -> Offer:
    """Return the offer that an event's facts hold."""
    currency = str(facts.get("currency") or "")
    cents, rate, minutes = (_whole(facts, name) for name in ("cents", "rate", "minutes"))
    return Offer(
        minutes,
        None if cents is None else Money(cents, currency),
        None if rate is None else Money(rate, currency),
        str(facts.get("text") or ""),
    )


def _whole(facts: Mapping[str, object], name: str) -> int | None:
    found = facts.get(name)
    return found if isinstance(found, int) else None
