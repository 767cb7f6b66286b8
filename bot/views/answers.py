"""Answers to staff: lists, pages of a ticket, help, and short words that something was done. English."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.people import Person, Role
from bot.domain.tickets import Status, Ticket, TicketEvent
from bot.views.cards import card_body, card_text
from bot.views.lines import entry
from bot.views.markup import Safe, channel_link, clipped, typed
from bot.views.rendered import Rendered, context, header, lines, message, section, sections
from bot.views.scene import SIGN, Scene, named, severity_word, status_word, ticket_link, title_of
from bot.views.text import STAFF, ago, moment, plain, say

MOST_ROWS: Final = 20
_MOST_HISTORY: Final = 25
_MOST_ENTRY: Final = 300

COMMANDS: Final = (
    "ticket_new",
    "ticket_list",
    "ticket_find",
    "ticket_wishes",
    "ticket_show",
    "ticket_claim",
    "ticket_assign",
    "ticket_severity",
    "ticket_kind",
    "ticket_estimate",
    "ticket_wait",
    "ticket_resume",
    "ticket_resolve",
    "ticket_reopen",
    "ticket_note",
    "ticket_remind",
    "ticket_log",
    "ticket_time",
    "ticket_start",
    "ticket_merge",
    "ticket_split",
    "ticket_why",
    "ticket_escalate",
    "ticket_replan",
    "ticket_help",
    "support_setup",
    "support_triage",
    "support_role",
    "support_call",
    "support_end",
    "support_retention",
    "support_pause",
    "support_resume",
    "support_plan",
    "hours_show",
    "hours_all",
    "hours_adjust",
    "digest_show",
    "digest_schedule",
    "oncall_show",
    "oncall_who",
    "oncall_override",
    "oncall_swap",
    "oncall_away",
    "oncall_hours",
    "oncall_rotation",
    "oncall_help",
)
"""What staff can type, each the name of its line in the help."""


class Listed(StrEnum):
    """Which tickets a list shows."""

    MINE = "mine"
    OPEN = "open"
    UNCLAIMED = "unclaimed"
    CLIENT = "client"


class Done(StrEnum):
    """What was done, for the one who asked for it; the facts its sentence needs stand beside it."""

    OPENED = "opened"
    ESCALATED = "escalated"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    """assignee: their name"""
    SEVERITY = "severity"
    """severity"""
    SEVERITY_KEPT = "severity_kept"
    """severity"""
    WAITING_ON_CLIENT = "waiting_on_client"
    WAITING_ON_THIRD_PARTY = "waiting_on_third_party"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    NOTED = "noted"
    REPLIED = "replied"
    MERGED = "merged"
    """into: the other ticket's number"""
    SPLIT = "split"
    """number: that of the new ticket"""
    KIND = "kind"
    """kind"""
    DISMISSED = "dismissed"
    RESTORED = "restored"
    ALREADY_TICKET = "already_ticket"
    NO_TICKET = "no_ticket"
    """no facts at all"""
    ROLE_NAMED = "role_named"
    """person: their name; role"""
    ROLE_NONE = "role_none"
    """person: their name"""
    TRIAGE = "triage"
    """channel: its id"""
    TRIAGE_OFF = "triage_off"
    """channel: its id"""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of a list are made of besides the tickets: names of clients and people, by id."""

    clients: Mapping[str, str]
    names: Mapping[str, str]
    now: datetime
    workspace_url: str = ""


def ticket_list(tickets: Sequence[Ticket], rows: Rows, which: Listed, *, client: str = "") -> Rendered:
    """Return a list of tickets, at most twenty of them; *client* is the name of the one they belong to."""
    title = plain(STAFF, f"staff.list.{which}", client=client)
    if not tickets:
        nothing = say(STAFF, f"staff.list.none_{which}", client=client)
        return message(nothing, section(nothing))
    shown = [row(ticket, rows) for ticket in tickets[:MOST_ROWS]]
    more = more_line(len(tickets) - MOST_ROWS)
    return message(
        lines([typed(title), *shown, more]),
        header(title),
        *(section(each) for each in shown),
        *([context(more)] if more else []),
    )


def row(ticket: Ticket, rows: Rows) -> Safe:
    """Return a ticket in two lines."""
    head = row_head(ticket, rows, typed(title_of(ticket, rows.names)))
    return lines([head, row_facts(ticket, rows)])


def row_head(ticket: Ticket, rows: Rows, title: Safe) -> Safe:
    """Return what a ticket is about, in one line; *title* is what it is called."""
    return say(
        STAFF,
        "staff.list.row",
        sign=SIGN[ticket.severity],
        number=ticket_link(rows.workspace_url, ticket),
        client=rows.clients.get(ticket.client, ticket.client),
        title=title,
    )


def row_facts(ticket: Ticket, rows: Rows) -> Safe:
    """Return how a ticket stands, in one line."""
    assignee = ticket.assignee and (named(rows.names, ticket.assignee) or plain(STAFF, "staff.somebody"))
    facts = {
        "severity": severity_word(ticket.severity),
        "status": status_word(ticket.status),
        "assignee": assignee or plain(STAFF, "staff.unclaimed"),
        "ago": ago(ticket.opened_at, rows.now),
    }
    return say(STAFF, "staff.list.row_facts", **facts)


def more_line(count: int) -> Safe:
    """Return "and 12 more"; nothing where there are no more."""
    return say(STAFF, "staff.list.more", n=count) if count > 0 else Safe()


def ticket_page(scene: Scene, history: Sequence[TicketEvent], *, time_zone: str = "UTC") -> Rendered:
    """Return all about one ticket, with the latest of its history; times in the reader's *time_zone*."""
    shown = [_entry(scene, event, time_zone) for event in history[-_MOST_HISTORY:]]
    left_out = len(history) - len(shown)
    earlier = say(STAFF, "staff.page.earlier", n=left_out) if left_out > 0 else Safe()
    said = lines([say(STAFF, "staff.page.history"), earlier, *shown])
    title = plain(STAFF, "staff.page.title", number=scene.ticket.number)
    return message(lines([card_text(scene), said]), header(title), *card_body(scene), *sections(said))


