"""What people may do to a ticket: each function takes the ticket as it stands and returns the whole `Step`.

Who may ask is decided in `bot.domain.access`; here only the ticket's own life cycle speaks. An illegal
move is an `IllegalMoveError`, a second click a `NothingToChangeError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import telling
from bot.domain.folding import fold
from bot.domain.life_cycle import FROM, check_move
from bot.domain.notices import Timer, Words
from bot.domain.people import Person
from bot.domain.plan_terms import PlanTerms
from bot.domain.step import Step, happened
from bot.domain.tickets import EventKind, Fact, Origin, Severity, Status, Ticket, TicketEvent
from bot.errors import (
    AlreadyClaimedError,
    IllegalMoveError,
    MissingTextError,
    NothingToChangeError,
)

ASK_SEVERITY_AGAIN = "ask_severity_again"
CLOSE = "close"
ASK_RATING = "ask_rating"
"""The kind of timer that goes off when the requester may be asked how they found our help."""
_ASK_RATING_AFTER: Final = timedelta(hours=4)
"""Not with the question whether it works: first they try it, and their yes is the better moment."""
_NOBODY: Final[Mapping[str, Fact]] = {}

_OPENING_FACTS = (
    *("client", "channel", "triage", "thread_ts", "head_ts", "title", "requester", "plan"),
    *("time_zone", "follows", "earlier"),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new ticket starts from."""

    number: int
    client: str
    channel: str
    triage: str
    thread_ts: str | None
    title: str
    requester: str
    plan: str
    plan_version: str
    time_zone: str
    """The client's, as it is now: what was promised by it stays when they move."""
    severity: Severity
    origin: Origin
    head_ts: str | None = None
    """The message whose words are the title; None where staff chose them."""
    suggested: Severity | None = None
    follows: int | None = None
    earlier: int = 0
    """How many of the client's messages stood below the first before anybody made a ticket of it."""
    ask_again_minutes: int = 10


def open_ticket(opening: Opening, *, by: Person, at: datetime) -> Step:
    """Open a ticket: answer in the client's thread, put up a card, and ask for the severity again later."""
    facts: dict[str, Fact] = {name: getattr(opening, name) for name in _OPENING_FACTS}
    facts |= {
        "severity": opening.severity.value,
        "origin": opening.origin.value,
        "suggested": opening.suggested,
    }
    version = opening.plan_version
    event = TicketEvent(opening.number, 1, EventKind.OPENED, at, by.id, by.role, version, facts)
    ticket = fold([event])
    first = telling.in_thread(ticket, Words.OPENED, telling.opened_key(ticket.number))
    head = () if ticket.thread_ts else (telling.root(ticket),)
    again_at = at + timedelta(minutes=opening.ask_again_minutes)
    ask = Timer(_ask_key(ticket), ASK_SEVERITY_AGAIN, again_at, ticket.number)
    return Step(ticket, (event,), (*head, first, telling.new_card(ticket)), (ask,))


def anchor(ticket: Ticket, thread_ts: str, *, by: Person, at: datetime) -> Step:
    """Remember where the thread is, once our own post at its head has a `ts`."""
    return happened(ticket, by, at, EventKind.ANCHORED, thread_ts=thread_ts)


def hear(
    ticket: Ticket, ts: str, *, courtesy: bool, by: Person, at: datetime, ask_again_minutes: int
) -> Step:
    """Take in a client's message: it ends a wait and reopens what was resolved.

    Not so mere courtesy, nor what was said before the ticket came to stand there and reaches us later.
    """
    step = happened(ticket, by, at, EventKind.MESSAGED, ts=ts, courtesy=courtesy)
    told = step.with_notices(telling.line(step.ticket, step.events[0]), telling.card(step.ticket))
    if courtesy or at < ticket.settled_at:
        return told
    if ticket.status is Status.WAITING_ON_CLIENT:
        return told.then(resume(told.ticket, by=by, at=at))
    if ticket.status in FROM[EventKind.REOPENED]:
        again = reopen(told.ticket, why="client_reply", by=by, at=at, ask_again_minutes=ask_again_minutes)
        return told.then(again)
    return told


