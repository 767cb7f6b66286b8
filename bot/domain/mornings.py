"""When a team's day begins and ends: by the business hours of the clients that it serves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.desks import Client
from bot.domain.plans import Plan
from bot.domain.spans import read_spans

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.timetables import Timetable

_DAY: Final = timedelta(days=1)
_FARTHEST_DAYS: Final = 366
_NINE: Final = timedelta(hours=9)
"""When the day of hours that never close begins, by the client's clock."""
_SOON: Final = timedelta(hours=8)


class Morning(NamedTuple):
    """The first opening of a local date."""

    day: date
    at: datetime


def business_hours(plan: Plan, client: Client) -> Timetable:
    """Return the hours that tell a client's business days; those that never close go by its own clock."""
    timetable = plan.business_hours(client.time_zone)
    return replace(timetable, time_zone=client.time_zone) if timetable.never_closes else timetable


def next_morning(hours: Collection[Timetable], after: datetime) -> Morning | None:
    """Return the next morning after a moment: the earliest opening of a date, by whichever of *hours*.

    None where there is none within a year.
    """
    # A date begins up to half a day before, and ends up to half a day after that of UTC.
    ahead = (morning for morning in _mornings(hours, _date(after) - _DAY) if morning.at > after)
    # Dates overlap around the world: the morning of the one that follows may be the earlier.
    return min(islice(ahead, 2), key=lambda morning: morning.at, default=None)


def latest_morning(hours: Collection[Timetable], now: datetime) -> Morning | None:
    """Return the morning that came last by now, of those whose business day is not over everywhere.

    None where all is over, or off.
    """
    near = islice(_mornings(hours, _date(now) - 2 * _DAY), 4)  # a night goes on into the day after
    begun = (morning for morning in near if morning.at <= now and lasts(hours, morning.day, now))
    return max(begun, key=lambda morning: morning.at, default=None)


def lasts(hours: Iterable[Timetable], day: date, now: datetime) -> bool:
    """Whether the business day of a date is not over everywhere."""
    return any(ends > now for each in hours if (ends := _ends(each, day)) is not None)


def horizon(timetable: Timetable, now: datetime) -> datetime:
    """Return until when something is due today: the end of this business day, or eight hours from now."""
    today = now.astimezone(ZoneInfo(timetable.time_zone)).date()
    ends = (_ends(timetable, day) for day in (today - _DAY, today))  # a night belongs to the day before
    return max([now + _SOON, *(each for each in ends if each is not None)])


def _date(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _mornings(hours: Collection[Timetable], first: date) -> Iterator[Morning]:
    """Yield the mornings of a date and of those after it, for a year."""
    for day in (first + number * _DAY for number in range(_FARTHEST_DAYS)):
        at = _earliest(_opens(each, day) for each in hours)
        if at is not None:
            yield Morning(day, at)


def _opens(timetable: Timetable, day: date) -> datetime | None:
    spans = timetable.spans_on(day)
    if not spans:
        return None
    if timetable.never_closes:
        return min(_instants(timetable, day, _NINE))
    opens = timedelta(microseconds=read_spans(spans, "day")[0][0])
    return timetable.calendar().next_open(min(_instants(timetable, day, opens)))


def _ends(timetable: Timetable, day: date) -> datetime | None:
    spans = timetable.spans_on(day)
    if not spans:
        return None
    closes = timedelta(microseconds=max(closes for _, closes in read_spans(spans, "day")))
    return max(_instants(timetable, day, closes))


def _instants(timetable: Timetable, day: date, since_midnight: timedelta) -> tuple[datetime, ...]:
    """Return when clocks show a time of a date: twice where it is two moments, or none."""
    wall = datetime.combine(day, time()) + since_midnight
    zone = ZoneInfo(timetable.time_zone)
    return tuple(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)
