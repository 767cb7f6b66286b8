"""Who may do what, and for whom: asked by every service before it does anything."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bot.domain.people import STAFF, Person, Role
from bot.domain.tickets import Ticket
from bot.errors import NotAllowedError, UnknownTicketError


class Action(StrEnum):
    """Something a person may ask the support desk for."""

    OPEN_TICKET = "open_ticket"
    """Say something that opens a ticket, or that adds to one."""
    READ_TICKET = "read_ticket"
    READ_NOTES = "read_notes"
    """See what staff say among themselves."""
    READ_RECEIPT = "read_receipt"
    """See every SLA clock of a ticket, each interval with its rule."""
    ASK_WHY = "ask_why"
    """Ask why one's ticket is due when it is."""
    LIST_TICKETS = "list_tickets"
    FIND_TICKETS = "find_tickets"
    """Find tickets of any client by words, those of notes too."""
    ASK_STATUS = "ask_status"
    REPLY = "reply"
    """Answer a client on behalf of the desk."""
    ADD_DETAILS = "add_details"
    CHOOSE_SEVERITY = "choose_severity"
    """The client's first choice, which counts at once."""
    ASK_SEVERITY = "ask_severity"
    """A later change that the client wishes for and staff confirm."""
    SET_SEVERITY = "set_severity"
    ANSWER_SEVERITY = "answer_severity"
    """Accept or decline a client's wish for another severity."""
    SET_KIND = "set_kind"
    CLAIM = "claim"
    ASSIGN = "assign"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    """The client's word that it works."""
    REOPEN = "reopen"
    NOTE = "note"
    MERGE = "merge"
    SPLIT = "split"
    DISMISS = "dismiss"
    """Say that it is not a request."""
    RESTORE = "restore"
    """Take a dismissal back."""
    REMIND = "remind"
    """Set, see and take back one's own reminders of a ticket."""
    REPLAN = "replan"
    """Move a ticket under another plan, or the present version of its own."""
    LOG_TIME = "log_time"
    """Log one's own time on a ticket, and change what one has logged."""
    LOG_FOR_OTHERS = "log_for_others"
    """The same for somebody else."""
    CHANGE_TIME = "change_time"
    """Change or take back time that somebody else logged."""
    SEE_HOURS = "see_hours"
    """See what a client has of hours."""
    CHANGE_HOURS = "change_hours"
    """Give a client hours, or take some."""
    SEE_DIGEST = "see_digest"
    """Get the digest of a client or of all as staff read it."""
    SEE_CLIENT_DIGEST = "see_client_digest"
    """Get the digest of a client as its own people read it."""
    OPEN_FIGURE = "open_figure"
    """See the tickets behind a number of a digest, and what it means."""
    SCHEDULE_DIGEST = "schedule_digest"
    """See and set which digests come by themselves."""
    GIVE_MEASURES = "give_measures"
    """Say what was measured for a client, and write notes into its reports; its account manager may too."""
    SEE_TIME = "see_time"
    """See who worked on a ticket for how long."""
    SEE_STATEMENT = "see_statement"
    """See the statement of a client's month, and get it as files."""
    MARK_BILLED = "mark_billed"
    """Say that what an invoice draft lists was billed."""
    ESCALATE = "escalate"
    """Call for the next level of a ticket's escalation."""
    URGE = "urge"
    """The same by the client's people, where the plan allows it."""
    DECLINE_PAGE = "decline_page"
    """Say that one who was paged cannot."""
    SET_UP_CHANNEL = "set_up_channel"
    END_TRIAGE = "end_triage"
    """Take back that a channel is for triage."""
    NAME_ROLES = "name_roles"
    SEE_ON_CALL = "see_on_call"
    CHANGE_OWN_ON_CALL = "change_own_on_call"
    """Take a turn oneself, swap one's own, say when one is away, and set one's own working hours."""
    CHANGE_ON_CALL = "change_on_call"
    """Say who is on call, whoever it is, and set rotations."""
    SEE_CLIENTS = "see_clients"
    PAUSE_PLAN = "pause_plan"
    """Pause a client's plan for some months, or let it resume sooner."""
    CHANGE_PLAN = "change_plan"
    """Move a client to another plan, or change what it bought beside it."""
    SET_RETENTION = "set_retention"
    """See and set for how long what people said is kept."""
    END_CONTRACT = "end_contract"
    """Say on which day a client's contract ends, or that it goes on."""
    ESTIMATE = "estimate"
    """Propose to the client what extra work takes and costs."""
    ANSWER_ESTIMATE = "answer_estimate"
    """Approve or decline an estimate; of the client's people those who are named approvers."""
    CONTEST_COVERAGE = "contest_coverage"
    """Say that one sees the kind of one's ticket, and so what it costs, differently."""
    SET_CHECK_IN = "set_check_in"
    """Say when a client is talked to, and share the agenda; of engineers its account manager alone."""
    SEE_WISHES = "see_wishes"
    """See what waits for the next planning, and what is voted for."""
    VOTE = "vote"
    """Say that one wants a wish fulfilled, or no more."""
    RATE = "rate"
    """Say how one found the help with one's ticket; of the client's people the one who was asked."""
    USE_COMMANDS = "use_commands"
    """Type a slash command at all: guests and colleagues can, and would learn names from the answers."""