def reopens(ticket: Ticket, *, at: datetime, window: timedelta) -> bool:
    """Whether a client's reply at *at* still belongs to this ticket; after the window it opens a new one.

    The window begins where the ticket was resolved, or dismissed.
    """
    if ticket.is_active:
        return True
    ended_at = ticket.status_since if ticket.was_dismissed else ticket.resolved_at
    return ended_at is None or at - ended_at <= window


def reply(ticket: Ticket, *, by: Person, at: datetime, ts: str = "", text: str = "") -> Step:
    """Record a public reply of the staff; with *text*, say it in the client's thread in their name."""
    if not ts and not text.strip():
        raise MissingTextError("reply")
    said: dict[str, Fact] = {"text": text.strip()} if text else {"ts": ts}
    step = shown(happened(ticket, by, at, EventKind.REPLIED, **said))
    if not text:
        return step
    spoken = telling.on_event(step.ticket, step.events[0], Words.REPLY, text=text.strip(), by=by.id)
    return step.with_notices(spoken)


def note(ticket: Ticket, text: str, *, by: Person, at: datetime) -> Step:
    """Write an internal note, which the client never sees."""
    if not text.strip():
        raise MissingTextError("note")
    return shown(happened(ticket, by, at, EventKind.NOTED, text=text.strip()))


def add_details(ticket: Ticket, details: Mapping[str, str], *, by: Person, at: datetime) -> Step:
    """Add what the client told in the form; a later answer to the same question stands beside its event."""
    check_move(ticket, EventKind.DETAILED)
    given: dict[str, Fact] = {name: text.strip() for name, text in details.items() if text.strip()}
    if not given:
        raise MissingTextError("details")
    step = shown(happened(ticket, by, at, EventKind.DETAILED, **given), telling_client=True)
    waits = ticket.status is Status.WAITING_ON_CLIENT and at >= ticket.status_since
    if waits and not by.is_staff:
        return step.then(resume(step.ticket, by=by, at=at))
    return step


def choose_severity(ticket: Ticket, severity: Severity, *, by: Person, at: datetime) -> Step:
    """Take a client's choice: the first takes effect at once, a later change is a wish that staff answer."""
    first = ticket.severity_by == "plan"
    check_move(ticket, EventKind.SEVERITY_SET if first else EventKind.SEVERITY_WANTED)
    if ticket.severity is severity and not first:
        raise NothingToChangeError(ticket.number, "severity")
    if first:
        step = happened(ticket, by, at, EventKind.SEVERITY_SET, severity=severity.value, source="client")
        return decided(shown(step, telling_client=True))
    if ticket.wanted is severity:
        raise NothingToChangeError(ticket.number, "severity_wanted")
    step = happened(ticket, by, at, EventKind.SEVERITY_WANTED, severity=severity.value)
    heard = telling.on_event(step.ticket, step.events[0], Words.SEVERITY_CHANGED, wanted=severity.value)
    return shown(step).with_notices(heard)


def set_severity(ticket: Ticket, severity: Severity, *, by: Person, at: datetime) -> Step:
    """Set the severity as staff: the client is told where it differs from what stood."""
    check_move(ticket, EventKind.SEVERITY_SET)
    if ticket.severity is severity and ticket.severity_by != "plan" and ticket.wanted is None:
        raise NothingToChangeError(ticket.number, "severity")
    step = happened(ticket, by, at, EventKind.SEVERITY_SET, severity=severity.value, source="staff")
    step = decided(shown(step, telling_client=True))
    if ticket.severity is severity and ticket.wanted is None:
        return step
    facts: dict[str, Fact] = {"severity": severity.value, "before": ticket.severity.value}
    changed = telling.on_event(step.ticket, step.events[0], Words.SEVERITY_CHANGED, **facts)
    return step.with_notices(changed)


