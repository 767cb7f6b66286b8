"""All that a message about a ticket is made of, and the words for its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.desks import Client, Message, Side
from bot.domain.estimates import Estimate
from bot.domain.people import HOURGLASS
from bot.domain.plans import Plan, SeverityWords
from bot.domain.rating import Rating
from bot.domain.sla import Measured, nearest
from bot.domain.tickets import RequestKind, Severity, Status, Ticket
from bot.views.markup import Safe, clip, link, readable, typed
from bot.views.text import STAFF, plain

SIGN: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🟢",
}
STATUS_SIGN: Final[Mapping[Status, str]] = {
    Status.NEW: "🆕",
    Status.OPEN: "🔧",
    Status.WAITING_ON_CLIENT: "⏳",
    Status.WAITING_ON_THIRD_PARTY: "⌛",
    Status.RESOLVED: "✅",
    Status.CLOSED: "🔒",
    Status.CANCELLED: "🚫",
}
_MOST_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Alike:
    """A ticket that another one is like."""

    ticket: Ticket
    client: str
    """The client's name; empty where both tickets are the same client's."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A ticket with its surroundings, at one moment."""

    ticket: Ticket
    client: Client
    plan: Plan
    names: Mapping[str, str]
    """Display names by Slack id, of all people who are named."""
    now: datetime
    messages: Sequence[Message] = field(default=())
    """What was said to this ticket, oldest first."""
    workspace_url: str = ""
    """Address that links to messages begin with, such as `https://northwind.slack.com/`."""
    clocks: Sequence[Measured] = field(default=())
    """The SLA clocks of the ticket, open and stopped."""
    estimates: Sequence[Estimate] = field(default=())
    """What the client was asked to approve, oldest first."""
    ratings: Sequence[Rating] = field(default=())
    """Of a message about one: the questions how the requester found our help, oldest first."""
    is_wish: bool = False
    """Whether the plan leaves it to the next planning."""
    votes: int = 0
    """How many of the client's people want it, where it is such a wish."""
    into: Ticket | None = None
    """The ticket that this one was merged into, for a link to it."""
    alike: Sequence[Alike] = field(default=())
    """Resolved tickets that this one was like when its card was first told, likest first; on cards alone."""

    @property
    def nearest(self) -> Measured | None:
        """The open clock that is, or was, due first."""
        return nearest(self.clocks)

    @property
    def language(self) -> str:
        """The client's language."""
        return self.client.language

    @property
    def title(self) -> Safe:
        """What the ticket is called, for a mrkdwn text of staff."""
        return typed(self.plain_title, self.names)

    @property
    def plain_title(self) -> str:
        """What the ticket is called, for a `plain_text`."""
        return title_of(self.ticket, self.names)

    @property
    def client_title(self) -> str:
        """What the ticket is called, for a `plain_text` that the client reads."""
        return title_of(self.ticket, self.names, self.language)

    def name(self, person: object) -> str:
        """Return what a person is called, to staff."""
        return named(self.names, person) or plain(STAFF, "staff.somebody")

    def client_name(self, person: object) -> str:
        """Return what a person is called, to the client."""
        return named(self.names, person) or plain(self.language, "client.someone")

    def typed(self, text: object) -> Safe:
        """Return people's words with names for ids, harmless."""
        return typed(str(text or ""), self.names)

    def message(self, ts: object) -> Message | None:
        """Return one of the ticket's messages."""
        return next((each for each in self.messages if each.ts == ts), None)

    def follow_ups(self) -> tuple[Message, ...]:
        """Return the client's messages after the first, those that were deleted left out."""
        said = [each for each in self.messages if each.side is Side.CLIENT]
        return tuple(each for each in said[1:] if each.deleted_at is None)

    def words(self, severity: Severity) -> SeverityWords:
        """Return the plan's words for a level of severity."""
        return self.plan.severities[severity]

    def label(self, severity: object) -> str:
        """Return what the client calls a level: the plan's label where it is in the client's language."""
        level = Severity(str(severity))
        if self.speaks_plan:
            return self.words(level).label
        return capital(severity_word(level, self.language))

    @property
    def speaks_plan(self) -> bool:
        """Whether the client reads the language that the plan is written in."""
        return self.plan.language == self.language

    def meaning(self, level: Severity) -> str:
        """Return when to choose a level: the plan's words, or ours in the client's language."""
        if self.speaks_plan:
            return self.words(level).meaning
        return plain(self.language, f"client.meaning.{level}")

    def examples(self, level: Severity) -> tuple[str, ...]:
        """Return the plan's examples of a level; none where the client reads another language."""
        return self.words(level).examples if self.speaks_plan else ()

    def kind(self, kind: RequestKind) -> str:
        """Return what the client calls a kind of request, by the same rule as `label`."""
        offered = self.plan.kinds.get(kind)
        if offered is not None and self.speaks_plan:
            return offered.label
        return plain(self.language, f"client.kind.{kind}")

    def plan_kind(self, kind: RequestKind) -> str:
        """Return what staff read for a kind of request: the plan's own word; ours where it has none."""
        offered = self.plan.kinds.get(kind)
        return offered.label if offered is not None else plain(STAFF, f"staff.kind.{kind}")

    @property
    def thread(self) -> str:
        """Address of the client's thread; empty while it has none."""
        return thread_address(self.workspace_url, self.ticket)


def named(names: Mapping[str, str], person: object) -> str:
    """Return a person's display name; empty where all we have is an id, which tells nobody anything."""
    if person == HOURGLASS.id:
        return HOURGLASS.name
    found = names.get(str(person), "").strip()
    return "" if found == person else found


def title_of(ticket: Ticket, names: Mapping[str, str], language: str = STAFF) -> str:
    """Return a ticket's title on one line; some words in its place where its first message has none."""
    title = " ".join(readable(ticket.title, names).split())
    instead = "client.title_deleted" if ticket.lost_its_title else "client.no_title"
    return clip(title, _MOST_TITLE) or plain(language, instead)


def capital(text: str) -> str:
    """Return *text* beginning with a capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def severity_word(severity: object, language: str = STAFF) -> str:
    """Return the plain word for a level of severity."""
    return plain(language, f"client.severity.{Severity(str(severity))}")


def status_word(status: Status) -> str:
    """Return the word that staff use for a status."""
    return plain(STAFF, f"staff.status.{status}")


def message_address(workspace_url: str, channel: str, ts: str | None, thread_ts: str | None = None) -> str:
    """Return the address of a message in Slack; of a reply where *thread_ts* names its thread."""
    if not workspace_url or not ts:
        return ""
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts else address


def thread_address(workspace_url: str, ticket: Ticket) -> str:
    """Return the address of a ticket's thread in the client's channel; empty while it has none."""
    return message_address(workspace_url, ticket.channel, ticket.thread_ts)


def ticket_link(workspace_url: str, ticket: Ticket) -> Safe:
    """Return `#142` as a link to the client's thread."""
    return link(thread_address(workspace_url, ticket), f"#{ticket.number}")
