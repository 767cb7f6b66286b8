"""What people may do to a ticket: each function takes the ticket as it stands and returns the whole `Step`.

Who may ask is decided in `bot.domain.access`; here only the ticket's own life cycle speaks. An illegal
move is an `IllegalMoveError`, a second click a `NothingToChangeError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import telling
from bot.domain.life_cycle import FROM, check_move
from bot.domain.notices import Timer, Words
from bot.domain.people import Person
from bot.domain.plans import Plan
from bot.domain.step import Step
from bot.domain.step import happened as _step
from bot.domain.tickets import (
    EventKind,
    Fact,
    Origin,
    RequestKind,
    Severity,
    Status,
    Ticket,
    TicketEvent,
    fold,
)
from bot.errors import (
    AlreadyClaimedError,
    CannotMergeError,
    CannotSplitError,
    IllegalMoveError,
    MissingTextError,
    NothingToChangeError,
)

ASK_SEVERITY_AGAIN = "ask_severity_again"
CLOSE = "close"

_OPENING_FACTS = (
    *("client", "channel", "triage", "thread_ts", "head_ts", "title", "requester", "plan", "follows"),
    "earlier",
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
    return _step(ticket, by, at, EventKind.ANCHORED, thread_ts=thread_ts)


def hear(
    ticket: Ticket, ts: str, *, courtesy: bool, by: Person, at: datetime, ask_again_minutes: int
) -> Step:
    """Take in a client's message: it ends a wait and reopens what was resolved.

    Not so mere courtesy, nor what was said before the ticket came to stand there and reaches us later.
    """
    step = _step(ticket, by, at, EventKind.MESSAGED, ts=ts, courtesy=courtesy)
    told = step.with_notices(telling.line(step.ticket, step.events[0]), telling.card(step.ticket))
    if courtesy or at < ticket.status_since:
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
    step = _told(_step(ticket, by, at, EventKind.REPLIED, **said))
    if not text:
        return step
    spoken = telling.on_event(step.ticket, step.events[0], Words.REPLY, text=text.strip(), by=by.id)
    return step.with_notices(spoken)


def note(ticket: Ticket, text: str, *, by: Person, at: datetime) -> Step:
    """Write an internal note, which the client never sees."""
    if not text.strip():
        raise MissingTextError("note")
    return _told(_step(ticket, by, at, EventKind.NOTED, text=text.strip()))


def add_details(ticket: Ticket, details: Mapping[str, str], *, by: Person, at: datetime) -> Step:
    """Add what the client told in the form; a later answer to the same question stands beside its event."""
    check_move(ticket, EventKind.DETAILED)
    given: dict[str, Fact] = {name: text.strip() for name, text in details.items() if text.strip()}
    if not given:
        raise MissingTextError("details")
    step = _told(_step(ticket, by, at, EventKind.DETAILED, **given), telling_client=True)
    if ticket.status is Status.WAITING_ON_CLIENT and not by.is_staff:
        return step.then(resume(step.ticket, by=by, at=at))
    return step


def choose_severity(ticket: Ticket, severity: Severity, *, by: Person, at: datetime) -> Step:
    """Take a client's choice: the first takes effect at once, a later change is a wish that staff answer."""
    first = ticket.severity_by == "plan"
    check_move(ticket, EventKind.SEVERITY_SET if first else EventKind.SEVERITY_WANTED)
    if ticket.severity is severity and not first:
        raise NothingToChangeError(ticket.number, "severity")
    if first:
        step = _step(ticket, by, at, EventKind.SEVERITY_SET, severity=severity.value, source="client")
        return _decided(_told(step, telling_client=True))
    if ticket.wanted is severity:
        raise NothingToChangeError(ticket.number, "severity_wanted")
    step = _step(ticket, by, at, EventKind.SEVERITY_WANTED, severity=severity.value)
    heard = telling.on_event(step.ticket, step.events[0], Words.SEVERITY_CHANGED, wanted=severity.value)
    return _told(step).with_notices(heard)