def keep_severity(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Decline the client's wish for another severity, and say so."""
    check_move(ticket, EventKind.SEVERITY_KEPT)
    if ticket.wanted is None:
        raise NothingToChangeError(ticket.number, "severity_wanted")
    step = happened(ticket, by, at, EventKind.SEVERITY_KEPT, severity=ticket.severity.value)
    kept = telling.on_event(step.ticket, step.events[0], Words.SEVERITY_CHANGED, kept=ticket.severity.value)
    return shown(step).with_notices(kept)


def claim(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Take an unclaimed ticket; of two at the same moment one gets it, the other is told who has it."""
    check_move(ticket, EventKind.CLAIMED)
    if ticket.assignee == by.id:
        raise NothingToChangeError(ticket.number, "claimed")
    if ticket.assignee is not None:
        raise AlreadyClaimedError(ticket.number, ticket.assignee)
    step = shown(happened(ticket, by, at, EventKind.CLAIMED, assignee=by.id))
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.CLAIMED, assignee=by.id))


def assign(
    ticket: Ticket, assignee: str, *, by: Person, at: datetime, called: Mapping[str, Fact] = _NOBODY
) -> Step:
    """Give the ticket to somebody, whoever had it; *called* says how they are told (see `Reached.facts`)."""
    check_move(ticket, EventKind.ASSIGNED)
    if ticket.assignee == assignee:
        raise NothingToChangeError(ticket.number, "assignee")
    step = shown(happened(ticket, by, at, EventKind.ASSIGNED, assignee=assignee, **called))
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.CLAIMED, assignee=assignee))


def wait(ticket: Ticket, status: Status, *, by: Person, at: datetime) -> Step:
    """Say that the next word is the client's, or a third party's; ours where the client had it since."""
    check_move(ticket, EventKind.WAITED)
    if ticket.status is status:
        raise NothingToChangeError(ticket.number, status.value)
    facts: dict[str, Fact] = {"status": status.value, "unanswered": ticket.owes_answer}
    step = shown(happened(ticket, by, at, EventKind.WAITED, **facts))
    spoke_at = ticket.last_spoke_at
    if status is Status.WAITING_ON_CLIENT and spoke_at is not None and spoke_at > at:
        return step.then(resume(step.ticket, by=ticket.last_speaker, at=spoke_at))
    waits = telling.on_event(step.ticket, step.events[0], Words.WAITING, status=status.value)
    return step.with_notices(waits)


def resume(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Say that it is our turn again; a client whose own words did that need not be told."""
    step = shown(happened(ticket, by, at, EventKind.RESUMED))
    if not by.is_ours:
        return step
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.RESUMED))


def resolve(
    ticket: Ticket, summary: str, *, by: Person, at: datetime, window: timedelta, ask_again_minutes: int
) -> Step:
    """Resolve with a summary that the client sees; it closes by itself once the reopen window has passed.

    Some hours later the requester is asked how they found our help. What the client wrote after *at*, and we
    heard first, opens it again.
    """
    check_move(ticket, EventKind.RESOLVED)
    if not summary.strip():
        raise MissingTextError("summary")
    done = settle(happened(ticket, by, at, EventKind.RESOLVED, summary=summary.strip()), window)
    later = _ask_rating(done.ticket, at + _ASK_RATING_AFTER)
    asked = done.with_notices(telling.ask_whether_it_works(done.ticket)).arming(later)
    spoke_at = ticket.last_asked_at
    if spoke_at is None or spoke_at <= at:
        return asked
    who, minutes = ticket.last_speaker, ask_again_minutes
    return asked.then(
        reopen(asked.ticket, why="client_reply", by=who, at=spoke_at, ask_again_minutes=minutes)
    )


def settle(step: Step, window: timedelta) -> Step:
    """Show that a ticket was resolved, ask no more how bad it is, and close it once *window* has passed."""
    ticket, resolved = step.ticket, step.events[-1]
    close_at = Timer(_close_key(ticket), CLOSE, resolved.at + window, ticket.number)
    return decided(shown(step, telling_client=True)).arming(close_at)


