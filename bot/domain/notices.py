"""What Hourglass says, as intents: which message, where, about what. Words are found at sending.

A message is named by our own key (`card:142`, `thread:142:opened`), never by Slack's `ts`, so that it can be
edited or answered before it has one, and so that nothing is said twice: a key is posted once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.tickets import Fact

LATE: Final = timedelta(minutes=1)
"""How long after its moment something is late: a timer that fires, a notice that is told."""
HELD: Final = "held"
"""The kind of timer that goes off when somebody begins to work who was to be told something before."""
WATCH: Final = "watch"
"""The kind of timer that goes off when something of a ticket changes by itself."""


def is_late(at: datetime, now: datetime) -> bool:
    """Whether something comes so long after its moment that it has to say so."""
    return now - at > LATE


class Act(StrEnum):
    """How a notice is told."""

    POST = "post"
    EDIT = "edit"
    REACT = "react"


class Words(StrEnum):
    """Which sentence or card a notice is; `bot.views` has a renderer for each."""

    # in the client's channel
    ROOT = "root"
    OPENED = "opened"
    ASK = "ask"
    SEVERITY_AGAIN = "severity_again"
    SEVERITY_CHANGED = "severity_changed"
    CLAIMED = "claimed"
    WAITING = "waiting"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"
    REPLY = "reply"
    CLOSED = "closed"
    NUDGED = "nudged"
    UNANSWERED = "unanswered"
    ANSWER = "answer"
    PICTURE = "picture"
    """What an answer says, shown: nothing waits for it, and nobody misses it."""
    JOINED = "joined"
    LATE = "late"
    SET_BACK = "set_back"
    URGED = "urged"
    COVERAGE = "coverage"
    CONTESTED = "contested"
    ESTIMATE = "estimate"
    ESTIMATE_REMINDER = "estimate_reminder"
    RATING = "rating"
    # in the triage channel
    CARD = "card"
    LINE = "line"
    PAGE = "page"
    MORNING = "morning"
    REMINDER = "reminder"
    STOPWATCH = "stopwatch"
    TODAY = "today"
    DIGEST = "digest"
    AGENDA = "agenda"
    SETUP_OFFER = "setup_offer"
    SETUP_OUTSIDER = "setup_outsider"
    SETUP_DONE = "setup_done"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell Slack: a post, an edit of a post, or a reaction."""

    key: str
    act: Act
    words: Words
    channel: str
    thread_ts: str | None = None
    """Slack's `ts` of the thread, or of the message that a reaction goes on."""
    parent: str | None = None
    """Our key of the post whose thread this goes to, where it has no `ts` yet."""
    ticket: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timer:
    """A moment that people will notice, named by its key: arming the same key again moves it."""

    key: str
    kind: str
    due_at: datetime
    ticket: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