def _entry(scene: Scene, event: TicketEvent, time_zone: str) -> Safe:
    facts = {"at": moment(event.at, STAFF, time_zone), "line": clipped(entry(scene, event), _MOST_ENTRY)}
    return say(STAFF, "staff.page.entry", **facts)


def help_staff(commands: Sequence[str] = COMMANDS) -> Rendered:
    """Return what staff can type: all `COMMANDS`, or some of them."""
    listed = lines([say(STAFF, f"staff.help.{command}") for command in commands])
    head, numbers = say(STAFF, "staff.help.head"), say(STAFF, "staff.help.numbers")
    return message(lines([head, listed, numbers]), section(head), *sections(listed), context(numbers))


def command_done(done: Done, **facts: object) -> Rendered:
    """Return a short word that something was done; `number` and what `Done` says stand in *facts*."""
    said = done_text(done, **facts)
    return message(said, section(said))


def done_text(done: Done, **facts: object) -> Safe:
    """Return the sentence of `command_done`, for a modal or an answer of its own."""
    worded = {name: _WORDED[name](str(fact)) if name in _WORDED else fact for name, fact in facts.items()}
    return say(STAFF, f"staff.done.{done}", **worded)


def waits_now(ticket: Ticket, status: Status) -> Rendered:
    """Return that a ticket waits for somebody, in the answer to a command."""
    said = waits_text(ticket, status)
    return message(said, section(said))


def waits_text(ticket: Ticket, status: Status) -> Safe:
    """Return that a ticket waits for somebody and, where it does, that the client waits for our answer."""
    owed = say(STAFF, "staff.done.owed", number=ticket.number) if ticket.owes_answer else Safe()
    return lines([done_text(Done(status.value), number=ticket.number), owed])


def welcome_dm(person: Person, bot_name: str, *, is_set_up: bool) -> Rendered:
    """Return what the bot says in a direct message: what it is for, and where it is asked.

    Staff read how its channels are set up, or once they are, what they can type.
    """
    if not person.is_staff:
        word = say(person.language, "client.home.text")
        return message(word, section(word))
    managing = ["managing"] if person.role in {Role.MANAGER, Role.ADMIN} else []
    keys = ["head", *(["working", *managing] if is_set_up else ["triage"]), "help"]
    parts = [say(STAFF, f"staff.welcome.{key}", bot=bot_name) for key in keys]
    return message(lines(parts), *(section(part) for part in parts))


_WORDED: Final[Mapping[str, Callable[[str], object]]] = {
    "severity": severity_word,
    "kind": lambda kind: plain(STAFF, f"staff.kind.{kind}"),
    "role": lambda role: plain(STAFF, f"staff.role.{role}"),
    "channel": channel_link,
}
