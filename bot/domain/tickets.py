"""A ticket: its words, and the log of events it is folded from.

The event log is the truth and `Ticket` its projection: `fold` rebuilds the one from the other.
What people may do to a ticket is decided in `bot.domain.moves`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from bot.domain.people import STAFF, Person, Role

Fact: TypeAlias = str | int | bool | dict[str, str] | None


class Status(StrEnum):
    """Where a ticket stands in its life."""

    NEW = "new"
    OPEN = "open"
    WAITING_ON_CLIENT = "waiting_on_client"
    WAITING_ON_THIRD_PARTY = "waiting_on_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


WAITING = frozenset({Status.WAITING_ON_CLIENT, Status.WAITING_ON_THIRD_PARTY})
ACTIVE = frozenset({Status.NEW, Status.OPEN}) | WAITING


class Severity(StrEnum):
    """How bad it is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class RequestKind(StrEnum):
    """What kind of work is asked for; the plan says what each kind costs."""

    INCIDENT = "incident"
    QUESTION = "question"
    MINOR_ENHANCEMENT = "minor_enhancement"
    MAJOR_ENHANCEMENT = "major_enhancement"
    SERVICE_REQUEST = "service_request"
    SOLUTION_DESIGN = "solution_design"
    OUT_OF_SCOPE = "out_of_scope"


class Origin(StrEnum):
    """What made a ticket out of a message."""

    MESSAGE = "message"
    ASK = "ask"
    MENTION = "mention"
    EMOJI = "emoji"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    SPLIT = "split"
    SETUP = "setup"
    LATE_REPLY = "late_reply"
    """A reply to a ticket whose reopen window had passed."""


class EventKind(StrEnum):
    """What can happen to a ticket; the facts each kind carries are read in `_FOLD` below."""

    OPENED = "opened"
    ANCHORED = "anchored"
    MESSAGED = "messaged"
    REPLIED = "replied"
    NOTED = "noted"
    DETAILED = "detailed"
    SEVERITY_SET = "severity_set"
    SEVERITY_WANTED = "severity_wanted"
    SEVERITY_KEPT = "severity_kept"
    KIND_SET = "kind_set"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    WAITED = "waited"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    ABSORBED = "absorbed"
    SPLIT_OFF = "split_off"
    DISMISSED = "dismissed"
    RESTORED = "restored"
    EDITED = "edited"
    DELETED = "deleted"
    MOVED = "moved"
    REPLANNED = "replanned"
    REMINDER_SET = "reminder_set"
    REMINDERS_OFF = "reminders_off"
    TIMED = "timed"
    """Time was logged, changed or taken back; the ledger holds it."""
    # What becomes due by the clock, and what people make of it.
    WARNED = "warned"
    BREACHED = "breached"
    ESCALATION_ASKED = "escalation_asked"
    ESCALATED = "escalated"
    PAGE_DECLINED = "page_declined"
    NUDGED = "nudged"
    # What pauses of the client's plan do.
    FROZEN = "frozen"
    THAWED = "thawed"
    # What work costs: the client may see its kind differently, and approves an estimate.
    COVERAGE_CONTESTED = "coverage_contested"
    ESTIMATED = "estimated"
    ESTIMATE_REMINDED = "estimate_reminded"
    ESTIMATE_APPROVED = "estimate_approved"
    ESTIMATE_DECLINED = "estimate_declined"
    ESTIMATE_EXPIRED = "estimate_expired"
    ESTIMATE_NEAR = "estimate_near"
    ESTIMATE_PASSED = "estimate_passed"


TAKES = frozenset({EventKind.CLAIMED, EventKind.ASSIGNED})
"""What gives a ticket to somebody."""


