"""A ticket: its words, and the log of events it is folded from.

The event log is the truth and `Ticket` its projection, which `bot.domain.folding` makes.
What people may do to a ticket is decided in `bot.domain.moves`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from bot.domain.people import Person, Role

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
    """What can happen to a ticket; the facts each kind carries are read in `bot.domain.folding`."""

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
    # How the requester found our help: asked after it was resolved.
    RATING_ASKED = "rating_asked"
    RATED = "rated"
    RATING_COMMENTED = "rating_commented"
    TEXT_REMOVED = "text_removed"
    """What was said to it was kept long enough (`/support retention`)."""


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
    """Of all the time that stands logged for it and for what was merged into it, real minutes."""
    status_before: Status = Status.NEW
    """Where the ticket stood before it was cancelled."""
    frozen_until: datetime | None = None
    """Until when the client's plan is paused, so that the ticket's clocks stand still; None: it is not."""
    estimate: int | None = None
    """The newest estimate: the `seq` of its event."""
    text_removed_at: datetime | None = None
    """When what was said to it was removed; None: it was not, or something was said since."""
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
