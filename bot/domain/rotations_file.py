"""The tables `[rotations.L1]` of the clients file and of plans: who takes turns at being on call."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, TypeAdapter

from bot.domain.field_types import PersonName, TimeZone
from bot.domain.rota_text import read_handover
from bot.domain.toml_text import Problem, TomlText, values_at
from bot.errors import WrongValueError

_NAME: Final = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True, slots=True)
class AbsenceEntry:
    """A holiday of somebody, as the file declares it."""

    person: str
    """Name or id, as written."""
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class RotationEntry:
    """A rotation, as the file declares it; people are names or ids, as written."""

    name: str
    members: tuple[str, ...]
    time_zone: str
    handover_weekday: int | None
    handover_at: time
    starts_on: date | None
    """None: whoever has the turn when the file is applied keeps it; in a new rotation the first member."""
    absences: tuple[AbsenceEntry, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody whom it names, each once."""
        return tuple(dict.fromkeys([*self.members, *(each.person for each in self.absences)]))


def is_rotation_name(text: str) -> bool:
    """Whether *text* can be a rotation's name, as plans write it after `on_call:`."""
    return _NAME.fullmatch(text) is not None


def _rotation_name(text: str) -> str:
    if not is_rotation_name(text):
        raise WrongValueError(
            f"is {text!r}", "write letters, digits and hyphens, as plans name it: [rotations.L1]"
        )
    return text


def _handover(text: str) -> str:
    if read_handover(text) is None:
        raise WrongValueError(f"is {text!r}", "write a day and an hour, such as 'mon 09:00' or 'daily 09:00'")
    return text


_Handover = Annotated[str, AfterValidator(_handover)]
_Day = Annotated[date, Strict()]


class _AbsenceText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonName = Field(description='one name or id in quotation marks: "kim"')
    from_on: _Day = Field(alias="from", description="a day without quotation marks, such as 2026-12-24")
    to_on: _Day = Field(alias="to", description="the last day, without quotation marks, such as 2026-12-26")

    def entry(self) -> AbsenceEntry:
        return AbsenceEntry(self.person, self.from_on, self.to_on)


class _RotationText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    members: tuple[PersonName, ...] = Field(
        min_length=1, description='a list of names or ids in the order of their turns, such as ["sam", "kim"]'
    )
    time_zone: TimeZone = Field(description='a time zone such as "Europe/London"')
    handover: _Handover = Field(description='a day and an hour: "mon 09:00" or "daily 09:00"')
    starts_on: _Day | None = Field(
        None, description="a day without quotation marks, such as 2026-01-05: the first member's first turn"
    )
    absences: tuple[_AbsenceText, ...] = Field(
        (), description='a list such as [{ person = "kim", from = 2026-12-24, to = 2026-12-26 }]'
    )

    def entry(self, name: str) -> RotationEntry:
        weekday, at = read_handover(self.handover) or (None, time())
        away = tuple(each.entry() for each in self.absences)
        return RotationEntry(name, self.members, self.time_zone, weekday, at, self.starts_on, away)


RotationTexts = dict[Annotated[str, AfterValidator(_rotation_name)], _RotationText]
"""The tables `[rotations.NAME]` of a file, by their names."""


def rotation_entries(texts: RotationTexts) -> tuple[RotationEntry, ...]:
    """Return what the tables declare, in the order of the file."""
    return tuple(text.entry(name) for name, text in texts.items())


def rotations_in(text: str) -> tuple[RotationEntry, ...]:
    """Return what a file declares that is known to be good, beside whatever else it does."""
    tables = tomllib.loads(text).get("rotations", {})
    return rotation_entries(TypeAdapter(RotationTexts).validate_python(tables))


def rotation_problems(toml: TomlText) -> Iterator[Problem]:
    """Yield members who are listed twice in a rotation, and absences that end before they begin."""
    tables = next((tables for _, tables in values_at(toml.tree, "rotations")), None)
    for name in tables if isinstance(tables, Mapping) else ():
        yield from _repeated(toml, str(name))
        yield from _backwards(toml, str(name))


def _repeated(toml: TomlText, name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, member in values_at(toml.tree, "rotations", name, "members", ...):
        folded = str(member).strip().removeprefix("@").lower()
        if folded in seen:
            yield Problem(place, f"is {member!r} again: write each member once, in the order of their turns")
        seen.add(folded)


def _backwards(toml: TomlText, name: str) -> Iterator[Problem]:
    for place, each in values_at(toml.tree, "rotations", name, "absences", ...):
        days = (each.get("from"), each.get("to")) if isinstance(each, Mapping) else ()
        match days:
            case (date() as first, date() as last) if type(first) is type(last) is date and last < first:
                yield Problem((*place, "to"), f"is {last}, which lies before {first}: write the last day")
