"""A client's plan paused for one to three months: its clocks stand still, and its hours are frozen.

A pause is kept beside the client. Each of its tickets notes in its own log when it froze and thawed
(`bot.domain.freezing`), for its clocks are measured from that log alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cost_errors import BadPauseError
from bot.domain.notices import Timer
from bot.domain.tickets import Fact

FREEZE: Final = "freeze"
"""The kind of timer that has a client's open tickets looked at, as a pause begins or ends."""
PAUSE_OVER: Final = "pause_over"
"""The kind of timer that goes off when a plan resumes by itself."""
MOST_MONTHS: Final = 3
_MONTHS: Final = 12
_FARTHEST: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time over which a client's plan is paused: from a moment on, and at the end of it no more."""

    id: str
    """The request that made it."""
    client: str
    from_at: datetime
    until_at: datetime
    """When it resumes by itself."""
    made_by: str
    made_at: datetime
    ended_by: str | None = None
    """Who resumed it sooner; None: nobody did."""
    ended_at: datetime | None = None
    """When they did; before its beginning, it was called off."""

    @property
    def ends_at(self) -> datetime:
        """When it ends, or did."""
        return self.until_at if self.ended_at is None else min(self.ended_at, self.until_at)

    @property
    def never_was(self) -> bool:
        """Whether it was called off before it began."""
        return self.ends_at <= self.from_at

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended, or was called off."""
        return self.never_was or self.ends_at <= at

    def holds(self, at: datetime) -> bool:
        """Whether the plan is paused at a moment."""
        return self.from_at <= at < self.ends_at


def pending(pauses: Iterable[Pause], at: datetime) -> Pause | None:
    """Return the pause that holds, or is still to begin; a client has one at a time."""
    return next((each for each in pauses if not each.is_over(at)), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pause as somebody asks for it."""

    months: int = 1
    from_on: date | None = None
    """On which local day of the client it begins; None: now."""

    def span(self, now: datetime, time_zone: str) -> tuple[datetime, datetime]:
        """Return, in UTC, from when to when that is by the client's clock; BadPauseError."""
        if not 1 <= self.months <= MOST_MONTHS:
            raise BadPauseError(f"{self.months} months", "months")
        begins = self._begins(now, ZoneInfo(time_zone))
        if begins - now > _FARTHEST:
            raise BadPauseError(str(self.from_on), "far")
        return begins, months_later(begins, self.months, time_zone)

    def _begins(self, now: datetime, zone: ZoneInfo) -> datetime:
        today = now.astimezone(zone).date()
        if self.from_on is None or self.from_on == today:
            return now.astimezone(UTC)
        if self.from_on < today:
            raise BadPauseError(self.from_on.isoformat(), "past")
        return datetime.combine(self.from_on, time(), zone).astimezone(UTC)


def months_later(at: datetime, months: int, time_zone: str) -> datetime:
    """Return the same day and hour so many months later by the clock on the wall, in UTC.

    In a month that has no such day, its last day.
    """
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    year, month = divmod(local.year * _MONTHS + local.month - 1 + months, _MONTHS)
    day = min(local.day, _last_day(year, month + 1))
    there = datetime.combine(date(year, month + 1, day), local.time(), zone)
    return there.astimezone(UTC)


def _last_day(year: int, month: int) -> int:
    return (date(year + month // _MONTHS, month % _MONTHS + 1, 1) - _DAY).day


def begins(pause: Pause) -> Timer:
    """Return the timer that lets the client's open tickets freeze."""
    return sweep(pause.id, pause.client, "begins", pause.from_at)


def over(pause: Pause) -> Timer:
    """Return the timer that says that the plan has resumed by itself."""
    return Timer(f"{PAUSE_OVER}:{pause.id}", PAUSE_OVER, pause.until_at, facts={"pause": pause.id})


def ends(pause: Pause) -> Timer:
    """Return the timer that lets the client's open tickets thaw, where somebody ended a pause sooner."""
    return sweep(pause.id, pause.client, "ends", pause.ends_at)


def sweep(pause: str, client: str, why: str, at: datetime, after: int = 0) -> Timer:
    """Return a timer that looks at the client's open tickets whose numbers come after one."""
    facts: dict[str, Fact] = {"pause": pause, "client": client, "why": why, "after": after}
    return Timer(f"{FREEZE}:{pause}:{why}:{after}", FREEZE, at, facts=facts)
