"""When a client is talked to: the monthly planning and the reviews of its plan, or dates of its own.

The moments of a plan are read by the clock of its business calendar, as the promises are that are due "at the
next planning". All is in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.digest_schedules import Schedule
from bot.domain.measures import business_days_before, planned_in
from bot.domain.report_periods import PeriodUnit, ReportPeriod, last_whole
from bot.domain.terms import Cadence, Planning, Report

if TYPE_CHECKING:
    from bot.domain.calendar import BusinessCalendar
    from bot.domain.desks import Client
    from bot.domain.pauses import Pause

AHEAD_DAYS: Final = 2
"""So many business days before, the agenda is prepared."""
_AROUND: Final = 3
"""So many are looked at on either side of now: one may be put off until just before the next."""
_YEAR: Final = 12
_DAY: Final = timedelta(days=1)
_STEP: Final[Mapping[Cadence, int]] = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: _YEAR}
"""Months from one to the next."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A talk with the client that comes again and again; its planning says when, and for how long."""

    cadence: Cadence
    planning: Planning


@dataclass(frozen=True, slots=True)
class OwnDate:
    """What was agreed with one client for one of its talks, in the place of what the plan says."""

    client: str
    cadence: Cadence
    month: date
    """The first day of the month that the plan has the talk in."""
    at: datetime | None
    """None: it does not take place."""
    made_by: str
    made_at: datetime


class Meeting(NamedTuple):
    """One talk."""

    check_in: CheckIn
    month: date
    """The first day of the month that the plan has it in."""
    planned_at: datetime
    at: datetime | None
    """None: it does not take place."""


class Prepared(NamedTuple):
    """A talk that takes place, and when its agenda is prepared."""

    check_in: CheckIn
    at: datetime
    due_at: datetime


def check_ins(planning: Planning | None, reports: Mapping[Cadence, Report]) -> list[CheckIn]:
    """Return what a plan promises, the most frequent first."""
    found = [CheckIn(Cadence.MONTHLY, planning)] if planning else []
    for cadence in (Cadence.QUARTERLY, Cadence.YEARLY):
        each = reports.get(cadence)
        if each is not None and each.meeting_minutes:
            found.append(CheckIn(cadence, Planning(each.title, each.day, each.at, each.meeting_minutes)))
    return found


def meetings(
    check_in: CheckIn, calendar: BusinessCalendar, own: Iterable[OwnDate], now: datetime
) -> list[Meeting]:
    """Return the talks around a moment, those that do not take place too, as they were planned in time."""
    agreed = {each.month: each.at for each in own if each.cadence is check_in.cadence}
    found = []
    for month in _months(check_in.cadence, calendar.local(now).date()):
        planned_at = planned_in(calendar, check_in.planning, month)
        found.append(Meeting(check_in, month, planned_at, agreed.get(month, planned_at)))
    return found


def ahead(found: Iterable[Meeting], now: datetime) -> list[Meeting]:
    """Return those of some talks that are still to come, the next one first."""
    return sorted((each for each in found if each.at and each.at > now), key=lambda each: each.at or now)


def prepared(calendar: BusinessCalendar, check_in: CheckIn, at: datetime) -> Prepared:
    """Return a talk of that moment with the one at which its agenda is due."""
    return Prepared(check_in, at, business_days_before(calendar, at, AHEAD_DAYS))


def period_of(meeting: Prepared, time_zone: str) -> ReportPeriod:
    """Return what its figures are about: the month, quarter or year that is over when people talk.

    Its agenda may come before that end, and says then that it is so far: else a talk early in a month would
    look back on the month that was talked about before, and none on this one.
    """
    planning = meeting.check_in.planning
    rule = Schedule(meeting.check_in.cadence, planning.day, planning.at, time_zone)
    return rule.period(meeting.at)


def months_in(period: ReportPeriod) -> list[ReportPeriod]:
    """Return the months of a quarter or a year, the earliest first; of a month none, for it is one."""
    if period.unit is PeriodUnit.MONTH:
        return []
    found = [last_whole(PeriodUnit.MONTH, period.last + _DAY, period.time_zone)]
    while found[-1].before.first >= period.first:
        found.append(found[-1].before)
    return found[::-1]


def takes_place(client: Client, pauses: Iterable[Pause], at: datetime) -> bool:
    """Whether a contract is in force at a moment, and its plan not paused."""
    day = at.astimezone(ZoneInfo(client.time_zone)).date()
    begins, ends = client.contract_from or date.min, client.contract_to or date.max
    return begins <= day <= ends and not any(each.holds(at) for each in pauses)


def _months(cadence: Cadence, today: date) -> list[date]:
    """Return the months around a day that talks of a cadence fall into."""
    step = _STEP[cadence]
    number = (today.year * _YEAR + today.month - 1) // step * step
    around = range(number - _AROUND * step, number + (_AROUND + 1) * step, step)
    return [date(each // _YEAR, each % _YEAR + 1, 1) for each in around]
