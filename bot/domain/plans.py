"""What a client was promised: a plan, read from TOML that the company writes.

`read_plan` is the only way to make one from text. Each level of severity and each kind of work has a table of
its own, so that what is promised for it can be said there; nothing is read that nothing uses.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from bot.domain.field_types import Language, TimeZone, Words, check_slug
from bot.domain.tickets import RequestKind, Severity
from bot.domain.toml_text import Problem, parse_toml, read_model

_VERSION_LENGTH: Final = 12
# Slack cuts the text of an option at 75 characters.
_LONGEST_LABEL: Final = 75

_Label = Annotated[Words, Field(max_length=_LONGEST_LABEL)]


@dataclass(frozen=True, slots=True)
class SeverityWords:
    """A level of severity in the plan's own words, for the client to choose by."""

    label: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind of work that the plan offers, in its own words."""

    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A support plan as it stood in one version of its file."""

    id: str
    """The file's name without `.toml`."""
    name: str
    version: str
    """Changes with every change of the file's text."""
    language: str
    time_zone: str
    severities: Mapping[Severity, SeverityWords]
    """All four, worst first."""
    kinds: Mapping[RequestKind, KindWords]
    """The kinds of work that are offered, in the file's order."""
    default_severity: Severity
    """Stands until somebody chooses."""
    reopen_days: int
    """A client's reply reopens a resolved ticket for so many days; later it opens a new one."""
    claim_counts_as_response: bool
    """Whether a claim stops the first-response clock, or only a public reply does."""
    ask_again_minutes: int
    """The severity is asked for once more after so long."""


class _SeverityText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    label: _Label = Field(description="the plan's name for this level, at most 75 characters")
    meaning: Words = Field(description="one sentence that tells a client when to choose this level")
    examples: tuple[Words, ...] = Field(
        min_length=1, description='a list of examples in the client\'s words, such as ["Orders are stuck"]'
    )

    def words(self) -> SeverityWords:
        return SeverityWords(self.label, self.meaning, self.examples)


class _SeveritiesText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    critical: _SeverityText = Field(description="a table [severities.critical]")
    high: _SeverityText = Field(description="a table [severities.high]")
    medium: _SeverityText = Field(description="a table [severities.medium]")
    low: _SeverityText = Field(description="a table [severities.low]")


class _KindText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    label: _Label = Field(description="the plan's name for this kind of work, at most 75 characters")
    meaning: Words = Field(description="one sentence that tells a client what belongs to this kind")

    def words(self) -> KindWords:
        return KindWords(self.label, self.meaning)


class _PlanText(BaseModel):
    """The file. Each description says what to write; the author reads it when the field is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Words = Field(description="the plan's name, as clients know it")
    language: Language = Field(description="en, es or pt: the language of the plan's words")
    time_zone: TimeZone = Field(description="the zone of the plan's hours, such as 'America/New_York'")
    severities: _SeveritiesText = Field(
        description="the tables [severities.critical], [severities.high], [severities.medium] and "
        "[severities.low]"
    )
    kinds: dict[RequestKind, _KindText] = Field(
        min_length=1, description="a table such as [kinds.incident] for each kind of work that is offered"
    )
    default_severity: Severity = Field(description="critical, high, medium or low")
    reopen_days: Annotated[StrictInt, Field(ge=0, le=365)] = Field(
        7, description="a whole number of days from 0 to 365"
    )
    claim_counts_as_response: StrictBool = Field(default=False, description="true or false")
    ask_again_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = Field(
        10, description="a whole number of minutes from 1 to 1440"
    )


def read_plan(text: str, file: str) -> Plan:
    """Return the plan that *text* states; its id is the name of *file*. BadFileError lists every problem."""
    toml = parse_toml(text, file)
    read = read_model(_PlanText, toml, also=_name_problems(file))
    return Plan(
        id=PurePath(file).stem,
        name=read.name,
        version=hashlib.sha256(text.encode()).hexdigest()[:_VERSION_LENGTH],
        language=read.language,
        time_zone=read.time_zone,
        severities={level: getattr(read.severities, level).words() for level in Severity},
        kinds={kind: each.words() for kind, each in read.kinds.items()},
        default_severity=read.default_severity,
        reopen_days=read.reopen_days,
        claim_counts_as_response=read.claim_counts_as_response,
        ask_again_minutes=read.ask_again_minutes,
    )


def _name_problems(file: str) -> list[Problem]:
    try:
        check_slug(PurePath(file).stem)
    except ValueError as error:
        return [Problem((), f"the file's name {error}")]
    return []
