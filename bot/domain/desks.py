"""Whom we serve and where: clients, their channels, and what people said there."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import count
from typing import Final

from bot.domain.terms import Money

LONGEST_JOIN_MINUTES: Final = 1440


class Purpose(StrEnum):
    """What a channel is for."""

    UNSET = "unset"
    """The bot was invited and nobody has set the channel up yet; what is said there is kept."""
    CLIENT = "client"
    TRIAGE = "triage"


class Intake(StrEnum):
    """How a client's message becomes a ticket in a channel."""

    AUTO = "auto"
    ASK = "ask"
    MANUAL = "manual"


class ChannelState(StrEnum):
    """Whether we can work in a channel."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    REMOVED = "removed"
    """The bot was taken out of it."""
    UNSHARED = "unshared"
    EXPOSED = "exposed"
    """Guests or people of another company are in our triage channel: nothing is sent there while they are."""


@dataclass(frozen=True, slots=True)
class Client:
    """A company that we support under a plan. People and channels are Slack ids."""

    id: str
    name: str
    plan: str
    time_zone: str
    language: str
    triage: str
    account_manager: str | None = None
    approvers: tuple[str, ...] = ()
    addons: tuple[str, ...] = ()
    """What they bought beside the plan."""
    contract_from: date | None = None
    """The first day of their contract, on whose day of the month each month of hours begins."""
    contract_to: date | None = None
    """Its last day; None: it goes on."""
    rate_cents: int | None = None
    """What an hour costs of work that is billed by the hour and for which their plan names no rate."""
    rate_currency: str = ""

    @property
    def hourly_rate(self) -> Money | None:
        """Return that rate as money; None: nobody said."""
        return None if self.rate_cents is None else Money(self.rate_cents, self.rate_currency)

    def has_plan_of(self, other: "Client") -> bool:
        """Whether it has the plan and the add-ons of another, or that it had itself before."""
        return (self.plan, {*self.addons}) == (other.plan, {*other.addons})


def named(name: str, clients: Collection[Client]) -> Client | None:
    """Return the client of that name, whatever its case."""
    wanted = name.strip().casefold()
    return next((each for each in clients if each.name.casefold() == wanted), None)


def ids_for(name: str) -> Iterator[str]:
    """Yield short plain ids for a new client's name: `Café Oh` is `cafe-oh`, else `cafe-oh-2` and so on.

    Two names can have the same plain letters, or none at all.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "client"
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel the bot is in."""

    id: str
    name: str
    purpose: Purpose = Purpose.UNSET
    client: str | None = None
    intake: Intake = Intake.AUTO
    join_minutes: int = 5
    """A client's next top-level message within this many minutes joins their ticket; 0 switches it off."""
    state: ChannelState = ChannelState.ACTIVE
    invited_by: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person, and the role an admin or the clients file gave them (manager, admin)."""

    id: str
    team: str
    name: str
    is_bot: bool = False
    is_guest: bool = False
    is_owner: bool = False
    """Primary owner of our workspace: the first admin."""
    language: str = "en"
    time_zone: str = "UTC"
    role: str | None = None
    seen_at: datetime | None = None
    is_deactivated: bool = False
    """They left: Slack keeps who they were, and nothing that is said to them is read."""

    def is_full_member(self, team: str) -> bool:
        """Whether this is a person who is a full member of the workspace *team*."""
        return self.team == team and not self.is_guest and not self.is_bot

    def is_active(self, team: str) -> bool:
        """Whether this person can be reached: a full member of *team* who has not left it."""
        return self.is_full_member(team) and not self.is_deactivated


class Side(StrEnum):
    """Who wrote a message."""

    CLIENT = "client"
    STAFF = "staff"
    BOT = "bot"


class Keeping(StrEnum):
    """What became of a message that was said in a client's channel."""

    TICKET = "ticket"
    """It is part of a ticket."""
    SEEN = "seen"
    """It opened nothing: courtesy, staff talk, a query."""
    ASKED = "asked"
    """Its author was asked whether to open a ticket."""
    FOLLOWS = "follows"
    """Said right after one that was asked about: goes where that one goes."""
    KEPT = "kept"
    """Said before the channel was set up: becomes a ticket when it is."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that somebody shared: listed with name, type and link, never copied."""

    id: str
    name: str
    type: str
    link: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said in a client's channel; (channel, ts) names it."""

    channel: str
    ts: str
    thread_ts: str | None
    author: str
    side: Side
    text: str
    at: datetime
    keeping: Keeping = Keeping.SEEN
    ticket: int | None = None
    files: tuple[Attachment, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A channel in which something may have been said that we have not heard."""

    channel: str
    from_at: datetime
    """Its history is read from here on, some way back, as Slack promises no order."""
    since_at: datetime
    """From here on something may be missing."""
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One request from Slack, written down before it is acked."""

    key: str
    kind: str
    """event, command, action, submission or shortcut."""
    lane: str
    """Channel (or person) whose requests are handled one after the other."""
    message: str | None
    """`channel:ts` of a post, which comes as `message` and as `app_mention`."""
    body: Mapping[str, object]
    received_at: datetime
    attempts: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to tell Slack, with how far we got."""

    id: int
    key: str
    act: str
    words: str
    channel: str
    thread_ts: str | None
    parent: str | None
    ticket: int | None
    facts: Mapping[str, object] = field(default_factory=dict)
    attempts: int = 0
    attempted_at: datetime | None = None
    due_at: datetime | None = None
    error: str | None = None
