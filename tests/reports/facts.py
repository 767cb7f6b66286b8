"""What the clients of the fixed world were promised, and when: written out, so that no plan is asked.

Lengths are minutes of open time, but for `bd`, whole business days, and what is due on the planning day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

BEGINS_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ENDS_AT: Final = datetime(2026, 7, 1, tzinfo=UTC)
"""Six months; clocks go forward on 8 March where the hours are Eastern, and nowhere in Sao Paulo."""
NEW_YORK: Final = "America/New_York"
SAO_PAULO: Final = "America/Sao_Paulo"

FIRST: Final = "first_response"
NEXT: Final = "next_response"
UPDATE: Final = "update"
RESOLUTION: Final = "resolution"
CLOCKS: Final = (FIRST, NEXT, UPDATE, RESOLUTION)
SEVERITIES: Final = ("critical", "high", "medium", "low")


class Place(NamedTuple):
    """Where and from when to when people work, Monday to Friday, by the clock on the wall there."""

    zone: str
    opens: int
    """Hour."""
    closes: int
    holidays: frozenset[date]


def _days(*days: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"2026-{day}") for day in days)


EASTERN: Final = Place(
    NEW_YORK, 9, 18, _days("01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "07-04", "09-07")
)
PAULISTA: Final = Place(
    SAO_PAULO, 9, 18, _days("01-01", "04-03", "04-21", "05-01", "07-09", "09-07", "10-12")
)
ALWAYS: Final = Place("UTC", 0, 24, frozenset())


class Promise(NamedTuple):
    """How long one clock may run, and in which hours."""

    place: Place
    amount: int
    unit: str
    """`h`, `bd`, `planning`, or `best`: never due."""


def _hours(place: Place, hours: int) -> Promise:
    return Promise(place, hours, "h")


def _business(days: int) -> Promise:
    return Promise(EASTERN, days, "bd")


_BEST: Final = {place: Promise(place, 0, "best") for place in (EASTERN, PAULISTA, ALWAYS)}
Promises = dict[str, dict[str, Promise]]
"""By severity and clock; what is left out is not promised at all."""

_MEDIUM: Final = {
    FIRST: _hours(EASTERN, 48),
    NEXT: _hours(EASTERN, 48),
    UPDATE: _business(5),
    RESOLUTION: _business(5),
}
_LOW: Final = {FIRST: Promise(EASTERN, 0, "planning"), RESOLUTION: _BEST[EASTERN]}
MATAI: Final[Promises] = {
    "critical": {
        FIRST: _hours(EASTERN, 4),
        NEXT: _hours(EASTERN, 4),
        UPDATE: _business(1),
        RESOLUTION: _hours(EASTERN, 9),
    },
    "high": {
        FIRST: _hours(EASTERN, 24),
        NEXT: _hours(EASTERN, 24),
        UPDATE: _business(1),
        RESOLUTION: _business(2),
    },
    "medium": _MEDIUM,
    "low": _LOW,
}
AFTER_HOURS: Final[Promises] = {
    "critical": {
        FIRST: _hours(ALWAYS, 4),
        NEXT: _hours(ALWAYS, 4),
        UPDATE: _hours(ALWAYS, 24),
        RESOLUTION: _hours(ALWAYS, 24),
    },
    "high": {
        FIRST: _hours(ALWAYS, 24),
        NEXT: _hours(ALWAYS, 24),
        UPDATE: _hours(ALWAYS, 24),
        RESOLUTION: _hours(ALWAYS, 48),
    },
    "medium": _MEDIUM,
    "low": _LOW,
}
ENTERPRISE: Final[Promises] = {
    "critical": {
        FIRST: _hours(ALWAYS, 1),
        NEXT: _hours(ALWAYS, 1),
        UPDATE: _hours(ALWAYS, 4),
        RESOLUTION: _hours(ALWAYS, 24),
    },
    "high": {FIRST: _hours(ALWAYS, 4), NEXT: _hours(ALWAYS, 4), RESOLUTION: _hours(ALWAYS, 72)},
    "medium": {FIRST: _hours(ALWAYS, 8), NEXT: _hours(ALWAYS, 8), RESOLUTION: _BEST[ALWAYS]},
    "low": {FIRST: _hours(ALWAYS, 24), NEXT: _hours(ALWAYS, 24), RESOLUTION: _BEST[ALWAYS]},
}
_ONE_DAY: Final = {FIRST: Promise(PAULISTA, 1, "bd"), RESOLUTION: _BEST[PAULISTA]}
APENDICE: Final[Promises] = {
    "critical": {**_ONE_DAY, UPDATE: _hours(PAULISTA, 4)},
    "high": _ONE_DAY,
    "medium": _ONE_DAY,
    "low": _ONE_DAY,
}


@dataclass(frozen=True, slots=True)
class Company:
    """A client of the fixed world, and when its tickets are opened."""

    id: str
    plan: str
    zone: str
    promises: Promises
    tickets: int
    spells: tuple[tuple[date, date], ...]
    """From the first day to the last."""
    addons: tuple[str, ...] = ()


_HALF_YEAR: Final = ((date(2026, 1, 1), date(2026, 6, 29)),)
COMPANIES: Final = (
    Company("acme", "matai-growth", NEW_YORK, MATAI, 130, _HALF_YEAR),
    Company("orion", "aetherlink-enterprise", NEW_YORK, ENTERPRISE, 110, _HALF_YEAR),
    Company("litoral", "apendice-b", SAO_PAULO, APENDICE, 80, _HALF_YEAR),
    Company(
        "joined_in_march",
        "matai-growth",
        NEW_YORK,
        AFTER_HOURS,
        55,
        ((date(2026, 3, 17), date(2026, 6, 29)),),
        ("after-hours",),
    ),
    Company(
        "seldom",
        "matai-efficiency",
        NEW_YORK,
        MATAI,
        24,
        ((date(2026, 1, 5), date(2026, 1, 30)), (date(2026, 4, 6), date(2026, 4, 24))),
    ),
    Company(
        "once", "aetherlink-enterprise", NEW_YORK, ENTERPRISE, 1, ((date(2026, 3, 6), date(2026, 3, 6)),)
    ),
)
