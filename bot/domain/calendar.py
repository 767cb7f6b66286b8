"""Business hours: what is open when, how long until a moment, and when so much open time has passed.

One definition, from which all else follows: an instant is open if and only if its wall clock in the
calendar's zone lies in one of that date's spans and that date is no holiday. So what clocks skip is never
open, and what they show twice is open twice; a span that runs over midnight belongs to the date it begins on.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.field_types import known_zones, nearest_zone
from bot.domain.open_time import OpenTime
from bot.domain.spans import WEEKDAYS, Written, read_hours
from bot.domain.stretches import BEGINNING, END, EPOCH
from bot.errors import BeyondTimeError, NaiveTimeError, UnknownWordError

_DAY_SECONDS: Final = 86_400
_SECOND: Final = 1_000_000
_INSTANT: Final = timedelta(microseconds=1)
_WHOLE_DAY: Final = (("00:00", "24:00"),)
_NO_SHIFTS: Final[Mapping[date, Written]] = MappingProxyType({})


class BusinessCalendar:
    """The business hours of a place, in its time zone.

    *week* gives the spans of mon to sun, such as `{"fri": [("09:00", "13:00"), ("14:00", "18:00")]}`: open at
    the start, closed at the end, which may be 24:00; one whose end is not after its start runs over midnight.
    Spans that touch are one. *shifts* replace the spans of a date. *holidays* close their whole date, and the
    night that begins on it, and win over shifts; they may be a collection that finds its dates when asked.
    Raises UnknownWordError (zone) and BadHoursError (overlapping spans and whatever else cannot be used).
    """

    __slots__ = ("_hours", "_open_time", "tz", "zone")

    def __init__(
        self,
        tz: str,
        week: Mapping[str, Written],
        holidays: Collection[date] = (),
        shifts: Mapping[date, Written] = _NO_SHIFTS,
    ) -> None:
        self.tz: Final = tz
        self.zone: Final = _zone(tz)
        self._hours: Final = read_hours(week, holidays, shifts)
        self._open_time: Final = OpenTime(self._hours, self.zone)

    @classmethod
    def always(cls, tz: str) -> "BusinessCalendar":
        """Return the calendar that is open at any time."""
        return cls(tz, dict.fromkeys(WEEKDAYS, _WHOLE_DAY))

    def __repr__(self) -> str:
        return f"BusinessCalendar({self.tz!r})"

    def due(self, start: datetime, allowance: timedelta) -> datetime:
        """Return, in UTC, the earliest instant by which *allowance* of open time has passed since *start*.

        Used up exactly at closing: that closing. Nothing allowed: *start* if it is open, else the next
        opening. Negative: the latest instant from which that much passed until *start*. Raises NeverOpenError
        where so much never passes, BeyondTimeError outside the years 1 to 9999 and NaiveTimeError.
        """
        at, amount = _number(start, "start"), _microseconds(allowance)
        if amount > 0:
            return _instant(self._open_time.after(at, amount), "allowance")
        if amount < 0:
            return _instant(self._open_time.before(at, -amount), "allowance")
        return _instant(self._open_time.opening(at), "start")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from *start* to *end*; negative if *end* is the earlier one."""
        return timedelta(0, 0, self._open_time.between(_number(start, "start"), _number(end, "end")))

    def open_spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return, in UTC, the spans of open time from *start* to *end*, in order and apart, cut to them.

        None where *end* is the earlier one. Each is looked for when it is wanted: take as few as you need.
        """
        runs = self._open_time.runs(_number(start, "start"), _number(end, "end"))
        return ((_instant(opens, "start"), _instant(closes, "end")) for opens, closes in runs)

    def is_open(self, at: datetime) -> bool:
        """Whether *at* is open."""
        return self._open_time.is_open(_number(at, "at"))

    def opens_on(self, day: date) -> bool:
        """Whether hours begin on a date: those of a night belong to the date that it begins on."""
        return self._hours.opens_on(day)

    def local(self, at: datetime) -> datetime:
        """Return *at* as a clock on the wall shows it; BeyondTimeError where that has no date."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            raise BeyondTimeError("at") from None

    def owner(self, at: datetime) -> tuple[date, timedelta]:
        """Return the date that the hours at *at* belong to, and the time on the clock since its midnight.

        After midnight in a night that is the date before, on which it began, and 24 hours or more.
        """
        local = self.local(at)
        clock = timedelta(0, (local.hour * 60 + local.minute) * 60 + local.second, local.microsecond)
        day, since_midnight = self._hours.owner(local.date(), _microseconds(clock))
        return day, timedelta(0, 0, since_midnight)

    def nearest(self, day: date, clock: timedelta) -> datetime:
        """Return, in UTC, the moment of a date's own hours that is nearest to a time since its midnight.

        Outside them it is the one before, or else their beginning. The date has to have hours.
        """
        wanted = self._hours.nearest(day, _microseconds(clock))
        at, opens = self.instant(day, timedelta(0, 0, wanted)), self.next_open(self._first(day))
        if wanted == self._hours.opening(day) or at <= opens:  # the latter where clocks skip all that is open
            return opens
        return at if self.is_open(at) else self.due(at, -_INSTANT) + _INSTANT

    def instant(self, day: date, clock: timedelta, *, fold: int = 0) -> datetime:
        """Return, in UTC, when the clock on the wall shows a time since midnight of a date.

        *fold* as in `datetime`: of a time that is shown twice 1 means the second. Raises BeyondTimeError.
        """
        try:
            local = datetime.combine(day, time(0)) + clock
            return local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
        except OverflowError:
            raise BeyondTimeError("at") from None

    def _first(self, day: date) -> datetime:
        """Return a moment at which the hours of a date begin, or one just before if clocks skip that."""
        opening = timedelta(0, 0, self._hours.opening(day))
        return min(self.instant(day, opening), self.instant(day, opening, fold=1))

    def next_open(self, at: datetime) -> datetime:
        """Return, in UTC, *at* if it is open, else the next opening; NeverOpenError where there is none."""
        return _instant(self._open_time.opening(_number(at, "at")), "at")

    def next_close(self, at: datetime) -> datetime | None:
        """Return, in UTC, the end of the run of open time that holds *at* or follows it; None: never."""
        closes = self._open_time.closing(_number(at, "at"))
        return None if closes is None else _instant(closes, "at")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # names like "America" and "/etc" are folders
        raise UnknownWordError("time_zone", name, nearest_zone(name, known_zones())) from None


def _number(at: datetime, field: str) -> int:
    """Return an instant in microseconds since 1970."""
    if at.utcoffset() is None:
        raise NaiveTimeError(field)
    number = _microseconds(at - EPOCH)
    if not BEGINNING <= number < END:
        raise BeyondTimeError(field)
    return number


def _microseconds(length: timedelta) -> int:
    return (length.days * _DAY_SECONDS + length.seconds) * _SECOND + length.microseconds


def _instant(number: int, field: str) -> datetime:
    try:
        return EPOCH + timedelta(0, 0, number)
    except OverflowError:
        raise BeyondTimeError(field) from None
