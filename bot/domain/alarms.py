"""What becomes due on a ticket by the clock, and what people answer to it: each is the whole `Step`.

Hourglass itself warns, notes breaches and pages; staff and clients ask for the next level; who was paged and
cannot lets the next person be asked. All of it stands in the log, so that nothing is told twice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain import moves, telling
from bot.domain.chain import Chain, Page, tellings
from bot.domain.countdown import SetBack, Threshold, broke_by_change, new_expectation
from bot.domain.instants import micros
from bot.domain.life_cycle import check_move
from bot.domain.notices import HELD, Act, Notice, Timer, Words, is_late
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
    """Who is told of something, and where, as ids in Slack."""

    here: tuple[str, ...] = ()
    """People who are mentioned in the card's thread, where they read it."""
    elsewhere: tuple[str, ...] = ()
    """People who are not in the triage channel: they are told directly."""
    places: tuple[str, ...] = ()
    """Channels beside the ticket's own."""
    groups: tuple[str, ...] = ()
    held: Mapping[str, datetime] = field(default_factory=dict)
    """People outside their own hours, with when they begin to work: they are told then."""

    @property
    def is_nobody(self) -> bool:
        """Whether there is nobody to tell."""
        return not (self.people or self.places or self.groups)

    @property
    def people(self) -> frozenset[str]:
        """All people among them."""
        return frozenset((*self.here, *self.elsewhere, *self.held))

    def but(self, people: Collection[str]) -> "Reached":
        """Return the same without those who are told already."""
        return Reached(
            tuple(each for each in self.here if each not in people),
            tuple(each for each in self.elsewhere if each not in people),
            self.places,
            self.groups,
            {each: at for each, at in self.held.items() if each not in people},
        )

    @property
    def facts(self) -> dict[str, Fact]:
        """Return them as an event holds them."""
        told = {"mention": self.here, "elsewhere": self.elsewhere, "places": self.places}
        return {
            name: " ".join(ids) for name, ids in {**told, "groups": self.groups, "held": self.held}.items()
        }


def warn(ticket: Ticket, passed: Threshold, reached: Reached, now: datetime) -> Step:
    """Say in the card's thread that so much of a clock's target has passed."""
    clock, due = passed.clock, micros(passed.due_at)
    facts = {**_clock_facts(clock), "percent": passed.percent, "due": due, **_lateness(passed.at, now)}
    step = happened(ticket, HOURGLASS, passed.at, EventKind.WARNED, **facts, **reached.facts)
    return calling(step, reached)


def breach(
    ticket: Ticket,
    clock: Measured,
    reached: Reached,
    now: datetime,
    *,
    tells_client: bool,
    told: str | None = None,
) -> Step:
    """Say in the card's thread that a clock's target was not kept.

    *tells_client*: tell the client too that their first answer did not come in time, when to expect it, and
    that the account manager was *told*, where they were.
    """
    at = clock.breached_at or now
    expected_at = new_expectation(clock, now) if tells_client else None
    facts = {**_clock_facts(clock), "due": micros(at), "stopped": clock.stopped_at is not None}
    facts |= {**_lateness(at, now), "client_told": expected_at is not None}
    step = calling(happened(ticket, HOURGLASS, at, EventKind.BREACHED, **facts, **reached.facts), reached)
    if expected_at is None:
        return step
    said: dict[str, Fact] = {"due": micros(at), "expected": micros(expected_at), "told": told}
    said["changed"] = broke_by_change(clock)
    key = f"thread:{ticket.number}:late"
    return step.with_notices(telling.in_thread(step.ticket, Words.LATE, key, **said))


def put_off(step: Step, later: SetBack) -> Step:
    """Tell the client that their first answer is expected later than they were told."""
    ticket, event = step.ticket, step.events[-1]
    facts: dict[str, Fact] = {
        "was": micros(later.was_at),
        "due": micros(later.now_at) if later.now_at else None,
    }
    key = f"thread:{ticket.number}:{event.seq}:set_back"
    return step.with_notices(telling.in_thread(ticket, Words.SET_BACK, key, **facts))


def page(chain: Chain, due: Page, reached: Reached, now: datetime) -> Step:
    """Tell a level; where that is nobody, say that it is left out."""
    told_at = now if is_late(due.at, now) else due.at
    facts = {**_page_facts(chain, due), **reached.facts, "skipped": reached.is_nobody}
    facts |= _lateness(due.at, now)
    return calling(happened(chain.ticket, HOURGLASS, told_at, EventKind.ESCALATED, **facts), reached)


def assign(ticket: Ticket, assignee: str, reached: Reached, *, by: Person, at: datetime) -> Step:
    """Give the ticket to somebody, and let them know."""
    return _called(moves.assign(ticket, assignee, by=by, at=at, called=reached.facts), reached)


def ask_for_next(chain: Chain, reason: str, *, by: Person, at: datetime) -> Step:
    """Call for the level above; a client's people can once an hour.

    NotEscalatedError where the plan has no levels at this severity, NoHigherLevelError where staff call for
    one that is not there: clients are heard all the same, by those who were told before.
    """
    check_move(chain.ticket, EventKind.ESCALATION_ASKED)
    if not chain.levels:
        raise NotEscalatedError(chain.ticket.number, chain.ticket.severity)
    is_top = chain.level_after(chain.reached) is None
    if is_top and by.is_ours:
        raise NoHigherLevelError(chain.ticket.number, f"L{chain.reached}")
    if not by.is_ours:
        _check_calls(chain, at)
    facts: dict[str, Fact] = {"reason": reason.strip(), "by_client": not by.is_ours}
    facts["mention"] = _told_last(chain) if is_top else ""
    step = happened(chain.ticket, by, at, EventKind.ESCALATION_ASKED, **facts)
    return moves.shown(step)


