"""What is typed after `/digest`: which digest, of whom, where to, and when it is to come by itself."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from bot.domain.field_types import named_zone
from bot.domain.spans import WEEKDAYS
from bot.domain.terms import Cadence
from bot.report_errors import BadScheduleError

_PERIOD: Final = re.compile(
    r"(?:^|(?<=\s))(?:(?:last|this) (?:week|month|quarter)|week|month|quarter"
    r"|20\d\d-\d{1,2}|20\d\d-?[qw]\d{1,2}|(?:last |past )?\d{1,3} days?)(?=\s|$)",
    re.IGNORECASE,
)
_SET: Final = re.compile(
    r"(?:(?P<name>.*?)\s+)??(?:(?P<cadence>weekly|monthly|quarterly)(?:\s+(?P<rest>.*))?"
    r"|(?P<every>off|plan))",
    re.IGNORECASE | re.DOTALL,
)
_CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d\d))?")
_LAST_DAY: Final = 28
_OFF: Final = "off"
_PLAN: Final = "plan"


class Where(StrEnum):
    """Where a digest goes."""

    ALONE = ""
    """To whoever asks, in the channel, seen by nobody else."""
    HERE = "here"
    """Into the channel, for all who are in it."""
    DIRECTLY = "dm"


@dataclass(frozen=True, slots=True)
class TypedDigest:
    """A digest as it was asked for; words that were left out are empty."""

    period: str
    client: str
    where: Where


@dataclass(frozen=True, slots=True)
class TypedSchedule:
    """What is to come by itself; only a client's name, or nothing, asks what does."""

    client: str
    cadences: tuple[Cadence, ...] = ()
    """What is set; none: nothing is, it is to be shown."""
    day: int | None = None
    """None: it is to be off or, where *as_planned*, as the plan promises."""
    at: time = time(9)
    time_zone: str = ""
    as_planned: bool = False


def read_digest(typed: str) -> TypedDigest:
    """Return what was typed after `/digest`, in whatever order; what is no period nor place is a client."""
    words = typed.split()
    where = next((Where(each.lower()) for each in words if each.lower() in {Where.HERE, Where.DIRECTLY}), "")
    text = " ".join(each for each in words if each.lower() not in {Where.HERE, Where.DIRECTLY})
    found = _PERIOD.search(text)
    if found is None:
        return TypedDigest("", text, Where(where))
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return TypedDigest(found[0], " ".join(rest.split()), Where(where))


def read_schedule(typed: str) -> TypedSchedule:
    """Return what was typed after `/digest schedule`; BadScheduleError where it cannot be used."""
    written = _SET.fullmatch(" ".join(typed.split()))
    if written is None:
        return TypedSchedule(" ".join(typed.split()))
    name = written["name"] or ""
    if written["every"]:
        return TypedSchedule(name, tuple(Cadence), as_planned=written["every"].lower() == _PLAN)
    cadence, rest = Cadence(written["cadence"].lower()), written["rest"] or ""
    if rest.lower() in {_OFF, _PLAN}:
        return TypedSchedule(name, (cadence,), as_planned=rest.lower() == _PLAN)
    day, at, zone = [*rest.split(), "", "", ""][:3]
    return TypedSchedule(name, (cadence,), _day(cadence, day), _time(at or "9"), zone and named_zone(zone))


def _day(cadence: Cadence, word: str) -> int:
    if cadence is Cadence.WEEKLY:
        short = word.lower()[:3]
        if short not in WEEKDAYS:
            raise BadScheduleError(word, "weekday" if word else "which_weekday")
        return WEEKDAYS.index(short) + 1
    if not word.isdecimal() or not 1 <= int(word) <= _LAST_DAY:
        raise BadScheduleError(word, "day" if word else "which_day")
    return int(word)


def _time(word: str) -> time:
    written = _CLOCK.fullmatch(word)
    try:
        if written:
            return time(int(written[1]), int(written[2] or 0))
    except ValueError:  # 25:00
        pass
    raise BadScheduleError(word, "time")
