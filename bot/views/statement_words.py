"""The words and figures of statements and invoice drafts, for staff and in clients' languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.desks import Client
from bot.domain.entries import Entry
from bot.domain.months import Month, Paused
from bot.domain.statements import Correction, Effort, Statement
from bot.domain.tickets import Ticket
from bot.views.markup import Safe, escape, readable
from bot.views.paused_days import paused_days
from bot.views.scene import thread_address
from bot.views.text import STAFF, known_language, plain
from bot.views.times import minutes_length, rounded_length, short_day

_DASH: Final = "\N{EN DASH}"
_MINUS: Final = "\N{MINUS SIGN}"


class Edition(StrEnum):
    """For whom a statement is."""

    STAFF = "staff"
    CLIENT = "client"
    """In the client's language, without people's names and reasons that we told each other."""


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A statement with all that it takes to show it."""

    statement: Statement
    client: Client
    plan: str
    """What the plan is called."""
    names: Mapping[str, str]
    tickets: Mapping[int, Ticket]
    workspace_url: str
    edition: Edition = Edition.STAFF
    is_over: bool = True
    """Whether the month is over."""
    merged: Mapping[int, int] = field(default_factory=dict)
    """Of tickets that were merged into others, those that stay."""
    sender: str = ""
    """What our company is called; empty: Slack did not say."""
    issued_on: date | None = None
    """The day on which it is made, where the client is."""
    carries_debt: bool = False
    """Whether what was used too much is taken from the month after it."""
    pauses: tuple[Paused, ...] = ()
    """Of the month."""

    @property
    def language(self) -> str:
        """The language that it is read in."""
        return STAFF if self.edition is Edition.STAFF else known_language(self.client.language)

    @property
    def is_internal(self) -> bool:
        """Whether staff read it, and nobody else."""
        return self.edition is Edition.STAFF

    @property
    def is_final(self) -> bool:
        """Whether it is of the last month of a contract that has ended."""
        last, month = self.client.contract_to, self.statement.month
        return self.is_over and last is not None and month.begins_on <= last <= month.last_day

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What was taken back, as far as whoever reads it could have seen it before."""
        found = self.statement
        return found.corrections if self.is_internal else found.corrections_of_told

    @property
    def period(self) -> str:
        """From which day to which it goes."""
        return period(self.statement.month, self.language)

    @property
    def head(self) -> str:
        """What stands below the title: from when to when, under which plan, and when it was made."""
        about = f"{self.period} · {self.plan}"
        if self.issued_on is None:
            return about
        made = self.say("issued" if self.is_over else "running", day=short_day(self.issued_on, self.language))
        return f"{about}\n{made}"

    @property
    def paused(self) -> list[str]:
        """When the plan was paused in the month, a sentence each."""
        return [f"{each}." for each in paused_days(self.pauses, self.statement.month, self.language)]

    def say(self, key: str, **facts: object) -> str:
        """Return one of the words of statements."""
        return plain(self.language, f"client.statement.{key}", **facts)

    def time(self, minutes: int) -> str:
        """Return a length of time; what is taken away has a minus."""
        return signed_time(minutes, self.language)

    def effort(self, work: Effort) -> str:
        """Return how long some work is accounted for, and how long it took where that was rounded up."""
        return rounded_length(work.real, work.accounted, self.language)

    def more(self, minutes: int) -> str:
        """Return a length of time that was added, with its sign."""
        return f"+{self.time(minutes)}" if minutes > 0 else self.time(minutes)

    def change(self, entry: Entry) -> str:
        """Return which plan was taken in the month, and from when its hours count."""
        key, day = "row.changed" if entry.days else "row.changed_next", entry.changed_on or entry.month
        facts = {"days": entry.days, "of_days": entry.of_days, "day": short_day(day, self.language)}
        return self.say(key, plan=entry.words, **facts)

    def day(self, entry: Entry) -> str:
        """Return the day of some work."""
        return short_day(entry.worked_on or entry.month, self.language)

    def made_on(self, entry: Entry) -> str:
        """Return the day on which something was written down, where the client is."""
        return short_day(self.day_of(entry.made_at), self.language)

    def day_of(self, at: datetime) -> date:
        """Return the date on the client's wall at a moment."""
        return at.astimezone(ZoneInfo(self.client.time_zone)).date()

    def words(self, entry: Entry) -> str:
        """Return what was done, as a person reads it, with how and when it was done if that is special."""
        done = self.readable(entry.words)
        marks = {"mark.phone": entry.by_phone, "mark.after_hours": entry.is_after_hours}
        said = [self.say(mark) for mark, holds in marks.items() if holds]
        return f"{done} ({', '.join(said)})" if said else done

    def calls(self) -> str:
        """Return what a line is called of calls that are beyond the plan's."""
        cap = self.statement.phone_cap
        return self.say("calls_beyond", cap=self.time(cap)) if cap else self.say("line.calls")

    def readable(self, text: str) -> str:
        """Return what somebody typed as a person reads it, on one line."""
        return " ".join(readable(text, self.names).split())

    def who(self, person: str) -> str:
        """Return somebody's name."""
        return self.names.get(person, person)

    def number(self, ticket: int | None) -> str:
        """Return how a ticket is called, with the one that it was merged into."""
        into = self.merged.get(ticket or 0)
        if into is not None:
            return self.say("merged", number=ticket, into=into)
        return f"#{ticket}" if ticket else ""

    def link(self, ticket: int | None) -> str:
        """Return the address of a ticket's thread; empty where it has none."""
        known = self.tickets.get(ticket or 0)
        return thread_address(self.workspace_url, known) if known else ""


def plan_files(plans: Iterable[str]) -> Safe:
    """Return the files of some plans by their ids, each once."""
    return Safe(", ".join(f"`{escape(each)}.toml`" for each in sorted(set(plans))))


def period(month: Month, language: str) -> str:
    """Return from which day to which a month goes, both with their year."""
    first = short_day(month.begins_on, language)
    return f"{first} {_DASH} {short_day(month.last_day, language)}"


def signed_time(minutes: int, language: str) -> str:
    """Return a length of time; what is taken away has a minus."""
    said = minutes_length(minutes, language)
    return f"{_MINUS}{said}" if minutes < 0 else said