def confirm(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Take the client's word that it works, and ask the requester at once how they found our help."""
    check_move(ticket, EventKind.CONFIRMED)
    if ticket.confirmed:
        raise NothingToChangeError(ticket.number, "confirmed")
    step = shown(happened(ticket, by, at, EventKind.CONFIRMED))
    return step.with_notices(telling.answered(step.ticket)).arming(_ask_rating(step.ticket, at))


def reopen(ticket: Ticket, *, why: str, by: Person, at: datetime, ask_again_minutes: int) -> Step:
    """Open it again: the client still has the problem, or staff say so."""
    step = shown(happened(ticket, by, at, EventKind.REOPENED, why=why), telling_client=True)
    again = telling.on_event(step.ticket, step.events[0], Words.REOPENED, why=why)
    over = (_close_key(ticket), _rating_key(ticket))
    told = step.with_notices(again, telling.answered(ticket)).disarming(*over)
    return _asking(told, at + timedelta(minutes=ask_again_minutes))


def close(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Close what was resolved and stayed so for the whole reopen window."""
    step = shown(happened(ticket, by, at, EventKind.CLOSED), telling_client=True)
    return step.with_notices(telling.answered(step.ticket))


def dismiss(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Say that this is not a request; `restore` undoes it."""
    step = shown(happened(ticket, by, at, EventKind.DISMISSED), telling_client=True)
    return decided(step)


def restore(ticket: Ticket, *, by: Person, at: datetime, ask_again_minutes: int) -> Step:
    """Take back that it was not a request."""
    check_move(ticket, EventKind.RESTORED)
    if not ticket.was_dismissed:
        raise IllegalMoveError(ticket.number, ticket.status, EventKind.RESTORED)
    step = shown(happened(ticket, by, at, EventKind.RESTORED), telling_client=True)
    return _asking(step, at + timedelta(minutes=ask_again_minutes))


def replan(ticket: Ticket, before: PlanTerms, after: PlanTerms, *, by: Person, at: datetime) -> Step:
    """Let the ticket go by another plan, another version of its own, or where its client is now.

    Its clocks have new targets or hours; what they have counted stays counted.
    """
    check_move(ticket, EventKind.REPLANNED)
    plan, was, now = after.plan, before.plan.full_name, after.plan.full_name
    is_same = (ticket.plan, ticket.plan_version) == (plan.id, plan.version)
    if is_same and not (plan.follows_client and before.time_zone != after.time_zone):
        raise NothingToChangeError(ticket.number, "plan")
    change = "time_zone" if is_same else "version" if was == now else "plan"
    facts: dict[str, Fact] = {"plan": plan.id, "time_zone": after.time_zone, "change": change}
    going_by = replace(ticket, plan_version=plan.version)
    step = happened(going_by, by, at, EventKind.REPLANNED, **facts, before=was, after=now)
    return shown(step, telling_client=True)


def shown(step: Step, *, telling_client: bool = False) -> Step:
    """Show a change on the card and in its thread, and to the client on the first answer and the estimate."""
    told = step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[-1]))
    if not telling_client:
        return told
    newest = step.ticket.estimate
    estimates = [] if newest is None else [telling.estimate_again(step.ticket, newest)]
    return told.with_notices(telling.opened_again(step.ticket), *estimates)


def decided(step: Step) -> Step:
    """Ask no more how bad it is, and put how it stands in place of the second question."""
    return step.with_notices(telling.decided(step.ticket)).disarming(_ask_key(step.ticket))


def _asking(step: Step, at: datetime) -> Step:
    """Ask once more how bad it is where nobody has said so; what was asked before shows its choice again.

    Its post has one key, so nobody is asked a third time.
    """
    if step.ticket.severity_by != "plan":
        return step
    ask = Timer(_ask_key(step.ticket), ASK_SEVERITY_AGAIN, at, step.ticket.number)
    return step.with_notices(telling.decided(step.ticket)).arming(ask)


def _ask_key(ticket: Ticket) -> str:
    return f"severity:{ticket.number}"


def _close_key(ticket: Ticket) -> str:
    return f"close:{ticket.number}"


def _rating_key(ticket: Ticket) -> str:
    return f"{ASK_RATING}:{ticket.number}"


def _ask_rating(ticket: Ticket, at: datetime) -> Timer:
    """Return the timer that asks; it names the client, for then nobody else asks their people meanwhile."""
    facts: dict[str, Fact] = {"client": ticket.client, "person": ticket.requester}
    return Timer(_rating_key(ticket), ASK_RATING, at, ticket.number, facts)
