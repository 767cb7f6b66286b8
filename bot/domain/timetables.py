"""When somebody is there: a calendar as a plan describes it, before any instant is asked of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from bot.domain.field_types import TimeZone, Words
from bot.domain.public_holidays import Region, check_country, check_subdivision, public_holidays
from bot.domain.toml_text import Problem

Spans: TypeAlias = tuple[tuple[str, str], ...]
"""Opening and closing times, as `BusinessCalendar` takes them: `(("09:00", "12:00"), ("13:00", "18:00"))`."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK: Final = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_SPAN: Final = re.compile(rf"({_CLOCK})-({_CLOCK}|24:00(?::00)?)")
_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Timetable:
    """The opening hours of one calendar of a plan."""

    time_zone: str
    week: Mapping[str, Spans]
    """By day of the week, mon to sun; a day that is left out is closed."""
    follows_client: bool = False
    """Whether a client in another zone has these hours by the clock on their own wall."""
    region: Region | None = None
    """Whose public holidays it is closed on."""
    closed: Mapping[date, str] = field(default_factory=dict)
    """Further closed dates, with the reason that clients are told."""
    worked: tuple[date, ...] = ()
    """Public holidays on which it is open all the same."""
    shifts: Mapping[date, Spans] = field(default_factory=dict)
    """Dates with hours of their own."""

    def for_client(self, time_zone: str) -> "Timetable":
        """Return these hours as a client in *time_zone* has them."""
        return replace(self, time_zone=time_zone) if self.follows_client else self

    def closed_in(self, year: int, language: str = "") -> Mapping[date, str]:
        """Return the dates of a year that are closed as holidays, with their names."""
        public = public_holidays(self.region, year, language) if self.region else {}
        own = {day: name for day, name in self.closed.items() if day.year == year}
        return {day: name for day, name in sorted({**public, **own}.items()) if day not in self.worked}

    @property
    def longest_day_minutes(self) -> int:
        """The open minutes of the longest day of its week."""
        return (
            max(sum(end - start for start, end in map(_seconds, spans)) for spans in self.week.values()) // 60
        )


def always_open(time_zone: str) -> Timetable:
    """Return the hours of a calendar that never closes."""
    all_day = (("00:00", "24:00"),)
    return Timetable(time_zone, week=dict.fromkeys(DAYS, all_day))


def _days(text: str) -> str:
    if not days_in(text):
        raise ValueError(f"is {text!r}, which is no day: write one such as 'mon', or several as in 'mon-fri'")
    return text


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text):
        raise ValueError(f"is {text!r}: write opening and closing time, such as '09:00-18:00'")
    return text


_Spans = Annotated[tuple[Annotated[str, AfterValidator(_span)], ...], Field(min_length=1)]


class RegionText(BaseModel):
    """A region as files write it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: Annotated[str, AfterValidator(check_country)] = Field(
        description="the two letters of a country, such as 'BR'"
    )
    subdivision: str | None = Field(None, description="a part of the country, such as 'SP'")


def _region(text: RegionText) -> RegionText:
    check_subdivision(Region(text.country, text.subdivision))
    return text


class TimetableText(BaseModel):
    """A table [calendars.NAME] as files write it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_zone: TimeZone | None = Field(None, description="a time zone such as 'America/New_York'")
    follows_client: StrictBool = Field(default=False, description="true or false")
    week: dict[Annotated[str, AfterValidator(_days)], _Spans] = Field(
        min_length=1, description='opening hours by day, such as { mon-fri = ["09:00-18:00"] }'
    )
    holidays: Annotated[RegionText, AfterValidator(_region)] | None = Field(
        None,
        description='whose public holidays it is closed on, such as { country = "BR", subdivision = "SP" }',
    )
    closed: dict[date, Words] = Field({}, description='closed dates and why: 2026-12-31 = "Company holiday"')
    worked: tuple[date, ...] = Field((), description="a list of public holidays, such as [2026-11-11]")
    shifts: dict[date, _Spans] = Field({}, description='hours by date: 2026-12-24 = ["09:00-12:00"]')

    @property
    def region(self) -> Region | None:
        """Whose public holidays it is closed on."""
        return Region(self.holidays.country, self.holidays.subdivision) if self.holidays else None

    def timetable(self, time_zone: str) -> Timetable:
        """Return it as a value; *time_zone* is the plan's."""
        by_day = {day: _pairs(spans) for days, spans in self.week.items() for day in days_in(days)}
        return Timetable(
            time_zone=self.time_zone or time_zone,
            follows_client=self.follows_client,
            week={day: by_day[day] for day in DAYS if day in by_day},
            region=self.region,
            closed=self.closed,
            worked=self.worked,
            shifts={day: _pairs(spans) for day, spans in self.shifts.items()},
        )


