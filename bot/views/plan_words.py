"""What a plan's targets and hours are called, in clients' languages: on its page, and in receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.dates import get_day_names
from babel.units import format_unit

from bot.domain.spans import WEEKDAYS
from bot.domain.targets import ALWAYS, Length, Target, Unit
from bot.views.text import plain

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.plans import Plan
    from bot.domain.timetables import Region, Spans, Timetable

_DASH: Final = "\N{EN DASH}"
_UNITS: Final = {Unit.MINUTES: "minute", Unit.HOURS: "hour", Unit.DAYS: "day"}


def length_in_words(length: Length, tongue: str) -> str:
    """Return a length that is counted, in words: "4 hours", "1 business day"."""
    if length.unit is Unit.BUSINESS_DAYS:
        return plan_say(tongue, "business_days", n=length.amount)
    return format_unit(length.amount, f"duration-{_UNITS[length.unit]}", length="long", locale=tongue)


def minutes_in_words(minutes: int, tongue: str) -> str:
    """Return so many minutes in words: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    lengths = (Length(hours, Unit.HOURS), Length(rest, Unit.MINUTES))
    return " ".join(length_in_words(length, tongue) for length in lengths if length.amount)


def target_in_words(target: Target, plan: Plan, tongue: str) -> str:
    """Return a target as a client is told of it: "4 hours of our opening hours", "1 business day"."""
    match target.length.unit:
        case Unit.BEST_EFFORT:
            return plan_say(tongue, "best_effort")
        case Unit.NEXT_PLANNING:
            return plan_say(tongue, "next_planning", title=plan.planning.title if plan.planning else "")
    length = length_in_words(target.length, tongue)
    if target.calendar == ALWAYS:
        return plan_say(tongue, "around_the_clock", length=length)
    is_day = target.length.unit is Unit.BUSINESS_DAYS
    return length if is_day else plan_say(tongue, "in_calendar", length=length)


def opening_hours(timetable: Timetable, tongue: str) -> Iterator[str]:
    """Yield the hours of a week, a line for each run of days, and whose holidays it is closed on."""
    zone = plan_say(tongue, "zone", zone=timetable.time_zone)
    where = plan_say(tongue, "your_zone") if timetable.follows_client else zone
    for days, spans in _runs(timetable.week):
        yield f"{_days(days, tongue)}: {spans_in_words(spans)}, {where}"
    if timetable.region:
        yield plan_say(tongue, "region", region=_region(timetable.region, tongue))


def plan_say(tongue: str, key: str, **facts: object) -> str:
    """Return one of the sentences that tell what a plan promises."""
    return plain(tongue, f"client.plan.{key}", **facts)


def _runs(week: Mapping[str, Spans]) -> Iterator[tuple[list[str], Spans]]:
    """Yield the days that follow one another with the same hours."""
    for spans, days in groupby(WEEKDAYS, key=week.get):
        if spans:
            yield list(days), spans


def _days(days: list[str], tongue: str) -> str:
    names = get_day_names("wide", locale=tongue)
    ends = [names[WEEKDAYS.index(day)] for day in dict.fromkeys((days[0], days[-1]))]
    said = f" {_DASH} ".join(ends)
    return said[:1].upper() + said[1:]


def spans_in_words(spans: Spans) -> str:
    """Return the hours of a day, in order, as clocks show them."""
    return ", ".join(f"{start}{_DASH}{end}" for start, end in spans)


def _region(region: Region, tongue: str) -> str:
    country = Locale(tongue).territories.get(region.country, region.country)
    return f"{country}, {region.subdivision}" if region.subdivision else country
