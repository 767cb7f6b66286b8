"""What people read of a client that takes another plan: who moved it, the account manager, and the client."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.desks import Client
from bot.domain.entries import Entry
from bot.domain.months import Contract, Month
from bot.domain.plan_changes import Grant
from bot.domain.plans import Plan
from bot.domain.terms import MonthlyHours
from bot.views.markup import Safe
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.text import STAFF, say
from bot.views.times import day_words, minutes_length


@dataclass(frozen=True, slots=True)
class HoursMoved:
    """What a change of plan does to the month that runs."""

    month: Month
    contract: Contract
    was: Grant
    becomes: Grant
    left: int
    """How many minutes are left of them, and of what was carried over."""
    made: Sequence[Entry]
    """What it added to the ledger."""

    @property
    def share(self) -> Entry | None:
        """The line by which the plan's hours count in this month already."""
        return next((each for each in self.made if each.days and not each.reverses), None)

    @property
    def is_last(self) -> bool:
        """Whether no month follows."""
        return self.contract.ends_on is not None and self.contract.ends_on <= self.month.last_day


@dataclass(frozen=True, slots=True)
class ChangedPlan:
    """A client that has another plan than it had."""

    client: Client
    before: str
    """What the plan was called that it had."""
    had: MonthlyHours | None
    """What that plan granted; None: nothing, or its file is gone."""
    plan: Plan
    moved: HoursMoved | None
    """None: no month of the contract is running."""
    tells_client: bool = False

    @property
    def is_for_client(self) -> bool:
        """Whether the client is told: where there are hours, and the plan's alerts are for clients too."""
        hours = self.plan.hours or self.had
        return hours is not None and hours.alerts_client and self.moved is not None

    def answer(self) -> Rendered:
        """Return what whoever asked for it reads: before and after, and what stays."""
        head = self._staff("staff.plan_changed.head")
        ledger = self._hours(STAFF)
        has_hours = self.plan.hours or (self.moved and (self.moved.left or self.moved.becomes.minutes))
        left = [self._left()] if self.moved and has_hours else []
        rest = [self._staff("staff.plan_changed.open_tickets"), self._staff("staff.plan_changed.file")]
        told = say(STAFF, f"staff.plan_changed.client_{'told' if self.tells_client else 'untold'}")
        return _message(lines([head, ledger, *left, told, *rest]))

    def to_manager(self, by: str) -> Safe:
        """Return what the account manager reads; *by*: the name of who did it, empty for the clients file."""
        head = self._staff("staff.plan_changed.by" if by else "staff.plan_changed.by_file", by=by)
        return Safe(f"{head} {self._hours(STAFF)}")

    def to_client(self) -> Safe:
        """Return what the client reads in their channel."""
        language = self.client.language
        head = say(language, "client.plan_changed.head", plan=self.plan.full_name)
        return Safe(f"{head} {self._hours(language)}")

    def _staff(self, key: str, **facts: object) -> Safe:
        names = {"before": self.before, "after": self.plan.full_name, "plan": self.plan.id}
        return say(STAFF, key, client=self.client.name, id=self.client.id, **names, **facts)

    def _left(self) -> Safe:
        left = self.moved.left if self.moved else 0
        key = "over" if left < 0 else "left"
        return say(STAFF, f"staff.plan_changed.{key}", left=minutes_length(left, STAFF))

    def _hours(self, language: str) -> Safe:
        """Return what it means for the hours of this month."""
        if self.moved is None:
            return say(language, "client.plan_changed.no_month")
        return Safe(" ".join(self._sentences(self.moved, language)))

    def _sentences(self, moved: HoursMoved, language: str) -> Iterator[Safe]:
        if moved.becomes.minutes < moved.was.minutes and not moved.share:
            yield self._said(moved, language, "back")
        yield self._said(moved, language, self._what(moved))

    def _what(self, moved: HoursMoved) -> str:
        """Return the name of the sentence that says from when the plan's hours count."""
        monthly = self.plan.hours.minutes if self.plan.hours else 0
        if moved.share:
            return "share"
        if monthly == moved.becomes.monthly:
            return "same" if monthly else "without"
        if moved.is_last:
            return "keeps"
        if not monthly:
            return "ends"
        return "next" if moved.becomes.minutes else "begins"

    def _said(self, moved: HoursMoved, language: str, name: str) -> Safe:
        monthly, share = self.plan.hours.minutes if self.plan.hours else 0, moved.share
        return say(
            language,
            f"client.plan_changed.{name}",
            now=minutes_length(moved.becomes.minutes, language),
            was=minutes_length(moved.was.minutes, language),
            monthly=minutes_length(monthly, language),
            next=day_words(moved.month.ends_before, language),
            days=share.days if share else 0,
            of_days=share.of_days if share else 0,
        )


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """The plan that a client has, and those that there are."""

    client: Client
    plan: Plan | None
    """None: its file is gone."""
    choices: Sequence[str]
    """By id."""


def plan_seen(seen: PlanSeen) -> Rendered:
    """Return under which plan a client is, and how it takes another."""
    name = seen.plan.full_name if seen.plan else seen.client.plan
    hours = seen.plan.hours if seen.plan else None
    had = say(STAFF, "staff.plan_changed.has", client=seen.client.name, plan=name)
    monthly = minutes_length(hours.minutes, STAFF) if hours else ""
    granted = say(STAFF, f"staff.plan_changed.{'monthly' if hours else 'no_monthly'}", monthly=monthly)
    plans = ", ".join(seen.choices)
    how = say(STAFF, "staff.plan_changed.how", id=seen.client.id, plans=plans)
    return _message(lines([Safe(f"{had} {granted}"), how]))


def already(client: Client, plan: str) -> Rendered:
    """Return that a client has that plan."""
    return _message(say(STAFF, "staff.plan_changed.already", client=client.name, plan=plan))


def _message(said: Safe) -> Rendered:
    return message(said, *sections(said))