def set_severity(ticket: Ticket, severity: Severity, *, by: Person, at: datetime) -> Step:
    """Set the severity as staff: the client is told where it differs from what stood."""
    check_move(ticket, EventKind.SEVERITY_SET)
    if ticket.severity is severity and ticket.severity_by != "plan" and ticket.wanted is None:
        raise NothingToChangeError(ticket.number, "severity")
    step = _step(ticket, by, at, EventKind.SEVERITY_SET, severity=severity.value, source="staff")
    step = _decided(_told(step, telling_client=True))
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
    step = _step(ticket, by, at, EventKind.SEVERITY_KEPT, severity=ticket.severity.value)
    kept = telling.on_event(step.ticket, step.events[0], Words.SEVERITY_CHANGED, kept=ticket.severity.value)
    return _told(step).with_notices(kept)


def set_kind(ticket: Ticket, kind: RequestKind, *, by: Person, at: datetime) -> Step:
    """Say what kind of work this is."""
    check_move(ticket, EventKind.KIND_SET)
    if ticket.kind is kind:
        raise NothingToChangeError(ticket.number, "kind")
    return _told(_step(ticket, by, at, EventKind.KIND_SET, kind=kind.value))


def claim(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Take an unclaimed ticket; of two at the same moment one gets it, the other is told who has it."""
    check_move(ticket, EventKind.CLAIMED)
    if ticket.assignee == by.id:
        raise NothingToChangeError(ticket.number, "claimed")
    if ticket.assignee is not None:
        raise AlreadyClaimedError(ticket.number, ticket.assignee)
    step = _told(_step(ticket, by, at, EventKind.CLAIMED, assignee=by.id))
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.CLAIMED, assignee=by.id))


def assign(ticket: Ticket, assignee: str, *, by: Person, at: datetime) -> Step:
    """Give the ticket to somebody, whoever had it."""
    check_move(ticket, EventKind.ASSIGNED)
    if ticket.assignee == assignee:
        raise NothingToChangeError(ticket.number, "assignee")
    step = _told(_step(ticket, by, at, EventKind.ASSIGNED, assignee=assignee))
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.CLAIMED, assignee=assignee))


def wait(ticket: Ticket, status: Status, *, by: Person, at: datetime) -> Step:
    """Say that the next word is the client's, or a third party's."""
    check_move(ticket, EventKind.WAITED)
    if ticket.status is status:
        raise NothingToChangeError(ticket.number, status.value)
    step = _told(_step(ticket, by, at, EventKind.WAITED, status=status.value))
    waits = telling.on_event(step.ticket, step.events[0], Words.WAITING, status=status.value)
    return step.with_notices(waits)


def resume(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Say that it is our turn again; a client whose own words did that need not be told."""
    step = _told(_step(ticket, by, at, EventKind.RESUMED))
    if not by.is_ours:
        return step
    return step.with_notices(telling.on_event(step.ticket, step.events[0], Words.RESUMED))


def resolve(ticket: Ticket, summary: str, *, by: Person, at: datetime, window: timedelta) -> Step:
    """Resolve with a summary that the client sees; it closes by itself once the reopen window has passed."""
    check_move(ticket, EventKind.RESOLVED)
    if not summary.strip():
        raise MissingTextError("summary")
    step = _told(_step(ticket, by, at, EventKind.RESOLVED, summary=summary.strip()), telling_client=True)
    close_at = Timer(_close_key(ticket), CLOSE, at + window, ticket.number)
    asked = step.with_notices(telling.ask_whether_it_works(step.ticket))
    return asked.disarming(_ask_key(ticket)).arming(close_at)


def confirm(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Take the client's word that it works."""
    check_move(ticket, EventKind.CONFIRMED)
    if ticket.confirmed:
        raise NothingToChangeError(ticket.number, "confirmed")
    step = _told(_step(ticket, by, at, EventKind.CONFIRMED))
    return step.with_notices(telling.answered(step.ticket))


def reopen(ticket: Ticket, *, why: str, by: Person, at: datetime, ask_again_minutes: int) -> Step:
    """Open it again: the client still has the problem, or staff say so."""
    step = _told(_step(ticket, by, at, EventKind.REOPENED, why=why), telling_client=True)
    again = telling.on_event(step.ticket, step.events[0], Words.REOPENED, why=why)
    told = step.with_notices(again, telling.answered(ticket)).disarming(_close_key(ticket))
    return _asking(told, at + timedelta(minutes=ask_again_minutes))


def close(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Close what was resolved and stayed so for the whole reopen window."""
    step = _told(_step(ticket, by, at, EventKind.CLOSED), telling_client=True)
    return step.with_notices(telling.answered(step.ticket))


def dismiss(ticket: Ticket, *, by: Person, at: datetime) -> Step:
    """Say that this is not a request; `restore` undoes it."""
    step = _told(_step(ticket, by, at, EventKind.DISMISSED), telling_client=True)
    return _decided(step)


def restore(ticket: Ticket, *, by: Person, at: datetime, ask_again_minutes: int) -> Step:
    """Take back that it was not a request."""
    check_move(ticket, EventKind.RESTORED)
    if not ticket.was_dismissed:
        raise IllegalMoveError(ticket.number, ticket.status, EventKind.RESTORED)
    step = _told(_step(ticket, by, at, EventKind.RESTORED), telling_client=True)
    return _asking(step, at + timedelta(minutes=ask_again_minutes))


def replan(ticket: Ticket, before: Plan, after: Plan, *, by: Person, at: datetime) -> Step:
    """Let the ticket go by another plan, or another version of its own: its clocks have new targets.

    What they have counted stays counted.
    """
    check_move(ticket, EventKind.REPLANNED)
    if (ticket.plan, ticket.plan_version) == (after.id, after.version):
        raise NothingToChangeError(ticket.number, "plan")
    facts: dict[str, Fact] = {"plan": after.id, "before": before.full_name, "after": after.full_name}
    facts["change"] = "version" if before.full_name == after.full_name else "plan"
    going_by = replace(ticket, plan_version=after.version)
    return _told(_step(going_by, by, at, EventKind.REPLANNED, **facts), telling_client=True)


def merge(ticket: Ticket, into: Ticket, *, by: Person, at: datetime) -> tuple[Step, Step]:
    """Make *ticket* a part of *into*; what is said in either thread is then said to *into*."""
    if ticket.number == into.number:
        raise CannotMergeError(ticket.number, into.number, "same")
    if ticket.client != into.client:
        raise CannotMergeError(ticket.number, into.number, "other_client")
    if into.merged_into is not None:
        raise CannotMergeError(ticket.number, into.number, "merged")
    if into.status not in FROM[EventKind.ABSORBED]:
        raise CannotMergeError(ticket.number, into.number, "not_open")
    gone = _told(_step(ticket, by, at, EventKind.MERGED, into=into.number), telling_client=True)
    gone = gone.with_notices(telling.on_event(gone.ticket, gone.events[0], Words.MERGED, into=into.number))
    grown = _step(into, by, at, EventKind.ABSORBED, number=ticket.number, messages=ticket.messages)
    return _decided(gone), _told(grown)


def split_off(ticket: Ticket, ts: str, number: int, *, by: Person, at: datetime) -> Step:
    """Let one message go: it becomes ticket *number*, which the caller opens."""
    if ticket.messages <= 1 or ts == ticket.thread_ts:
        raise CannotSplitError(ticket.number, "only_message")
    return _told(_step(ticket, by, at, EventKind.SPLIT_OFF, ts=ts, number=number))


def edit(ticket: Ticket, ts: str, *, title: str, by: Person, at: datetime) -> Step:
    """Take in that a message was edited; *title* becomes the ticket's where the message heads it."""
    return _told(_step(ticket, by, at, EventKind.EDITED, ts=ts, title=title if ts == ticket.head_ts else ""))


def delete(ticket: Ticket, ts: str, *, by: Person, at: datetime) -> Step:
    """Take in that a message was deleted; the ticket stays, without a title that was the message's."""
    step = _told(_step(ticket, by, at, EventKind.DELETED, ts=ts))
    return step.with_notices(telling.root_again(step.ticket)) if ts == ticket.head_ts else step


def follow(ticket: Ticket, old_id: str, new_id: str, *, by: Person, at: datetime) -> Step:
    """Take in that Slack gave the ticket's channel, or that of its card, a new id; nobody need be told."""
    places = {"channel": ticket.channel, "triage": ticket.triage}
    facts = {name: new_id for name, place in places.items() if place == old_id}
    return _step(ticket, by, at, EventKind.MOVED, **facts)


def _told(step: Step, *, telling_client: bool = False) -> Step:
    """Show a change on the card and in its thread, and on the first answer where the client sees it there."""
    told = step.with_notices(telling.card(step.ticket), telling.line(step.ticket, step.events[-1]))
    return told.with_notices(telling.opened_again(step.ticket)) if telling_client else told


def _decided(step: Step) -> Step:
    """Ask no more how bad it is, and answer the second question in its place."""
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
