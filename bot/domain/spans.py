"""Opening hours as people write them: which times of which dates are open, by the clock on the wall.

Nothing here knows of time zones. Days are counted from 1 January 1970, times in microseconds from midnight.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, TypeAlias

from bot.errors import BadHoursError

DAY: Final = 86_400_000_000
"""Microseconds."""
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Written: TypeAlias = Sequence[tuple[str, str]]
"""Spans such as `[("09:00", "13:00"), ("14:00", "18:00")]`."""
Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Opening and closing times, in order and apart; one that runs over midnight ends after `DAY`."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_EPOCH_WEEKDAY: Final = date(1970, 1, 1).weekday()
FIRST_DAY: Final = date.min.toordinal() - _EPOCH
LAST_DAY: Final = date.max.toordinal() - _EPOCH
_TIME: Final = re.compile(r"(?:([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00))(?::([0-5][0-9]))?")
_SECOND: Final = 1_000_000
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Which times of each date are open."""

    week: tuple[Spans, ...]
    """What begins on each day of the week, Monday first."""
    usual: tuple[Spans, ...]
    """What is open on each day of the week, if neither it nor the day before is a special date."""
    shifts: Mapping[int, Spans]
    """What begins on a date instead."""
    is_holiday: Callable[[int], bool]
    last_special: int
    """The last holiday or shift that is known of."""
    is_complete: bool
    """Whether all holidays are known; otherwise they are found when asked for."""

    @property
    def never_closes(self) -> bool:
        """Whether a week without special dates is open throughout."""
        return all(spans == ((0, DAY),) for spans in self.usual)

    def may_open(self, first: int, last: int) -> bool:
        """Whether anything may be open while UTC has a day from *first* to *last*.

        In a zone whose date is one behind, that may be the night that began two days before.
        """
        return any(self.usual) or any(first - 2 <= day <= last for day, spans in self.shifts.items() if spans)

    def opens_on(self, day: date) -> bool:
        """Whether anything begins on a date."""
        return bool(self._beginning(_day(day, "day")))

    def owner(self, day: date, clock: int) -> tuple[date, int]:
        """Return the date on which the hours began that are open at a time of *day*, and that time of it.

        After midnight in a night that is the date before, and a time after `DAY`.
        """
        number = _day(day, "day")
        is_own = any(opens <= clock < closes for opens, closes in self._beginning(number))
        if is_own or not any(clock < closes for _, closes in _night(self._beginning(number - 1))):
            return day, clock
        return day - _ONE_DAY, clock + DAY

    def nearest(self, day: date, clock: int) -> int:
        """Return a time of a date's own hours: *clock*, or the last one before it, or else the first of all.

        A night that a holiday follows ends at midnight. The date has to have hours.
        """
        number = _day(day, "day")
        most = DAY if self.is_holiday(number + 1) else 2 * DAY
        passed = [
            min(clock, closes, most) for opens, closes in self._beginning(number) if opens <= min(clock, most)
        ]
        return max(passed, default=self.opening(day))

    def opening(self, day: date) -> int:
        """Return the time at which the hours of a date begin; the date has to have some."""
        return self._beginning(_day(day, "day"))[0][0]

    def between(self, first: int, last: int) -> Iterator[tuple[int, Spans]]:
        """Yield each day from *first* to *last* that has a date, with its open times, cut at midnight."""
        first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
        was_special = self._is_special(first - 1)
        for day in range(first, last + 1):
            is_special = self._is_special(day)
            yield day, self._on(day) if is_special or was_special else self.usual[_weekday(day)]
            was_special = is_special

    def _is_special(self, day: int) -> bool:
        return day in self.shifts or self.is_holiday(day)

    def _on(self, day: int) -> Spans:
        return () if self.is_holiday(day) else _within(self._beginning(day - 1), self._beginning(day))

    def _beginning(self, day: int) -> Spans:
        return () if self.is_holiday(day) else self.shifts.get(day, self.week[_weekday(day)])


