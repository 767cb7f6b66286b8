"""What a plan grants beside its targets: hours, what work costs, whom to call when, and what is sent when."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from bot.domain.targets import Clock
from bot.domain.tickets import Severity


class Cover(StrEnum):
    """Who pays for a piece of work."""

    INCLUDED = "included"
    """The plan's fee, without limit."""
    HOURS = "hours"
    """The plan's monthly hours."""
    BILLABLE = "billable"
    """The client, beside the fee."""
    EXCLUDED = "excluded"
    """Nobody: it is not done under this plan."""


class Charge(StrEnum):
    """How billable work is charged."""

    HOURLY = "hourly"
    FLAT_FEE = "flat_fee"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency."""

    cents: int
    currency: str
    """Three letters (ISO 4217)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one kind of work costs, by when it is done."""

    in_hours: Cover
    after_hours: Cover
    """For work done while the plan's business calendar is closed."""
    hourly_rate: Money | None
    """None: nothing is charged by the hour, or the estimate names the price."""
    charges: tuple[Charge, ...]
    """How billable work may be charged."""
    needs_approval: bool
    """Whether billable work waits for an estimate that the client approved."""
    clause: str
    """The plan's own words for it, or "" if it has none."""


class Period(StrEnum):
    """When a month of hours begins."""

    CONTRACT_MONTH = "contract_month"
    """On the contract's day of the month."""
    CALENDAR_MONTH = "calendar_month"


class AskedBy(StrEnum):
    """Who of a client's people may ask for the client's hours."""

    ANYONE = "anyone"
    APPROVERS = "approvers"
    """Those who may approve costs."""


class Upgrade(StrEnum):
    """From when a plan's hours count for a client who comes to it, from fewer hours, in mid-month."""

    PRO_RATA = "pro_rata"
    """From the day of the change: the month has the share of its days."""
    NEXT_PERIOD = "next_period"
    """From the next month on."""


@dataclass(frozen=True, slots=True)
class MonthlyHours:
    """The hours that a plan grants each month."""

    minutes: int
    rollover_cap: int
    """The balance after a grant is at most so many months' hours; 1: nothing is carried over."""
    period: Period
    carries_debt: bool
    """Whether a negative balance is taken from the next month's hours."""
    alerts_client: bool
    """Whether the client is told of used up and expiring hours too, and not the account manager alone."""
    asked_by: AskedBy = AskedBy.ANYONE
    upgrade: Upgrade = Upgrade.NEXT_PERIOD


@dataclass(frozen=True, slots=True)
class Phone:
    """Support by telephone."""

    minutes_a_month: int | None
    """None: without limit."""
    calendar: str
    severities: tuple[Severity, ...]
    rate: Money | None = None
    """What an hour of calls beyond those minutes costs; None: that is told to staff, and not billed."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """How long an estimate waits for its approver, in business days."""

    remind_after_days: int
    expire_after_days: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Whether requesters are asked how they found our help, and what of their answers is bad news."""

    asks: bool
    low_score: int
    """Of a score so low, from 1 on, the account manager is told; 0: of none."""


class RecipientKind(StrEnum):
    """Who can be told of an escalation."""

    ASSIGNEE = "assignee"
    ACCOUNT_MANAGER = "account_manager"
    ON_CALL = "on_call"
    """Whoever is on call in the rotation of that name."""
    PERSON = "person"
    GROUP = "group"
    CHANNEL = "channel"


_MARKS: Final = {
    RecipientKind.ON_CALL: "on_call:",
    RecipientKind.PERSON: "@",
    RecipientKind.GROUP: "group:",
    RecipientKind.CHANNEL: "#",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a level of an escalation tells."""

    kind: RecipientKind
    name: str = ""
    """Rotation, or name or id of a person, user group or channel."""

    def __str__(self) -> str:
        """Return it as it is written in a plan."""
        return f"{_MARKS[self.kind]}{self.name}" if self.kind in _MARKS else self.kind.value


@dataclass(frozen=True, slots=True)
class OfClock:
    """The moment when so much of a clock's target has passed; 100 is the breach."""

    percent: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class AfterLevel:
    """The moment so many minutes after the level before."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an escalation."""

    name: str
    """`L1` for the first, and so on."""
    title: str
    """What the plan calls it, or "" if it has no name of its own."""
    when: OfClock | AfterLevel
    notify: tuple[Recipient, ...]
    repeats: int
    """How often it is told again, at most 5."""
    every_minutes: int
    """Between one telling and the next."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """What pages staff outside the hours of a clock, and how a client calls for it."""

    severities: tuple[Severity, ...]
    contact: str
    """Said to a client who writes after hours."""


@dataclass(frozen=True, slots=True)
class Planning:
    """The monthly planning with the client: on the first business day from a day of the month."""

    title: str
    day: int
    at: time
    minutes: int = 30
    """How long people talk."""


class Cadence(StrEnum):
    """How often a report is due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Report:
    """A report or review that the client is promised."""

    title: str
    day: int
    """Of the week from 1, Monday, for a weekly one; else of the first month of its period."""
    at: time
    meeting_minutes: int = 0
    """How long it is talked through, on the first business day from that day; 0: it is sent alone."""


class Metric(StrEnum):
    """Something that is measured outside Hourglass, and told in reports."""

    UPTIME = "uptime"
    """In % of the time."""
    SUCCESS_RATE = "success_rate"
    """In % of the operations."""
    OPERATIONS = "operations"
    HOURS_SAVED = "hours_saved"
    """An estimate."""
    MONEY_SAVED = "money_saved"
    """An estimate."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What a plan's reports tell of what is measured."""

    metrics: tuple[Metric, ...] = ()
    """Those that are promised: a report says of each what it is, or that it is not connected yet."""
    uptime_target: int | None = None
    """In thousandths of a percent; None: there is no target."""
    success_rate_target: int | None = None

    def target(self, metric: Metric) -> int | None:
        """Return what is aimed at, in thousandths of a percent; None: nothing is."""
        targets = {Metric.UPTIME: self.uptime_target, Metric.SUCCESS_RATE: self.success_rate_target}
        return targets.get(metric)


@dataclass(frozen=True, slots=True)
class ClientSilence:
    """What becomes of a ticket that waits for the client, in business days from the start of the wait."""

    nudge_after_days: tuple[int, ...]
    resolve_after_days: int
    """0: never."""


@dataclass(frozen=True, slots=True)
class AddOn:
    """Something that a client may buy beside the plan, and that changes its terms."""

    label: str
    meaning: str
    monthly_price: Money | None
