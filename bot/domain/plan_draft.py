"""What of a plan's file can be read, however bad the rest is, so that all its problems are found at once."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot.domain.escalation_text import LevelText
from bot.domain.plan_text import KindText, read_target
from bot.domain.targets import OPTIONAL, Clock, Target, Unit
from bot.domain.tickets import Severity
from bot.domain.timetable_text import TimetableText
from bot.domain.toml_text import Place

ModelT = TypeVar("ModelT", bound=BaseModel)

_BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Draft:
    """The tables of a file: as they stand, and read as far as they can be."""

    tree: Mapping[str, object]
    calendars: Mapping[str, TimetableText]
    targets: Mapping[Severity, Mapping[Clock, Target]]
    kinds: Mapping[str, KindText]
    policies: Mapping[str, tuple[LevelText, ...]]

    def names(self, table: str) -> frozenset[str]:
        """Return the names that stand in a table, readable or not."""
        return frozenset(_table(self.tree.get(table)))

    def text_at(self, *place: str) -> str | None:
        """Return the text at *place*, or None if there is none."""
        found: object = self.tree
        for name in place:
            found = _table(found).get(name)
        return found if isinstance(found, str) else None

    def never_due(self, level: Severity) -> frozenset[Clock]:
        """Return the clocks that a severity, by what is written, has no due time for."""
        if not (table := _table(_table(self.tree.get("severities")).get(level))):
            return frozenset()
        efforts = {
            clock for clock, target in self.targets[level].items() if target.length.unit is Unit.BEST_EFFORT
        }
        return frozenset(efforts | {clock for clock in OPTIONAL if clock not in table})

    def named_calendars(self) -> Iterator[tuple[Place, str]]:
        """Yield each name of a calendar, with the place where it is used."""
        severities = (("severities", level, "calendar") for level in Severity)
        own = (("severities", level, clock, "calendar") for level in Severity for clock in Clock)
        for place in (("business_calendar",), ("phone", "calendar"), *severities, *own):
            name = self.text_at(*place)
            if name is not None:
                yield place, name


_WITH: Final[Mapping[int | str, str]] = {"holidays": "worked"}
"""A field that means nothing without another: days worked, without the holidays that they are."""


def draft_of(tree: Mapping[str, object]) -> Draft:
    """Return what of *tree* can be read."""
    policies = {name: _levels(levels) for name, levels in _table(tree.get("escalations")).items()}
    return Draft(
        tree=tree,
        calendars=_readable(TimetableText, tree.get("calendars"), in_part=True),
        targets={level: _targets(tree, level) for level in Severity},
        kinds=_readable(KindText, tree.get("kinds")),
        policies={name: levels for name, levels in policies.items() if levels},
    )


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _readable(model: type[ModelT], tables: object, *, in_part: bool = False) -> dict[str, ModelT]:
    """Return the tables that can be read; *in_part*: without those of their fields that cannot."""
    found = {name: _read(model, table, in_part=in_part) for name, table in _table(tables).items()}
    return {name: read for name, read in found.items() if read}


def _read(model: type[ModelT], table: object, *, in_part: bool = False) -> ModelT | None:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors() if each["loc"]}
        wrong |= {_WITH[name] for name in wrong if name in _WITH}
    if in_part and isinstance(table, dict) and wrong:
        return _read(model, {name: value for name, value in table.items() if name not in wrong})
    return None


def _levels(written: object) -> tuple[LevelText, ...]:
    """Return the levels of a policy, or none if one of them cannot be read: the others count from it."""
    levels = [_read(LevelText, each) for each in written] if isinstance(written, list) else []
    sound = tuple(level for level in levels if level)
    return sound if len(sound) == len(levels) else ()


def _targets(tree: Mapping[str, object], level: Severity) -> dict[Clock, Target]:
    table = _table(_table(tree.get("severities")).get(level))
    calendar = table.get("calendar", tree.get("business_calendar", _BUSINESS))
    targets = {}
    for clock in Clock:
        with suppress(ValueError):
            written = read_target(table.get(clock))
            targets[clock] = Target(written.length, written.calendar or str(calendar))
    return targets
