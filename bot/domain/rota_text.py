"""How people write hand-overs and times in commands and files, read into values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.rotations import Rotation
from bot.domain.spans import WEEKDAYS
from bot.errors import BadTimesError

DAILY: Final = "daily"

_HANDOVER: Final = re.compile(r"(?:every\s+)?([a-z]{3,9})\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?", re.IGNORECASE)
_TO: Final = re.compile(
    r"\s*(?:\.{2,3}|…|\N{EN DASH}|\N{EM DASH}|\s-\s|\b(?:to|until|till)\b)\s*", re.IGNORECASE
)
_FOR: Final = re.compile(r"\bfor\b", re.IGNORECASE)
_FROM: Final = re.compile(r"^(?:from|on)\b\s*", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"(?:(\d{1,3})\s*w(?:eeks?)?)?\s*(?:(\d{1,3})\s*d(?:ays?)?)?\s*"
    r"(?:(\d{1,4})\s*h(?:(?:ou)?rs?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE,
)
_MOMENT: Final = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|today|tomorrow)?(?:\s*(?:T|at|,)?\s*(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?)?",
    re.IGNORECASE,
)
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366)

_NAMED_DAYS: Final[Mapping[str, int]] = {"today": 0, "tomorrow": 1}


def read_handover(text: str) -> tuple[int | None, time] | None:
    """Return the day of the week, None for every day, and the hour of `mon 09:00` or `daily 9:00`.

    None where *text* is neither.
    """
    found = _HANDOVER.fullmatch(text.strip())
    at = _time(found[2], found[3]) if found else None
    if found is None or at is None:
        return None
    word = found[1].lower()
    if word in {DAILY, "day"}:
        return None, at
    weekday = weekday_of(word)
    return None if weekday is None else (weekday, at)


def weekday_of(word: str) -> int | None:
    """Return the day of the week that `mon` or `Monday` means, Monday being 0; None of any other word."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    folded = word.lower()
    known = [
        number for number, name in enumerate(names) if name.startswith(folded) and folded[:3] == name[:3]
    ]
    return known[0] if known else None


def handover_text(rotation: Rotation) -> str:
    """Return a rotation's hand-over as `read_handover` reads it."""
    weekday = rotation.handover_weekday
    return f"{DAILY if weekday is None else WEEKDAYS[weekday]} {rotation.handover_at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Times:
    """Reads moments that somebody types, by the clock on the wall of their zone."""

    now: datetime
    time_zone: str

    def span(self, text: str) -> tuple[datetime, datetime]:
        """Return, in UTC, from when to when *text* says; what has begun begins now.

        As in `from 2026-12-24 09:00 to 2026-12-26 09:00`, `2026-12-24 09:00..2026-12-26 09:00`, dates alone
        (whole days, the last one too), one date, `from now for 4h`, `for 2d`, `until 18:00`, `today`.
        Raises BadTimesError.
        """
        bare = _FROM.sub("", text.strip())
        begins, ends = self._ends(bare, text)
        if ends <= begins:
            raise BadTimesError(text, "backwards")
        if ends <= self.now:
            raise BadTimesError(text, "past")
        if ends - begins > _LONGEST:
            raise BadTimesError(text, "long")
        return max(begins, self.now).astimezone(UTC), ends.astimezone(UTC)

    def days(self, text: str) -> tuple[date, date]:
        """Return the first and the last day that *text* names, as in `2026-12-24..2026-12-26`, `tomorrow`."""
        first, *last = (self._date(each, text) for each in _TO.split(_FROM.sub("", text.strip())))
        until = last[0] if len(last) == 1 else first
        if len(last) > 1:
            raise BadTimesError(text, "days")
        if until < first:
            raise BadTimesError(text, "backwards")
        if until < self.today:
            raise BadTimesError(text, "past")
        if until - first > _LONGEST:
            raise BadTimesError(text, "long")
        return first, until

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).date()

    def _ends(self, bare: str, text: str) -> tuple[datetime, datetime]:
        begin, *length = _FOR.split(bare)
        if len(length) == 1:
            begins = self._moment(begin.strip() or "now", text, self.today)
            return begins, self._after(begins, length[0], text)
        begin, *end = _TO.split(bare)
        if len(end) > 1:
            raise BadTimesError(text, "times")
        begins = self._moment(begin.strip() or "now", text, self.today)
        return begins, self._end(end[0] if end else begin, begins, text)

    def _end(self, written: str, begins: datetime, text: str) -> datetime:
        """Return the end of a span: a day ends with its midnight, and an hour alone is the next such hour."""
        day, at = self._parts(written, text)
        if day is not None:
            return self._local(day, at) if at is not None else self._local(day + _DAY, time())
        if at is None:
            raise BadTimesError(text, "times")
        first = begins.astimezone(ZoneInfo(self.time_zone)).date()
        same_day = self._local(first, at)
        return same_day if same_day > begins else self._local(first + _DAY, at)

    def _moment(self, written: str, text: str, otherwise: date) -> datetime:
        if written.lower() == "now":
            return self.now
        day, at = self._parts(written, text)
        return self._local(otherwise if day is None else day, at or time())

    def _parts(self, written: str, text: str) -> tuple[date | None, time | None]:
        """Return the day and the hour that are written, each None where it is left out."""
        found = _MOMENT.fullmatch(written.strip())
        if found is None or not (found["day"] or found["hour"]):
            raise BadTimesError(text, "times")
        at = _time(found["hour"], found["minute"]) if found["hour"] else None
        if found["hour"] and at is None:
            raise BadTimesError(text, "times")
        return self._date(found["day"], text) if found["day"] else None, at

    def _date(self, written: str, text: str) -> date:
        word = written.strip().lower()
        if word in _NAMED_DAYS:
            return self.today + _NAMED_DAYS[word] * _DAY
        try:
            year, month, day = map(int, word.split("-"))
            return date(year, month, day)
        except ValueError:
            raise BadTimesError(text, "days") from None

    def _after(self, begins: datetime, length: str, text: str) -> datetime:
        """Return the end of so long a time: weeks and days keep the hour, hours and minutes are real time."""
        found = _LENGTH.fullmatch(length.strip())
        if found is None or not any(found.groups()):
            raise BadTimesError(text, "times")
        weeks, days, hours, minutes = (int(each or 0) for each in found.groups())
        local = begins.astimezone(ZoneInfo(self.time_zone)) + timedelta(days=7 * weeks + days)
        return local.astimezone(UTC) + timedelta(hours=hours, minutes=minutes)

    def _local(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.time_zone)).astimezone(UTC)


def _time(hour: str, minute: str | None) -> time | None:
    number, minutes = int(hour), int(minute or 0)
    return time(number, minutes) if number < 24 and minutes < 60 else None  # noqa: PLR2004 - clocks