_CLIENT: Final = frozenset({Role.CLIENT})
_BOTH: Final = STAFF | _CLIENT

_ALLOWED: Final[Mapping[Action, frozenset[Role]]] = {
    # The ticket emoji and a mention are for anyone in the channel, a colleague from sales too.
    Action.OPEN_TICKET: frozenset(Role),
    Action.READ_TICKET: _BOTH,
    Action.READ_NOTES: STAFF,
    Action.READ_RECEIPT: STAFF,
    Action.ASK_WHY: _BOTH,
    Action.LIST_TICKETS: _BOTH,
    Action.FIND_TICKETS: STAFF,
    Action.ASK_STATUS: _BOTH,
    Action.REPLY: STAFF,
    Action.ADD_DETAILS: _BOTH,
    # Staff who press the client's buttons must not pass for the client.
    Action.CHOOSE_SEVERITY: _CLIENT,
    Action.ASK_SEVERITY: _CLIENT,
    Action.SET_SEVERITY: STAFF,
    Action.ANSWER_SEVERITY: STAFF,
    Action.SET_KIND: STAFF,
    Action.CLAIM: STAFF,
    Action.ASSIGN: STAFF,
    Action.WAIT: STAFF,
    Action.RESUME: STAFF,
    Action.RESOLVE: STAFF,
    Action.CONFIRM: _CLIENT,
    Action.REOPEN: _BOTH,
    Action.NOTE: STAFF,
    Action.MERGE: STAFF,
    Action.SPLIT: STAFF,
    # Clients have "Not an issue" in their thread, and may change their mind.
    Action.DISMISS: _BOTH,
    Action.RESTORE: _BOTH,
    Action.REMIND: STAFF,
    # Everybody sees in the card's thread who did it, and from what to what.
    Action.REPLAN: STAFF,
    Action.LOG_TIME: STAFF,
    # What an engineer forgot, another may log; changing what stands is the manager's.
    Action.LOG_FOR_OTHERS: STAFF,
    Action.CHANGE_TIME: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SEE_HOURS: _BOTH,
    Action.CHANGE_HOURS: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SEE_DIGEST: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SEE_CLIENT_DIGEST: _BOTH,
    # Engineers read a digest that was posted in their triage channel, and see all tickets anyway.
    Action.OPEN_FIGURE: _BOTH,
    Action.SCHEDULE_DIGEST: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.GIVE_MEASURES: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SEE_TIME: STAFF,
    Action.SEE_STATEMENT: STAFF,
    Action.MARK_BILLED: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.ESCALATE: STAFF,
    Action.URGE: _CLIENT,
    Action.DECLINE_PAGE: STAFF,
    Action.SET_UP_CHANNEL: STAFF,
    Action.END_TRIAGE: frozenset({Role.ADMIN}),
    Action.NAME_ROLES: frozenset({Role.ADMIN}),
    Action.SEE_ON_CALL: STAFF,
    Action.CHANGE_OWN_ON_CALL: STAFF,
    Action.CHANGE_ON_CALL: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SEE_CLIENTS: STAFF,
    Action.PAUSE_PLAN: frozenset({Role.MANAGER, Role.ADMIN}),
    # It changes what the client is promised and pays.
    Action.CHANGE_PLAN: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SET_RETENTION: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.END_CONTRACT: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.ESTIMATE: STAFF,
    Action.ANSWER_ESTIMATE: _CLIENT,
    Action.CONTEST_COVERAGE: _CLIENT,
    Action.SET_CHECK_IN: STAFF,
    Action.SEE_WISHES: STAFF,
    Action.VOTE: _CLIENT,
    Action.RATE: _CLIENT,
    Action.USE_COMMANDS: STAFF,
}

CLIENT_ONLY: Final = frozenset(action for action, roles in _ALLOWED.items() if roles == _CLIENT)
"""What nobody of ours can do, whatever their role."""


def may(person: Person, action: Action, client: str | None) -> bool:
    """Return whether *person* may do this for *client*; None means for no client in particular."""
    return person.role in _ALLOWED[action] and _speaks_for(person, client)


def check(person: Person, action: Action, client: str | None) -> None:
    """Raise NotAllowedError unless *person* may do this for *client* (see `may`)."""
    if not may(person, action, client):
        raise NotAllowedError(action, person.role)


def check_ticket(person: Person, action: Action, ticket: Ticket) -> None:
    """Raise unless *person* may do this to *ticket*.

    UnknownTicketError where the ticket is another client's, exactly as if it did not exist;
    NotAllowedError where the person may know of it.
    """
    if person.role is Role.CLIENT and not _speaks_for(person, ticket.client):
        raise UnknownTicketError(ticket.number)
    check(person, action, ticket.client)


def _speaks_for(person: Person, client: str | None) -> bool:
    """Our own people serve every client; a client's person without a client speaks for nobody."""
    return person.is_ours or (person.client is not None and person.client == client)
