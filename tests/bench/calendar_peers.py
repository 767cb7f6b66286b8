"""The same questions put to others who count business time, each only where it is installed.

All of them get what they need ready: rules, holidays of as many years as are asked about, and the moments in
the form that they take. Those that know local times alone are spared the way from and to UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.public_holidays import public_holidays

ZONE: Final = "America/New_York"
START: Final = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)

Act = Callable[[], Any]

_OPENS: Final = time_of_day(9)
_CLOSES: Final = time_of_day(18)
_DAY: Final = timedelta(hours=9)
_LOCAL: Final = START.astimezone(ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True)
class Peer:
    """A package, the modules that it needs, and how it is asked; None: it has no answer of that kind."""

    name: str
    needs: tuple[str, ...]
    due: Callable[[int], Act] | None
    """After so many hours."""
    elapsed: Callable[[int], Act] | None
    """In so many days."""
    least_ratio: float
    """How many times longer it should take than we do."""

    @property
    def is_installed(self) -> bool:
        """Whether it can be asked here."""
        return all(find_spec(module) for module in self.needs)


def _holidays() -> Mapping[date, str]:
    days = (day for year in range(2026, 2038) for day in sorted(public_holidays("US").of_year(year)))
    return dict.fromkeys(days, "")


def _rules() -> tuple[Any, Any]:
    """Return the package businesstimedelta and its rules."""
    peer: Any = import_module("businesstimedelta")
    zone = import_module("pytz").timezone(ZONE)  # it knows no other kind
    weekday = peer.WorkDayRule(start_time=_OPENS, end_time=_CLOSES, working_days=[0, 1, 2, 3, 4], tz=zone)
    return peer, peer.Rules([weekday, peer.HolidayRule(_holidays(), tz=zone)])


def _businesstimedelta_due(hours: int) -> Act:
    peer, rules = _rules()
    allowance = peer.BusinessTimeDelta(rules, hours=hours)
    return lambda: START + allowance


def _businesstimedelta_elapsed(days: int) -> Act:
    _, rules = _rules()
    end = START + timedelta(days=days)
    return lambda: rules.difference(START, end)


def _pandas_due(hours: int) -> Act:
    pandas: Any = import_module("pandas")
    allowance = pandas.offsets.CustomBusinessHour(hours, start=_OPENS, end=_CLOSES, holidays=[*_holidays()])
    start = pandas.Timestamp(START).tz_convert(ZONE)
    return lambda: start + allowance


def _business_duration_elapsed(days: int) -> Act:
    ask = import_module("business_duration").businessDuration
    pandas: Any = import_module("pandas")
    moments = (_LOCAL, (START + timedelta(days=days)).astimezone(_LOCAL.tzinfo))
    start, end = (pandas.Timestamp(each.replace(tzinfo=None)) for each in moments)
    hours = {"starttime": _OPENS, "endtime": _CLOSES, "holidaylist": _holidays()}
    return lambda: ask(start, end, **hours, unit="hour")


class _Busdays:
    """Business time on top of numpy's business days, as it is commonly written."""

    def __init__(self) -> None:
        self._numpy: Final[Any] = import_module("numpy")
        self._days: Final = self._numpy.busdaycalendar(holidays=[*_holidays()])

    def due(self, start: datetime, allowance: timedelta) -> datetime:
        first = self._numpy.busday_offset(start.date(), 0, "forward", busdaycal=self._days)
        used = self._used(start) if first.item() == start.date() else timedelta(0)
        days, rest = divmod(used + allowance, _DAY)
        days, rest = (days, rest) if rest else (days - 1, _DAY)
        last = self._numpy.busday_offset(first, days, busdaycal=self._days).item()
        return datetime.combine(last, _OPENS, start.tzinfo) + rest

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        whole = self._numpy.busday_count(start.date(), end.date(), busdaycal=self._days)
        begun, ended = (
            self._used(each) if self._numpy.is_busday(each.date(), busdaycal=self._days) else timedelta(0)
            for each in (start, end)
        )
        return int(whole) * _DAY + ended - begun

    def _used(self, at: datetime) -> timedelta:
        """Return how much of the hours of a business day has passed."""
        since = timedelta(hours=at.hour - _OPENS.hour, minutes=at.minute, seconds=at.second)
        return min(max(since, timedelta(0)), _DAY)


def _busdays_due(hours: int) -> Act:
    busdays, allowance = _Busdays(), timedelta(hours=hours)
    return lambda: busdays.due(_LOCAL, allowance)


def _busdays_elapsed(days: int) -> Act:
    busdays, end = _Busdays(), (START + timedelta(days=days)).astimezone(_LOCAL.tzinfo)
    return lambda: busdays.elapsed(_LOCAL, end)


PEERS: Final = (
    Peer(
        "businesstimedelta",
        ("businesstimedelta", "pytz"),
        _businesstimedelta_due,
        _businesstimedelta_elapsed,
        least_ratio=100,
    ),
    Peer("pandas CustomBusinessHour", ("pandas",), _pandas_due, None, least_ratio=1),
    Peer(
        "business-duration",
        ("business_duration", "pandas"),
        None,
        _business_duration_elapsed,
        least_ratio=1,
    ),
    Peer("numpy busday", ("numpy",), _busdays_due, _busdays_elapsed, least_ratio=1),
)