def with_answer(call: Step, heard_at: datetime | None) -> Step:
    """Tell a client what becomes of their call: who is told now, or later, or once more, or that nobody is.

    *heard_at*: when somebody hears of it who was not told before; None: nobody.
    """
    event = call.events[0]
    again = bool(event.facts.get("mention"))
    later: Fact = micros(heard_at) if heard_at and heard_at > event.at else 0
    facts: dict[str, Fact] = {"later": later, "again": again, "nobody": heard_at is None and not again}
    return call.with_notices(telling.on_event(call.ticket, event, Words.URGED, **facts))


def heard_at(page: Step, at: datetime) -> Iterator[datetime]:
    """Yield when people hear of a page that is told *at* a moment: then, or when they begin to work."""
    told = page.events[0]
    if any(told.text(name) for name in ("mention", "elsewhere", "places", "groups")):
        yield at
    yield from (timer.due_at for timer in page.arms if timer.kind == HELD)


def _told_last(chain: Chain) -> str:
    """Return who was told of the escalation last, and who has the ticket: they hear of it once more."""
    told = [each.text("mention").split() for each in chain.log if each.kind is EventKind.ESCALATED]
    people = [*([chain.ticket.assignee] if chain.ticket.assignee else []), *(told[-1] if told else [])]
    return " ".join(dict.fromkeys(people))


def decline(chain: Chain, *, by: Person, at: datetime) -> Step:
    """Say that one who was paged cannot, so that the next person is asked at once."""
    ticket = chain.ticket
    asked = [each for each in chain.log if _may_answer(each, by.id)]
    if not asked:
        raise NotPagedError(ticket.number)
    check_move(ticket, EventKind.PAGE_DECLINED)
    if ticket.assignee is not None and ticket.assignee != by.id:
        raise AlreadyClaimedError(ticket.number, ticket.assignee)
    *_, last = (each for each in tellings(chain.log) if not each.was_skipped)
    if by.id in chain.decliners(last.level) or int(asked[-1].text("level")) < last.level:
        raise NothingToChangeError(ticket.number, "declined")
    if not chain.still_asks(last.level):
        raise NothingToChangeError(ticket.number, "answered")
    step = happened(ticket, by, at, EventKind.PAGE_DECLINED, level=last.level, turn=last.turn)
    return moves.shown(step)


def paged(event: TicketEvent) -> frozenset[str]:
    """Return whom an event told of an escalation."""
    if event.kind is not EventKind.ESCALATED:
        return frozenset()
    return frozenset(" ".join(event.text(name) for name in ("mention", "elsewhere", "held")).split())


def _may_answer(event: TicketEvent, person: str) -> bool:
    """Whether somebody was told of an escalation, or may have been, in a group or a channel."""
    told_many = event.kind is EventKind.ESCALATED and (event.text("groups") or event.text("places"))
    return bool(told_many) or person in paged(event)


def _check_calls(chain: Chain, at: datetime) -> None:
    """Raise UrgedAlreadyError where the client's people called within the hour."""
    for event in reversed(chain.log):
        if event.kind is EventKind.ESCALATION_ASKED and event.facts.get("by_client"):
            again_at = event.at + _BETWEEN_CALLS
            if at < again_at:
                raise UrgedAlreadyError(chain.ticket.number, int((again_at - at) / timedelta(minutes=1)) + 1)
            return


def calling(step: Step, reached: Reached) -> Step:
    """Show a step, and call those whom it is for: in the card's thread, directly, or in their morning.

    The facts of its event say so (see `Reached.facts`).
    """
    return _called(moves.shown(step), reached)


def _called(step: Step, reached: Reached) -> Step:
    """Call those whom a step is for who do not read the card's thread now."""
    event = step.events[0]
    directly = (direct(step.ticket, event, place) for place in (*reached.elsewhere, *reached.places))
    return step.with_notices(*directly).arming(*_mornings(event, reached.held))


def _mornings(event: TicketEvent, held: Mapping[str, datetime]) -> Iterator[Timer]:
    """Yield what lets people know when they begin to work."""
    for person, at in held.items():
        facts: dict[str, Fact] = {"person": person, "seq": event.seq}
        yield Timer(f"{HELD}:{person}:{event.ticket}:{event.seq}", HELD, at, event.ticket, facts)


def _lateness(at: datetime, now: datetime) -> dict[str, Fact]:
    return {"late": micros(at) if is_late(at, now) else 0}


def _clock_facts(clock: Measured) -> dict[str, Fact]:
    return {"clock": clock.clock.value, "started": micros(clock.started_at)}


def _page_facts(chain: Chain, due: Page) -> dict[str, Fact]:
    level, run = chain.levels[due.level - 1], chain.run_of(due.level)
    why = due.because
    return {
        "level": due.level,
        "of": len(chain.levels),
        "turn": due.turn,
        "turns": level.repeats + 1,
        "named": level.title,
        "severity": chain.ticket.severity.value,
        "since": micros(run.started_at) if run else 0,
        "clock": chain.followed(due.level).value,
        "percent": level.when.percent if isinstance(level.when, OfClock) else None,
        "declined": why is not None and why.kind is EventKind.PAGE_DECLINED,
        "because_of": why.by if why else "",
        "by_staff": why is not None and chain.is_by_staff(why),
        "reason": why.text("reason") if why else "",
    }


def direct(ticket: Ticket, event: TicketEvent, place: str) -> Notice:
    """Tell a level in a place of its own: a person's messages with us, or another channel."""
    key = f"page:{ticket.number}:{event.seq}:{place}"
    facts: dict[str, Fact] = {**event.facts, "event": event.kind.value, "by": event.by}
    return Notice(key, Act.POST, Words.PAGE, place, ticket=ticket.number, facts=facts)
