"""Samples for tests of digests, made of a few words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.domain.digests import Digest, Reader, Wanted, digest
from bot.domain.outcomes import MET, MISSED, Outcome
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.domain.samples import Backlogged, Opened, Sample
from bot.domain.used_hours import HoursUsed

HOUR = 3_600_000_000
DAY = 24 * HOUR
PERIOD: ReportPeriod = last_whole(PeriodUnit.WEEK, date(2026, 11, 25), "UTC")
SINCE = int(PERIOD.from_at.timestamp()) * 1_000_000
UNTIL = int(PERIOD.until_at.timestamp()) * 1_000_000
WEEK = UNTIL - SINCE


def outcome(
    ticket: int,
    hours: int = 1,
    *,
    clock: str = "resolution",
    severity: str = "high",
    client: str = "acme",
    missed: bool = False,
    on_client: int = 0,
    on_third: int = 0,
    percent: int = 50,
    is_left: bool = False,
) -> Outcome:
    """A promise that was decided an hour into the week, after so many hours; *is_left*: not kept yet."""
    stopped_at, breached_at = None if is_left else SINCE + HOUR, SINCE + HOUR if missed else None
    return Outcome(
        *(ticket, clock, 1, client, severity, SINCE, stopped_at, breached_at, None),
        *(SINCE + HOUR, MISSED if missed else MET, hours * HOUR, on_client * HOUR, on_third * HOUR),
        *(None if missed else percent, 1, None),
    )


def opened(ticket: int, kind: str = "", *, client: str = "acme", severity: str = "high") -> Opened:
    return Opened(ticket, client, severity, kind, SINCE + HOUR, "open")


def backlogged(ticket: int, days: int, *, client: str = "acme") -> Backlogged:
    return Backlogged(ticket, client, "medium", UNTIL - days * DAY)


def brought(*each: Outcome | Opened | Backlogged) -> Sample:
    """What a week brought."""
    return Sample(
        SINCE,
        UNTIL,
        [one for one in each if isinstance(one, Opened)],
        [one for one in each if isinstance(one, Outcome)],
        (),
        [one for one in each if isinstance(one, Backlogged)],
    )


def digest_of(
    now: Sample,
    before: Sample | None = None,
    *,
    reader: Reader = Reader.MANAGER,
    client: str = "",
    hours: Mapping[str, tuple[int, int]] | None = None,
) -> Digest:
    """A digest of two weeks that are told as if they were the same one; *hours* are used of allowed ones."""
    used = {name: HoursUsed(name, PERIOD.first, *each) for name, each in (hours or {}).items()}
    return replace(digest(Wanted(reader, PERIOD, client), now, before or brought()), hours=used)