class Basis(NamedTuple):
    """What a ticket goes by: a plan by its id and version, as a client in some time zone has it."""

    plan: str
    version: str
    time_zone: str
    """Where the client was when it was promised; empty in logs from before that was kept."""


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One thing that happened: who did what, when it happened, under which version of the plan."""

    ticket: int
    seq: int
    kind: EventKind
    at: datetime
    by: str
    role: str
    plan_version: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a fact that is text; empty where it was not given."""
        return str(self.facts.get(name) or "")

    @property
    def basis(self) -> Basis | None:
        """What the ticket goes by from here on; None where that stays as it was."""
        if self.kind is EventKind.OPENED or self.kind is EventKind.REPLANNED:
            return Basis(self.text("plan"), self.plan_version, self.text("time_zone"))
        return None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands: the fold of its events."""

    number: int
    client: str
    channel: str
    triage: str
    """Channel of the internal card."""
    thread_ts: str | None
    """The client's thread; None until our own first post in it has its `ts`."""
    title: str
    requester: str
    opened_at: datetime
    status: Status
    status_since: datetime
    severity: Severity
    plan: str
    plan_version: str
    origin: Origin = Origin.MESSAGE
    head_ts: str | None = None
    """The message whose words are the title; None where staff chose them, or once it was deleted."""
    severity_by: str = "plan"
    """Who chose the severity: `plan` (its default), `client` or `staff`."""
    suggested: Severity | None = None
    """What the client's words sound like; preselects, never decides."""
    wanted: Severity | None = None
    """A later change that the client asks for and staff have not answered."""
    kind: RequestKind | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    assignee: str | None = None
    first_reply_at: datetime | None = None
    last_client_at: datetime | None = None
    last_staff_at: datetime | None = None
    last_asked_at: datetime | None = None
    """When the client last wrote what was no mere courtesy, or said that it still fails."""
    last_spoke_at: datetime | None = None
    """The same, or when they last filled in the form: what ends a wait on them."""
    last_spoke_by: str = ""
    messages: int = 0
    resolved_at: datetime | None = None
    summary: str = ""
    confirmed: bool = False
    """Whether the client said that it works."""
    reopened: int = 0
    follows: int | None = None
    merged_into: int | None = None
    worked_minutes: int = 0
    """Of all the time that stands logged for it, real minutes."""
    status_before: Status = Status.NEW
    """Where the ticket stood before it was cancelled."""
    frozen_until: datetime | None = None
    """Until when the client's plan is paused, so that the ticket's clocks stand still; None: it is not."""
    estimate: int | None = None
    """The newest estimate: the `seq` of its event."""
    seq: int = 0

    @property
    def is_frozen(self) -> bool:
        """Whether its clocks stand still because the client's plan is paused."""
        return self.frozen_until is not None

    @property
    def is_active(self) -> bool:
        """Whether there is still work to do."""
        return self.status in ACTIVE

    @property
    def settled_at(self) -> datetime:
        """Since when the ticket stands where the client's word would find it; closing it settles nothing."""
        return self.resolved_at if self.status is Status.CLOSED and self.resolved_at else self.status_since

    @property
    def owes_answer(self) -> bool:
        """Whether the last question is the client's: no public reply of ours has followed it."""
        opened_at = None if self.origin is Origin.COMMAND else self.opened_at
        asked_at = self.last_asked_at or opened_at
        return asked_at is not None and (self.last_staff_at is None or asked_at > self.last_staff_at)

    @property
    def last_speaker(self) -> Person:
        """The client's person who last took their turn."""
        return Person(self.last_spoke_by, Role.CLIENT, self.client)

    @property
    def lost_its_title(self) -> bool:
        """Whether the message whose words were the title was deleted."""
        return not self.title and self.head_ts is None

    @property
    def was_dismissed(self) -> bool:
        """Whether somebody said that this is not a request (undoable, unlike a merge)."""
        return self.status is Status.CANCELLED and self.merged_into is None


def fold(events: Iterable[TicketEvent]) -> Ticket:
    """Return the ticket that these events, in order, make; the first must be `OPENED`."""
    ticket: Ticket | None = None
    for event in events:
        ticket = _opened(event) if ticket is None else apply(ticket, event)
    if ticket is None:
        message = "a ticket without events"
        raise ValueError(message)
    return ticket


def basis_of(events: Sequence[TicketEvent]) -> Basis:
    """Return what a ticket goes by once all of these have happened; the first must be `OPENED`."""
    return next(basis for event in reversed(events) if (basis := event.basis))


def apply(ticket: Ticket, event: TicketEvent) -> Ticket:
    """Return *ticket* as it stands after *event*."""
    return replace(_FOLD.get(event.kind, _same)(ticket, event), seq=event.seq)


def _opened(event: TicketEvent) -> Ticket:
    follows, thread = event.facts.get("follows"), event.text("thread_ts")
    suggested = event.text("suggested")
    return Ticket(
        number=event.ticket,
        client=event.text("client"),
        channel=event.text("channel"),
        triage=event.text("triage"),
        thread_ts=thread or None,
        title=event.text("title"),
        requester=event.text("requester"),
        opened_at=event.at,
        status=Status.NEW,
        status_since=event.at,
        severity=Severity(event.text("severity")),
        plan=event.text("plan"),
        plan_version=event.plan_version,
        origin=Origin(event.text("origin")),
        head_ts=event.text("head_ts") or None,
        suggested=Severity(suggested) if suggested else None,
        last_client_at=event.at,
        messages=1 + int(event.text("earlier") or 0),
        follows=follows if isinstance(follows, int) else None,
        seq=event.seq,
    )


def _stands(ticket: Ticket, status: Status, event: TicketEvent) -> Ticket:
    """Move to *status*; the moment it began stays where the status does."""
    since = ticket.status_since if ticket.status is status else event.at
    return replace(ticket, status=status, status_since=since)


def _begun(ticket: Ticket, event: TicketEvent) -> Ticket:
    """Somebody of the staff took it up: new becomes open, all else stays."""
    return _stands(ticket, Status.OPEN, event) if ticket.status is Status.NEW else ticket


def _replied(ticket: Ticket, event: TicketEvent) -> Ticket:
    first, last = ticket.first_reply_at or event.at, ticket.last_staff_at or event.at
    begun = _begun(ticket, event)
    return replace(begun, first_reply_at=min(first, event.at), last_staff_at=max(last, event.at))


