"""A digest as a notice: which one it is, for whoever words it and makes its files when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.domain.desks import OutboxRow
from bot.domain.digests import Reader, Wanted
from bot.domain.notices import Act, Notice, Words
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.tickets import Fact

_FILES: Final = "files"


@dataclass(frozen=True, slots=True)
class Sending:
    """How a digest is sent."""

    key: str
    channel: str
    """A person's id where it goes to them directly."""
    thread_ts: str | None = None
    due_at: datetime | None = None
    """When it was to come, of one that comes by itself."""
    title: str = ""
    """What the plan calls it."""
    files_only: bool = False
    """Whether only its files are sent, since what it says was answered at once."""


def digest_notice(wanted: Wanted, sending: Sending) -> Notice:
    """Return the notice that brings a digest; what it says is worked out when it is sent."""
    period = wanted.period
    facts: Mapping[str, Fact] = {
        "reader": wanted.reader,
        "client": wanted.client,
        "unit": period.unit,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "zone": period.time_zone,
        "due": sending.due_at.isoformat() if sending.due_at else "",
        "title": sending.title,
        "part": _FILES if sending.files_only else "",
    }
    place = (sending.key, Act.POST, Words.DIGEST, sending.channel, sending.thread_ts)
    return Notice(*place, facts=facts)


def is_files_only(row: OutboxRow) -> bool:
    """Whether a row brings the files of a digest alone."""
    return row.facts.get("part") == _FILES


def wanted_of(row: OutboxRow) -> Wanted:
    """Return which digest a row of the outbox is."""
    facts = {name: str(fact) for name, fact in row.facts.items()}
    first, last = date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"])
    period = ReportPeriod(PeriodUnit(facts["unit"]), first, last, facts["zone"])
    return Wanted(Reader(facts["reader"]), period, facts["client"])