def read_hours(
    week: Mapping[str, Written], holidays: Collection[date], shifts: Mapping[date, Written]
) -> Hours:
    """Return the hours as written; BadHoursError says which field cannot be used, and why."""
    weekly = _read_week(week)
    dated = {_day(each, "shifts"): read_spans(spans, f"shifts.{each}") for each, spans in shifts.items()}
    listed = _listed(holidays)
    return Hours(
        week=weekly,
        usual=tuple(_within(weekly[number - 1], weekly[number]) for number in range(len(WEEKDAYS))),
        shifts=dated,
        is_holiday=_asking(holidays) if listed is None else listed.__contains__,
        last_special=max([FIRST_DAY, *(listed or ()), *dated]),
        is_complete=listed is not None,
    )


def read_spans(written: Written, field: str) -> Spans:
    """Return the spans of one day, in order; BadHoursError, naming *field*, where they cannot be used."""
    spans = sorted(_read_span(each, field) for each in written)
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise BadHoursError(field, _as_written(written), "overlap")
    return tuple(spans)


def _read_week(week: Mapping[str, Written]) -> tuple[Spans, ...]:
    for name in week:
        if name not in WEEKDAYS:
            raise BadHoursError(f"week.{name}", str(name), "not_a_weekday")
    weekly = tuple(read_spans(week.get(name, ()), f"week.{name}") for name in WEEKDAYS)
    for number, name in enumerate(WEEKDAYS):
        night, opens = _night(weekly[number - 1]), next((opens for opens, _ in weekly[number]), DAY)
        if any(closes > opens for _, closes in night):
            raise BadHoursError(f"week.{name}", _as_written(week[name]), "overlap")
    return weekly


def _read_span(span: object, field: str) -> tuple[int, int]:
    match span:
        case (str(opens), str(closes)):
            first, last = _read_time(opens), _read_time(closes)
            if first is not None and last is not None and first < DAY:
                return first, last if last > first else last + DAY
            raise BadHoursError(field, f"{opens}-{closes}", "not_a_span")
        case _:
            raise BadHoursError(field, str(span), "not_a_span")


def _read_time(text: str) -> int | None:
    """Return the time in microseconds, or None where *text* is none; 24:00 is the end of the day."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = found[1] or found[3], found[2] or found[4], found[5] or "0"
    time = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * _SECOND
    return time if time <= DAY else None


def _within(day_before: Spans, day: Spans) -> Spans:
    """Return what is open on a date, given what begins on the date before and on the date itself."""
    return _merged([*_night(day_before), *((opens, min(closes, DAY)) for opens, closes in day)])


def _night(spans: Spans) -> Spans:
    """Return what spans that run over midnight leave open on the next date."""
    return tuple((0, closes - DAY) for _, closes in spans if closes > DAY)


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Join spans that touch, or overlap: a shift may begin before the night that precedes it ends."""
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _listed(holidays: Collection[date]) -> AbstractSet[int] | None:
    """Return the days of a collection that holds all its dates now; None of one that finds them when asked.

    The day before the first date is closed: it has no date, so no night can begin on it.
    """
    if isinstance(holidays, AbstractSet | Sequence):
        return frozenset({FIRST_DAY - 1, *(_day(each, "holidays") for each in holidays)})
    return None


def _asking(holidays: Collection[date]) -> Callable[[int], bool]:
    def is_holiday(day: int) -> bool:
        return day < FIRST_DAY or date.fromordinal(day + _EPOCH) in holidays

    return is_holiday


def _day(each: object, field: str) -> int:
    """Return the number of a date; a datetime is refused, for it would equal no date and be passed over."""
    if not isinstance(each, date) or isinstance(each, datetime):
        raise BadHoursError(field, str(each), "not_a_date")
    return each.toordinal() - _EPOCH


def _weekday(day: int) -> int:
    return (day + _EPOCH_WEEKDAY) % len(WEEKDAYS)


def _as_written(spans: Written) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)