def days_in(text: str) -> Sequence[str]:
    """Return the days that *text* names, `mon` or `mon-fri`; none where it is neither."""
    first, dash, last = text.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return ()
    start, end = DAYS.index(first), DAYS.index(last or first)
    return DAYS[start : end + 1] if start <= end else (*DAYS[start:], *DAYS[: end + 1])


def timetable_problems(text: TimetableText) -> Iterator[Problem]:
    """Yield what is wrong across the fields of a calendar, by its place in the table."""
    yield from _named_twice(text.week)
    yield from _overlaps_in_week(text.week)
    for day, spans in text.shifts.items():
        for earlier, later in pairwise(sorted(spans, key=_open_seconds)):
            if _open_seconds(later)[0] < _open_seconds(earlier)[1]:
                yield Problem(("shifts", day.isoformat()), _overlap(earlier, later))
    yield from _idle_dates(text)


def _named_twice(week: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    named: dict[str, str] = {}
    for days in week:
        for day in days_in(days):
            if day in named:
                yield Problem(("week", days), f"names {day} again, after {named[day]!r}: write each day once")
            named[day] = days


def _overlaps_in_week(week: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Yield the spans that open while another is still open, across midnight and the week's end too."""
    opened = sorted(
        (DAYS.index(day) * _DAY + start, DAYS.index(day) * _DAY + end, days, span)
        for days, spans in week.items()
        for day in days_in(days)
        for span in spans
        for start, end in [_open_seconds(span)]
    )
    again = [(start + 7 * _DAY, end, days, span) for start, end, days, span in opened[:1]]
    for (_, end, _, earlier), (start, _, days, later) in pairwise([*opened, *again]):
        if start < end:
            yield Problem(("week", days), _overlap(earlier, later))


def _overlap(earlier: str, later: str) -> str:
    return f"has {earlier} and {later}, which overlap: hours may touch, and each is written once"


def _idle_dates(text: TimetableText) -> Iterator[Problem]:
    """Yield dates that say nothing: work on a day that is no holiday, hours for a day that is closed."""
    region = text.region
    for day in text.worked:
        if region is None or day not in public_holidays(region, day.year):
            where = f"in {region}" if region else "here, where [holidays] names no country"
            yield Problem(("worked",), f"has {day}, which is no public holiday {where}: leave it out")
    for day in text.shifts:
        public = region and public_holidays(region, day.year).get(day)
        reason = text.closed.get(day) or (public if day not in text.worked else None)
        if reason:
            yield Problem(
                ("shifts", f"{day}"),
                f"is closed ({reason}): to open, take it out of `closed` or add it to `worked`",
            )


def _open_seconds(span: str) -> tuple[int, int]:
    start, _, end = span.partition("-")
    return _seconds((start, end))


def _pairs(spans: Sequence[str]) -> Spans:
    return tuple((start, end) for start, _, end in (span.partition("-") for span in spans))


def _seconds(span: tuple[str, str]) -> tuple[int, int]:
    """Return a span in seconds from midnight; one that runs over midnight ends on the next day."""
    start, end = (_second(time) for time in span)
    return start, end if end > start else end + _DAY


def _second(time: str) -> int:
    hours, minutes, *seconds = (int(part) for part in time.split(":"))
    return (hours * 60 + minutes) * 60 + sum(seconds)
