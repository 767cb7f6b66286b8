"""A plan's file as people write it: its words, what each severity is promised, what each kind of work costs.

Each description says what to write; the author reads it when the field is wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, PlainValidator, StrictBool, StrictInt

from bot.domain.escalation_text import Policies
from bot.domain.field_types import Language, Slug, TimeZone, Words
from bot.domain.plan_fields import MoneyText, Table, Warnings
from bot.domain.rotations_file import RotationTexts
from bot.domain.targets import ALWAYS, LENGTHS, Clock, Length, Target, read_length
from bot.domain.term_texts import (
    AddOnText,
    EmergencyText,
    EstimatesText,
    HoursText,
    PhoneText,
    PlanningText,
    ReportsText,
    SatisfactionText,
    SilenceText,
)
from bot.domain.terms import Charge, Cover, Coverage
from bot.domain.tickets import RequestKind, Severity
from bot.domain.timetable_text import TimetableText
from bot.domain.timetables import Timetable, always_open
from bot.errors import WrongValueError

# Slack cuts the text of an option at 75 characters.
_LONGEST_LABEL: Final = 75

_Label = Annotated[Words, Field(max_length=_LONGEST_LABEL)]


@dataclass(frozen=True, slots=True)
class WrittenTarget:
    """A target as it is written; its calendar may be left to the severity's."""

    length: Length
    calendar: str | None = None


def read_target(value: object) -> WrittenTarget:
    """Return the target that *value* writes; WrongValueError says what to write."""
    match value:
        case str():
            return WrittenTarget(read_length(value))
        case {"within": str(within), "calendar": str(calendar), **others} if not others:
            return WrittenTarget(read_length(within), calendar)
    raise WrongValueError(f"is {value!r}", f'write {LENGTHS}, or {{ within = "4h", calendar = "24/7" }}')


_Target = Annotated[WrittenTarget, PlainValidator(read_target)]
_TARGET: Final = f"{LENGTHS}; {{ within = ..., calendar = ... }} for a calendar of its own"


class SeverityText(Table):
    """A table [severities.LEVEL]."""

    label: _Label = Field(description="the plan's name for this level, at most 75 characters")
    meaning: Words = Field(description="one sentence that tells a client when to choose this level")
    examples: tuple[Words, ...] = Field(
        min_length=1, description='a list of examples in the client\'s words, such as ["Orders are stuck"]'
    )
    calendar: str | None = Field(None, description="the name of the calendar that its targets run on")
    first_response: _Target = Field(description=_TARGET)
    next_response: _Target | None = Field(None, description=_TARGET)
    update: _Target | None = Field(None, description=_TARGET)
    resolution: _Target = Field(description=_TARGET)
    escalation: str | None = Field(None, description="the name of an escalation")

    def targets(self, otherwise: str) -> Mapping[Clock, Target]:
        """Return the targets that are promised; *otherwise* is the calendar where none is named."""
        written = {clock: getattr(self, clock) for clock in Clock}
        return {
            clock: Target(each.length, each.calendar or self.calendar or otherwise)
            for clock, each in written.items()
            if each
        }


class SeveritiesText(Table):
    """The four tables of severities."""

    critical: SeverityText = Field(description="a table [severities.critical]")
    high: SeverityText = Field(description="a table [severities.high]")
    medium: SeverityText = Field(description="a table [severities.medium]")
    low: SeverityText = Field(description="a table [severities.low]")

    def by_level(self) -> Mapping[Severity, SeverityText]:
        """Return all four, worst first."""
        return {level: getattr(self, level) for level in Severity}


