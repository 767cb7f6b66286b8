"""Random business hours: any zone, spans up to midnight and over it, holidays, shifts, moved clocks."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from tests.domain.wall_clock import DAYS, MIDNIGHT, Place, Spans, ahead, seconds, start_of_day

ZONES: Final = sorted(zoneinfo.available_timezones())
DAY: Final = timedelta(days=1)
WHOLE_DAY: Final = (("00:00", "24:00"),)
# From when on no zone's clocks were off by odd seconds: looking at each of them takes long.
_WHOLE_MINUTES: Final = 1973


@dataclass(frozen=True)
class Scene:
    """A place, and the days in which it is looked at."""

    place: Place
    first: datetime
    last: datetime


@lru_cache(maxsize=4096)
def moved_days(tz: str, year: int) -> tuple[date, ...]:
    """The days of a year, UTC, on which the zone's clocks are moved."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
    return tuple(day.date() for day in days if ahead(tz, day) != ahead(tz, day + DAY))


def text(time: int) -> str:
    hours, rest = divmod(time, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}" + (f":{last:02}" if last else "")


@st.composite
def spans(draw: st.DrawFn, unit: int, *, into_night: bool = False) -> list[tuple[str, str]]:
    """Spans of one day at multiples of *unit* seconds, of which the last may run over midnight."""
    most = MIDNIGHT // unit
    times = sorted(draw(st.sets(st.integers(0, most), max_size=6)))
    pairs = list(zip(times[::2], times[1::2], strict=False))
    if pairs and into_night and draw(st.booleans()):
        opens = pairs[-1][0]
        pairs[-1] = opens, draw(st.integers(0, opens))
    return [(text(opens * unit), text(closes * unit % MIDNIGHT or MIDNIGHT)) for opens, closes in pairs]


@st.composite
def weeks(draw: st.DrawFn, unit: int) -> Mapping[str, Spans]:
    """Weeks that open at some time."""
    if draw(st.integers(0, 9)) == 0:
        return dict.fromkeys(DAYS, WHOLE_DAY)
    week: dict[str, Spans] = {}
    for day in DAYS:
        week[day] = draw(spans(unit))
    for number, day in enumerate(DAYS):
        if week[day] and draw(st.integers(0, 2)) == 0:
            week[day] = [*week[day][:-1], (week[day][-1][0], draw(_closing(week, number, unit)))]
    assume(any(week.values()))
    return week


def _closing(week: Mapping[str, Spans], number: int, unit: int) -> st.SearchStrategy[str]:
    """A closing time on the next day, before anything opens there and within 24 hours."""
    following = week[DAYS[(number + 1) % len(DAYS)]]
    limits = [seconds(week[DAYS[number]][-1][0]), *(seconds(opens) for opens, _ in following)]
    return st.integers(0, min(limits) // unit).map(lambda count: text(count * unit))


@st.composite
def days(draw: st.DrawFn, tz: str, first_year: int, last_year: int) -> date:
    """Any day; every second one near a move of the zone's clocks, if there was one that year."""
    year = draw(st.integers(first_year, last_year))
    moved = moved_days(tz, year) if draw(st.booleans()) else ()
    if moved:
        return draw(st.sampled_from(moved)) - draw(st.integers(0, 2)) * DAY
    return date(year, 1, 1) + draw(st.integers(0, 364)) * DAY


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A few days of a place, with holidays and shifts among them."""
    tz = draw(st.sampled_from(ZONES))
    day = draw(days(tz, 1973, 2120) | days(tz, 1973, 2120) | days(tz, 1850, 1972))
    is_modern = day.year >= _WHOLE_MINUTES
    unit = draw(st.sampled_from([900, 900, 300, 60] if is_modern else [900, 900, 1]))
    length = draw(st.integers(1, 4) if is_modern else st.just(1))
    near = st.integers(-2, length + 1).map(lambda number: day + number * DAY)
    place = Place(
        tz,
        draw(weeks(unit)),
        draw(st.frozensets(near, max_size=3)),
        draw(st.dictionaries(near, spans(unit, into_night=True), max_size=3)),
    )
    return Scene(place, start_of_day(day), start_of_day(day + length * DAY))


@st.composite
def places(draw: st.DrawFn) -> Place:
    """Business hours with holidays and shifts in any year of a century."""
    tz = draw(st.sampled_from(ZONES))
    dates = days(tz, 1970, 2070)
    return Place(
        tz,
        draw(weeks(draw(st.sampled_from([1, 60, 300])))),
        draw(st.frozensets(dates, max_size=8)),
        draw(st.dictionaries(dates, spans(300, into_night=True), max_size=8)),
    )


def instants(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Instants to the microsecond, whole seconds among them."""
    length = (last - first) // timedelta(seconds=1)
    whole = st.integers(0, length).map(lambda number: first + timedelta(seconds=number))
    return whole | st.integers(0, length * 1_000_000).map(
        lambda number: first + timedelta(microseconds=number)
    )
