"""A ticket as its log makes it: what each event does to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.people import STAFF, Role
from bot.domain.tickets import Basis, EventKind, Origin, RequestKind, Severity, Status, Ticket, TicketEvent


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
    after = replace(_FOLD.get(event.kind, _same)(ticket, event), seq=event.seq)
    if ticket.text_removed_at is not None and event.kind in _SAYING:
        return replace(after, text_removed_at=None)
    return after


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
    EventKind.ABSORBED: lambda t, e: replace(
        t,
        messages=t.messages + int(e.text("messages") or 0),
        worked_minutes=t.worked_minutes + int(e.text("worked") or 0),
    ),
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
    EventKind.TEXT_REMOVED: lambda t, e: replace(t, details={}, text_removed_at=e.at),
    EventKind.MOVED: lambda t, e: replace(
        t, channel=e.text("channel") or t.channel, triage=e.text("triage") or t.triage
    ),
}
"""What leaves a ticket as it stands, such as a warning, is not among them."""
_SAYING = frozenset(
    {
        *(EventKind.MESSAGED, EventKind.REPLIED, EventKind.NOTED, EventKind.DETAILED, EventKind.EDITED),
        *(EventKind.REOPENED, EventKind.ABSORBED, EventKind.REMINDER_SET, EventKind.ESCALATION_ASKED),
        *(EventKind.RATED, EventKind.RATING_COMMENTED, EventKind.COVERAGE_CONTESTED),
        EventKind.ESTIMATE_DECLINED,
    }
)
"""What brings text to a ticket, also to one whose text was removed."""
