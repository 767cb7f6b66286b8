"""What becomes due on a ticket by the clock, and what people answer to it: each is the whole `Step`.

Hourglass itself warns, notes breaches and pages; staff and clients ask for the next level; who was paged and
cannot lets the next person be asked. All of it stands in the log, so that nothing is told twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import telling
from bot.domain.chain import Chain, Page, micros, tellings
from bot.domain.countdown import Threshold, micros_or_none, new_expectation
from bot.domain.notices import LATE, Act, Notice, Words
from bot.domain.people import HOURGLASS, Person
from bot.domain.sla import Measured
from bot.domain.step import Step, happened
from bot.domain.terms import OfClock
from bot.domain.tickets import EventKind, Fact, Ticket, TicketEvent
from bot.errors import (
    AlreadyClaimedError,
    NoHigherLevelError,
    NotEscalatedError,
    NothingToChangeError,
    NotPagedError,
    UrgedAlreadyError,
)

_BETWEEN_CALLS: Final = timedelta(hours=1)
"""A client's people may call a ticket urgent once in so long."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is told of a level, as ids in Slack."""

    here: tuple[str, ...] = ()
    """People who are mentioned in the card's thread, where they read it."""
    elsewhere: tuple[str, ...] = ()
    """People who are not in the triage channel, and channels: they get a post of their own."""
    groups: tuple[str, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether there is nobody to tell."""
        return not (self.here or self.elsewhere or self.groups)

    @property
    def people(self) -> frozenset[str]:
        """All people and channels among them."""
        return frozenset((*self.here, *self.elsewhere))


def warn(ticket: Ticket, passed: Threshold, mention: Iterable[str], now: datetime) -> Step:
    """Say in the card's thread that so much of a clock's target has passed."""
    clock = passed.clock
    facts: dict[str, Fact] = {
        **_clock_facts(clock),
        "percent": passed.percent,
        "due": micros_or_none(clock.due_at),
    }
    return _said(ticket, EventKind.WARNED, passed.at, now, mention, facts)


def breach(ticket: Ticket, clock: Measured, mention: Iterable[str], now: datetime) -> Step:
    """Say in the card's thread that a clock's target was not kept."""
    at = clock.breached_at or now
    facts: dict[str, Fact] = {
        **_clock_facts(clock),
        "due": micros(at),
        "stopped": clock.stopped_at is not None,
    }
    return _said(ticket, EventKind.BREACHED, at, now, mention, facts)


def apologise(step: Step, clock: Measured, now: datetime) -> Step:
    """Tell the client too that their first answer did not come in time, and when to expect it instead."""
    expected_at = new_expectation(clock, now)
    if expected_at is None or clock.breached_at is None:
        return step
    facts: dict[str, Fact] = {"due": micros(clock.breached_at), "expected": micros(expected_at)}
    key = f"thread:{step.ticket.number}:late"
    return step.with_notices(telling.in_thread(step.ticket, Words.LATE, key, **facts))


def page(chain: Chain, due: Page, reached: Reached, now: datetime) -> Step:
    """Tell a level; where that is nobody, say that it is left out."""
    told_at = now if is_late(due.at, now) else due.at
    step = happened(
        chain.ticket, HOURGLASS, told_at, EventKind.ESCALATED, **_page_facts(chain, due, reached, now)
    )
    said = step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[0]))
    return said.with_notices(*(_direct(said.ticket, said.events[0], place) for place in reached.elsewhere))


def ask_for_next(chain: Chain, reason: str, *, by: Person, at: datetime) -> Step:
    """Call for the level above; a client's people can once an hour.

    NotEscalatedError where the plan has no levels at this severity, NoHigherLevelError where all were told.
    """
    if not chain.levels:
        raise NotEscalatedError(chain.ticket.number, chain.ticket.severity)
    if not by.is_ours:
        _check_calls(chain, at)
    if chain.level_after(chain.reached) is None:
        raise NoHigherLevelError(chain.ticket.number, f"L{chain.reached}")
    step = happened(
        chain.ticket, by, at, EventKind.ESCALATION_ASKED, reason=reason.strip(), by_client=not by.is_ours
    )
    told = step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[0]))
    if by.is_ours:
        return told
    called = chain.after(step).due_at_earliest(at)
    later: Fact = micros(called) if called and called > at else 0
    return told.with_notices(telling.on_event(step.ticket, step.events[0], Words.URGED, later=later))


def decline(chain: Chain, *, by: Person, at: datetime) -> Step:
    """Say that one who was paged cannot, so that the next person is asked at once."""
    ticket = chain.ticket
    asked = [each for each in chain.log if by.id in paged(each)]
    if not asked:
        raise NotPagedError(ticket.number)
    if ticket.assignee is not None and ticket.assignee != by.id:
        raise AlreadyClaimedError(ticket.number, ticket.assignee)
    last = tellings(chain.log)[-1]
    if by.id in chain.decliners(last.level) or int(asked[-1].text("level")) < last.level:
        raise NothingToChangeError(ticket.number, "declined")
    step = happened(ticket, by, at, EventKind.PAGE_DECLINED, level=last.level, turn=last.turn)
    return step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[0]))


def paged(event: TicketEvent) -> frozenset[str]:
    """Return whom an event told of an escalation."""
    if event.kind is not EventKind.ESCALATED:
        return frozenset()
    return frozenset((event.text("mention") + " " + event.text("elsewhere")).split())


def is_late(at: datetime, now: datetime) -> bool:
    """Whether something is told so long after its moment that it has to say so."""
    return now - at > LATE


def _check_calls(chain: Chain, at: datetime) -> None:
    """Raise UrgedAlreadyError where the client's people called within the hour."""
    for event in reversed(chain.log):
        if event.kind is EventKind.ESCALATION_ASKED and event.facts.get("by_client"):
            again_at = event.at + _BETWEEN_CALLS
            if at < again_at:
                raise UrgedAlreadyError(chain.ticket.number, int((again_at - at) / timedelta(minutes=1)) + 1)
            return


def _said(
    ticket: Ticket,
    kind: EventKind,
    at: datetime,
    now: datetime,
    mention: Iterable[str],
    facts: dict[str, Fact],
) -> Step:
    late = micros(at) if is_late(at, now) else 0
    step = happened(ticket, HOURGLASS, at, kind, **facts, late=late, mention=" ".join(mention))
    return step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[0]))