def _messaged(ticket: Ticket, event: TicketEvent) -> Ticket:
    last = ticket.last_client_at or event.at
    heard = replace(ticket, last_client_at=max(last, event.at), messages=ticket.messages + 1)
    return heard if event.facts.get("courtesy") else _asked(heard, event)


def _asked(ticket: Ticket, event: TicketEvent) -> Ticket:
    last = ticket.last_asked_at or event.at
    return replace(_spoken(ticket, event), last_asked_at=max(last, event.at))


def _spoken(ticket: Ticket, event: TicketEvent) -> Ticket:
    """The client took their turn; what comes late moves no moment back."""
    if ticket.last_spoke_at is not None and event.at < ticket.last_spoke_at:
        return ticket
    return replace(ticket, last_spoke_at=event.at, last_spoke_by=event.by)


def _assigned(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(_begun(ticket, event), assignee=event.text("assignee"))


def _detailed(ticket: Ticket, event: TicketEvent) -> Ticket:
    given = {name: str(text) for name, text in event.facts.items()}
    told = replace(ticket, details={**ticket.details, **given})
    return told if event.role in STAFF else _spoken(told, event)


def _severity_set(ticket: Ticket, event: TicketEvent) -> Ticket:
    chosen = Severity(event.text("severity"))
    return replace(ticket, severity=chosen, severity_by=event.text("source"), wanted=None)


def _resolved(ticket: Ticket, event: TicketEvent) -> Ticket:
    moved = _stands(ticket, Status.RESOLVED, event)
    return replace(moved, resolved_at=event.at, summary=event.text("summary"), confirmed=False)


def _reopened(ticket: Ticket, event: TicketEvent) -> Ticket:
    moved = replace(_stands(ticket, Status.OPEN, event), reopened=ticket.reopened + 1)
    return _asked(moved, event) if event.role == Role.CLIENT else moved


def _cancelled(ticket: Ticket, event: TicketEvent) -> Ticket:
    into = event.facts.get("into")
    moved = replace(ticket, status_before=ticket.status, merged_into=into if isinstance(into, int) else None)
    return _stands(moved, Status.CANCELLED, event)


def _deleted(ticket: Ticket, event: TicketEvent) -> Ticket:
    """The title goes with the message whose words it was."""
    return replace(ticket, title="", head_ts=None) if event.text("ts") == ticket.head_ts else ticket


def _same(ticket: Ticket, _event: TicketEvent) -> Ticket:
    return ticket


_FOLD: Mapping[EventKind, Callable[[Ticket, TicketEvent], Ticket]] = {
    EventKind.ANCHORED: lambda t, e: replace(t, thread_ts=e.text("thread_ts")),
    EventKind.MESSAGED: _messaged,
    EventKind.REPLIED: _replied,
    EventKind.DETAILED: _detailed,
    EventKind.SEVERITY_SET: _severity_set,
    EventKind.SEVERITY_WANTED: lambda t, e: replace(t, wanted=Severity(e.text("severity"))),
    EventKind.SEVERITY_KEPT: lambda t, _: replace(t, wanted=None),
    EventKind.KIND_SET: lambda t, e: replace(t, kind=RequestKind(e.text("kind"))),
    EventKind.CLAIMED: _assigned,
    EventKind.ASSIGNED: _assigned,
    EventKind.WAITED: lambda t, e: _stands(t, Status(e.text("status")), e),
    EventKind.RESUMED: lambda t, e: _stands(t, Status.OPEN, e),
    EventKind.RESOLVED: _resolved,
    EventKind.CONFIRMED: lambda t, _: replace(t, confirmed=True),
    EventKind.REOPENED: _reopened,
    EventKind.CLOSED: lambda t, e: _stands(t, Status.CLOSED, e),
    EventKind.MERGED: _cancelled,
    EventKind.ABSORBED: lambda t, e: replace(t, messages=t.messages + int(e.text("messages") or 0)),
    EventKind.SPLIT_OFF: lambda t, _: replace(t, messages=t.messages - 1),
    EventKind.DISMISSED: _cancelled,
    EventKind.RESTORED: lambda t, e: _stands(t, t.status_before, e),
    EventKind.EDITED: lambda t, e: replace(t, title=e.text("title") or t.title),
    EventKind.DELETED: _deleted,
    EventKind.REPLANNED: lambda t, e: replace(t, plan=e.text("plan"), plan_version=e.plan_version),
    EventKind.FROZEN: lambda t, e: replace(t, frozen_until=datetime.fromisoformat(e.text("until"))),
    EventKind.THAWED: lambda t, _: replace(t, frozen_until=None),
    EventKind.TIMED: lambda t, e: replace(t, worked_minutes=t.worked_minutes + int(e.text("delta") or 0)),
    EventKind.COVERAGE_CONTESTED: _spoken,
    EventKind.ESTIMATED: lambda t, e: replace(t, estimate=e.seq),
    EventKind.ESTIMATE_APPROVED: _spoken,
    EventKind.ESTIMATE_DECLINED: _spoken,
    EventKind.MOVED: lambda t, e: replace(
        t, channel=e.text("channel") or t.channel, triage=e.text("triage") or t.triage
    ),
}
"""What leaves a ticket as it stands, such as a warning, is not among them."""
