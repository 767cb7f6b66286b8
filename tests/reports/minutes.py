"""Open time counted minute by minute, by asking what the clock on the wall shows at each of them."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from tests.reports.facts import BEGINS_AT, ENDS_AT, Place

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_LAST_AT: Final = ENDS_AT + 60 * _DAY
"""What is due later than that, is due after the end of the world."""
_PLANNING_DAY: Final = 5
_PLANNING_HOUR: Final = 10


def minute_of(at: datetime) -> int:
    """Return how many minutes the world has had at a moment."""
    return (at - BEGINS_AT) // _MINUTE


def moment_of(minute: int) -> datetime:
    """Return the moment at which the world has had so many minutes."""
    return BEGINS_AT + minute * _MINUTE


@cache
def _opened_before(place: Place) -> list[int]:
    """Return, for each minute, how many before it were open."""
    return list(accumulate(_each_minute(place), initial=0))


def _each_minute(place: Place) -> Iterator[int]:
    zone = ZoneInfo(place.zone)
    for minute in range(minute_of(_LAST_AT)):
        shown = (BEGINS_AT + timedelta(minutes=minute)).astimezone(zone)
        yield int(_is_workday(place, shown.date()) and place.opens <= shown.hour < place.closes)


def _is_workday(place: Place, day: date) -> bool:
    return place.opens == 0 or (day.weekday() < 5 and day not in place.holidays)


def open_minutes(place: Place, since: int, until: int) -> int:
    """Return how many minutes were open from one on and before another."""
    counted = _opened_before(place)
    return counted[until] - counted[since]


def when_used_up(place: Place, since: int, minutes: int) -> int:
    """Return the first minute by which so many were open; far ahead where the world ends before."""
    counted = _opened_before(place)
    return bisect_left(counted, counted[since] + minutes)


def business_days_later(place: Place, since: int, days: int) -> int:
    """Return the same time of day so many workdays later, counted from when the hours were open."""
    zone = ZoneInfo(place.zone)
    first_open = when_used_up(place, since, 1) - 1
    begun = moment_of(first_open).astimezone(zone)
    day = begun.date()
    while days:
        day += _DAY
        days -= _is_workday(place, day)
    return minute_of(datetime.combine(day, begun.time(), zone).astimezone(UTC))


def next_planning(place: Place, after: int) -> int:
    """Return the first planning later than that: ten o'clock, on the first workday from the 5th on."""
    zone = ZoneInfo(place.zone)
    month = moment_of(after).astimezone(zone).date().replace(day=1)
    while True:
        day = month.replace(day=_PLANNING_DAY)
        while not _is_workday(place, day):
            day += _DAY
        planned = minute_of(datetime.combine(day, time(_PLANNING_HOUR), zone).astimezone(UTC))
        if planned > after:
            return planned
        month = (month + 31 * _DAY).replace(day=1)