class KindText(Table):
    """A table [kinds.KIND]."""

    label: _Label = Field(description="the plan's name for this kind of work, at most 75 characters")
    meaning: Words = Field(description="one sentence that tells a client what belongs to this kind")
    coverage: Cover = Field(description="included, hours, billable or excluded")
    after_hours: Cover | None = Field(None, description="included, hours, billable or excluded")
    clause: Words | None = Field(None, description="the plan's own words for what it costs")
    rate: Slug | None = Field(None, description="the name of a rate, such as 'additional'")
    charges: tuple[Charge, ...] = Field(
        (Charge.HOURLY,), min_length=1, description='a list such as ["hourly", "flat_fee"]'
    )
    needs_approval: StrictBool = Field(default=True, description="true or false")

    @property
    def covers(self) -> tuple[Cover, Cover]:
        """Who pays in hours, and who after them."""
        return self.coverage, self.after_hours or self.coverage

    def worth(self, rates: Mapping[str, MoneyText]) -> Coverage:
        """Return what this kind of work costs."""
        return Coverage(
            *self.covers,
            hourly_rate=rates[self.rate].money() if self.rate else None,
            charges=self.charges if Cover.BILLABLE in self.covers else (),
            needs_approval=self.needs_approval and Cover.BILLABLE in self.covers,
            clause=self.clause or "",
        )


class PlanText(Table):
    """The file."""

    name: Words = Field(description="the plan's name, as clients know it")
    language: Language = Field(description="en, es or pt: the language of the plan's words")
    time_zone: TimeZone = Field(description="the zone of the plan's hours, such as 'America/New_York'")
    default_severity: Severity = Field(description="critical, high, medium or low")
    default_kind: RequestKind | None = Field(None, description="a kind of work that the plan offers")
    reopen_days: Annotated[StrictInt, Field(ge=0, le=365)] = Field(
        7, description="a whole number of days from 0 to 365"
    )
    claim_counts_as_response: StrictBool = Field(default=False, description="true or false")
    ask_again_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = Field(
        10, description="a whole number of minutes from 1 to 1440"
    )
    business_calendar: Slug = Field("business", description="the name of a calendar of this file")
    third_party_pauses_resolution: StrictBool = Field(default=False, description="true or false")
    warnings_percent: Warnings = Field(
        (50, 75, 90), description="a list of whole numbers from 1 to 99, such as [50, 75, 90]"
    )
    clients_may_escalate: StrictBool = Field(default=True, description="true or false")
    tells_client_of_breach: StrictBool = Field(default=True, description="true or false")
    step_minutes: Annotated[StrictInt, Field(ge=1, le=60)] = Field(
        15, description="a whole number of minutes from 1 to 60"
    )
    calendars: dict[Slug, TimetableText] = Field(
        min_length=1, description="a table such as [calendars.business]"
    )
    planning: PlanningText | None = Field(None, description="a table [planning]")
    hours: HoursText | None = Field(None, description="a table [hours]")
    rates: dict[Slug, MoneyText] = Field({}, description="a table such as [rates.additional]")
    estimates: EstimatesText = Field(default_factory=EstimatesText, description="a table [estimates]")
    phone: PhoneText | None = Field(None, description="a table [phone]")
    emergency: EmergencyText | None = Field(None, description="a table [emergency]")
    escalations: Policies = Field({}, description="tables such as [[escalations.urgent]], one for each level")
    reports: ReportsText = Field(default_factory=ReportsText, description="tables such as [reports.monthly]")
    waiting_on_client: SilenceText = Field(
        default_factory=SilenceText, description="a table [waiting_on_client]"
    )
    satisfaction: SatisfactionText = Field(
        default_factory=SatisfactionText, description="a table [satisfaction]"
    )
    severities: SeveritiesText = Field(
        description="the tables [severities.critical], [severities.high], [severities.medium] and "
        "[severities.low]"
    )
    kinds: dict[RequestKind, KindText] = Field(
        min_length=1, description="a table such as [kinds.incident] for each kind of work that is offered"
    )
    rotations: RotationTexts = Field({}, description="a table [rotations.NAME] for each on-call rotation")
    addons: dict[Slug, AddOnText] = Field({}, description="a table such as [addons.after-hours]")

    def timetables(self) -> Mapping[str, Timetable]:
        """Return the calendars by name, the one that never closes among them."""
        own = {name: each.timetable(self.time_zone) for name, each in self.calendars.items()}
        return {**own, ALWAYS: always_open(self.time_zone)}
