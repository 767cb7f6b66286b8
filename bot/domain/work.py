"""Work that somebody logs, and the entries it makes: who pays for it, by its kind and by when it was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.entries import Entry, EntryKind, accounted, standing
from bot.domain.terms import Cover
from bot.domain.tickets import RequestKind

if TYPE_CHECKING:  # a start has no use for calendars
    from collections.abc import Iterable, Sequence

    from bot.domain.calendar import BusinessCalendar
    from bot.domain.plans import Plan

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody did for a ticket."""

    ticket: int
    by: str
    minutes: int
    """Real ones."""
    day: date
    """Where the client is."""
    began_at: datetime | None
    """None: only the day is known."""
    words: str
    by_phone: bool = False
    after_hours: bool = False
    """Said by who did it; counts where only the day is known."""


class Part(NamedTuple):
    """So many real minutes of work, all of them in the plan's business hours or all after them."""

    minutes: int
    is_after_hours: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Whose ledger an entry goes to, and under which plan."""

    client: str
    plan: Plan
    calendar: BusinessCalendar
    """The plan's business hours, as the client has them."""
    last_day: date | None = None
    """Of the contract, after which the plan pays for nothing; None: it goes on."""

    def kind(self, of_ticket: RequestKind | None) -> RequestKind:
        """Return the kind that work counts as: the ticket's, or the plan's default until that is said."""
        return of_ticket if of_ticket and of_ticket in self.plan.coverage else self.plan.default_kind

    def parts(self, work: Work, kind: RequestKind) -> list[Part]:
        """Return the parts of some work that are paid for differently: mostly it is one."""
        coverage = self.plan.coverage[kind]
        if work.began_at is None:
            return [Part(work.minutes, work.after_hours)]
        ended_at = work.began_at + work.minutes * _MINUTE
        within = round(self.calendar.elapsed(work.began_at, ended_at) / _MINUTE)
        if coverage.in_hours is coverage.after_hours:
            return [Part(work.minutes, within == 0)]
        parts = [Part(within, is_after_hours=False), Part(work.minutes - within, is_after_hours=True)]
        return [part for part in parts if part.minutes]

    def entries(
        self, work: Work, of_ticket: RequestKind | None, month: date, *, key: str, by: str, at: datetime
    ) -> list[Entry]:
        """Return what is added for some work: an entry for each part; *key* names what is logged at once."""
        kind, plan = self.kind(of_ticket), self.plan
        parts = enumerate(self.parts(work, kind))
        blanks = (
            (
                part,
                Entry(
                    f"{key}:{number}", self.client, month, EntryKind.USAGE, 0, by, at, plan.id, plan.version
                ),
            )
            for number, part in parts
        )
        return [self._entry(work, kind, part, replace(blank, log=key)) for part, blank in blanks]

    def _is_over(self, day: date) -> bool:
        return self.last_day is not None and day > self.last_day

    def _entry(self, work: Work, kind: RequestKind, part: Part, blank: Entry) -> Entry:
        return self._priced(
            replace(
                blank,
                ticket=work.ticket,
                worked_by=work.by,
                worked_on=work.day,
                worked_at=work.began_at,
                real_minutes=part.minutes,
                accounted_minutes=accounted(part.minutes, self.plan.step_minutes),
                is_after_hours=part.is_after_hours,
                by_phone=work.by_phone,
                words=work.words,
            ),
            kind,
        )

    def _priced(self, entry: Entry, kind: RequestKind) -> Entry:
        """Return *entry* as work of a kind: who pays for it, and at which rate."""
        coverage = self.plan.coverage[kind]
        cover = coverage.after_hours if entry.is_after_hours else coverage.in_hours
        if cover is not Cover.BILLABLE and self._is_over(entry.worked_on or entry.month):
            cover = Cover.EXCLUDED
        rate = coverage.hourly_rate if cover is Cover.BILLABLE else None
        return replace(
            entry,
            request_kind=kind,
            cover=cover,
            minutes=-entry.accounted_minutes if cover is Cover.HOURS else 0,
            rate_cents=rate.cents if rate else None,
            currency=rate.currency if rate else "",
        )


def work_of(log: Sequence[Entry]) -> Work:
    """Return the work that was logged at once, from all its parts."""
    first = log[0]
    return Work(
        ticket=first.ticket or 0,
        by=first.worked_by,
        minutes=sum(each.real_minutes for each in log),
        day=first.worked_on or first.month,
        began_at=first.worked_at,
        words=first.words,
        by_phone=first.by_phone,
        after_hours=first.is_after_hours,
    )


def logs_of(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return the work that stands, the parts of what was logged at once together, in the order of days."""
    logs: dict[str, list[Entry]] = {}
    for each in standing(entries):
        if each.kind is EntryKind.USAGE:
            logs.setdefault(each.log, []).append(each)
    return sorted(logs.values(), key=lambda log: (log[0].worked_on or log[0].month, log[0].made_at))