def _clock_facts(clock: Measured) -> dict[str, Fact]:
    return {"clock": clock.clock.value, "started": micros(clock.started_at)}


def _page_facts(chain: Chain, due: Page, reached: Reached, now: datetime) -> dict[str, Fact]:
    level, run = chain.levels[due.level - 1], chain.run_of(due.level)
    why = due.because
    return {
        "level": due.level,
        "of": len(chain.levels),
        "turn": due.turn,
        "turns": level.repeats + 1,
        "title": level.title,
        "severity": chain.ticket.severity.value,
        "since": micros(run.started_at) if run else 0,
        "clock": chain.followed(due.level).value,
        "percent": level.when.percent if isinstance(level.when, OfClock) else None,
        "mention": " ".join(reached.here),
        "elsewhere": " ".join(reached.elsewhere),
        "groups": " ".join(reached.groups),
        "skipped": reached.is_nobody,
        "asks_next": due.asks_next,
        "because_of": why.by if why else "",
        "reason": why.text("reason") if why else "",
        "late": micros(due.at) if is_late(due.at, now) else 0,
    }


def _direct(ticket: Ticket, event: TicketEvent, place: str) -> Notice:
    """Tell a level in a place of its own: a person's messages with us, or another channel."""
    key = f"page:{ticket.number}:{event.seq}:{place}"
    facts: dict[str, Fact] = {**event.facts, "event": event.kind.value, "by": event.by}
    return Notice(key, Act.POST, Words.PAGE, place, ticket=ticket.number, facts=facts)
