"""The tables [calendars.NAME] of a plan's file as people write them, and what is wrong across fields."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool

from bot.domain.field_types import TimeZone, Words
from bot.domain.plan_fields import Table
from bot.domain.public_holidays import country_name, public_holidays, subdivision_names
from bot.domain.spans import WEEKDAYS, read_hours, read_spans
from bot.domain.timetables import Region, Spans, Timetable
from bot.domain.toml_text import Problem
from bot.errors import BadHoursError, UnknownWordError, WrongValueError


def _days(text: str) -> str:
    if not days_in(text):
        raise WrongValueError(
            f"is {text!r}, which is no day", "write one such as 'mon', or several as in 'mon-fri'"
        )
    return text


def _span(text: str) -> str:
    try:
        read_spans(_pairs([text]), "")
    except BadHoursError:
        raise WrongValueError(
            f"is {text!r}", "write opening and closing time, such as '09:00-18:00'"
        ) from None
    return text


_Spans = Annotated[tuple[Annotated[str, AfterValidator(_span)], ...], Field(min_length=1)]


class RegionText(Table):
    """A region as files write it."""

    country: str = Field(description="the two letters of a country, such as 'BR'")
    subdivision: str = Field("", description="a part of the country, such as 'SP'")

    def region(self) -> Region:
        """Return it as a value."""
        return Region(self.country, self.subdivision)


def _known(text: RegionText) -> RegionText:
    try:
        public_holidays(text.country, text.subdivision)
    except UnknownWordError as unknown:
        is_country = unknown.what == "country"
        remedy = _country_remedy(unknown) if is_country else _subdivision_remedy(text.country, unknown)
        raise WrongValueError(
            f"has the {unknown.what} {unknown.word!r}, which is not known", remedy
        ) from None
    return text


def _country_remedy(unknown: UnknownWordError) -> str:
    meant = [f"{code!r} ({country_name(code)})" for code in unknown.choices]
    return _example(f"write the code of a country, such as 'BR' for {country_name('BR')}", meant)


def _subdivision_remedy(country: str, unknown: UnknownWordError) -> str:
    names, where = subdivision_names(country), country_name(country)
    if not names:
        return f"leave it out, for {where} has none"
    shown = [f"{code!r} ({names[code]})" if names[code] else repr(code) for code in names]
    if unknown.nearest:
        meant = [each for code, each in zip(names, shown, strict=True) if code in unknown.choices]
        return _example(f"write the code of one in {where}, such as {shown[0]}", meant)
    return f"write the code of one in {where}, such as {shown[0]}: it has {', '.join(names)}"


def _example(sentence: str, meant: Sequence[str]) -> str:
    return f"{sentence}; did you mean {' or '.join(meant)}?" if meant else sentence


class TimetableText(Table):
    """A table [calendars.NAME] as files write it."""

    time_zone: TimeZone | None = Field(None, description="a time zone such as 'America/New_York'")
    follows_client: StrictBool = Field(default=False, description="true or false")
    week: dict[Annotated[str, AfterValidator(_days)], _Spans] = Field(
        min_length=1, description='opening hours by day, such as { mon-fri = ["09:00-18:00"] }'
    )
    holidays: Annotated[RegionText, AfterValidator(_known)] | None = Field(
        None,
        description='whose public holidays it is closed on, such as { country = "BR", subdivision = "SP" }',
    )
    closed: dict[date, Words] = Field({}, description='closed dates and why: 2026-12-31 = "Company holiday"')
    worked: tuple[date, ...] = Field((), description="a list of public holidays, such as [2026-11-11]")
    shifts: dict[date, _Spans] = Field({}, description='hours by date: 2026-12-24 = ["09:00-12:00"]')

    def timetable(self, time_zone: str) -> Timetable:
        """Return it as a value; *time_zone* is the plan's."""
        return Timetable(
            time_zone=self.time_zone or time_zone,
            follows_client=self.follows_client,
            week=by_day(self.week),
            region=self.holidays.region() if self.holidays else None,
            closed=self.closed,
            worked=self.worked,
            shifts={day: _pairs(spans) for day, spans in self.shifts.items()},
        )


def days_in(text: str) -> Sequence[str]:
    """Return the days that *text* names, `mon` or `mon-fri`; none where it is neither."""
    first, dash, last = text.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return ()
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return WEEKDAYS[start : end + 1] if start <= end else (*WEEKDAYS[start:], *WEEKDAYS[: end + 1])


def timetable_problems(text: TimetableText) -> Iterator[Problem]:
    """Yield what is wrong across the fields of a calendar, by its place in the table."""
    yield from _named_twice(text.week)
    overlaps = list(_overlaps("week", text.week))
    yield from overlaps or _overlapping_nights(text.week)
    yield from _overlaps("shifts", {f"{day}": spans for day, spans in text.shifts.items()})
    yield from _idle_dates(text)


def by_day(week: Mapping[str, Sequence[str]]) -> dict[str, Spans]:
    """Return the hours of each day by itself, whether it was written as `mon` or in `mon-fri`."""
    hours = {day: _pairs(spans) for days, spans in week.items() for day in days_in(days)}
    return {day: hours[day] for day in WEEKDAYS if day in hours}


def _pairs(spans: Sequence[str]) -> Spans:
    return tuple((start, end) for start, _, end in (span.partition("-") for span in spans))


def _named_twice(week: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    named: dict[str, str] = {}
    for days in week:
        for day in days_in(days):
            if day in named:
                wrong = f"names {day} again, after {named[day]!r}"
                yield Problem(("week", days), wrong, "write each day once")
            named[day] = days


def _overlaps(table: str, hours: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for name, spans in hours.items():
        try:
            read_spans(_pairs(spans), name)
        except BadHoursError as overlapping:
            yield Problem(
                (table, name),
                f"has overlapping hours ({overlapping.value})",
                "they may touch, and each hour is written once",
            )


def _overlapping_nights(week: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    try:
        read_hours(by_day(week), (), {})
    except BadHoursError as overlapping:
        day = overlapping.field.rpartition(".")[2]
        written = next(days for days in week if day in days_in(days))
        yield Problem(
            ("week", written),
            f"opens on {day} ({overlapping.value}) while the night before is still open",
            "end that night earlier",
        )


def _idle_dates(text: TimetableText) -> Iterator[Problem]:
    """Yield dates that say nothing: work on a day that is no holiday, hours for a day that is closed."""
    region = text.holidays.region() if text.holidays else None
    known = public_holidays(region.country, region.subdivision) if region else ()
    for day in text.worked:
        if day not in known:
            where = f"in {region}" if region else "here, where `holidays` names no country"
            yield Problem(("worked",), f"has {day}, which is no public holiday {where}", "leave it out")
    for day in text.shifts:
        if day in text.closed or (day in known and day not in text.worked):
            yield Problem(
                ("shifts", f"{day}"),
                "is a holiday, which wins over these hours",
                "take it out of `closed`, or add it to `worked`",
            )
