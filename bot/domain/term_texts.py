"""The smaller tables of a plan's file as people write them: hours, money, escalations, reports, add-ons.

Each description says what to write; the author reads it when the field is wrong.
"""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from bot.domain.field_types import Slug, Words
from bot.domain.plan_fields import (
    DAYS_SAID,
    MEETING_SAID,
    BusinessDays,
    MeetingMinutes,
    Minutes,
    MoneyText,
    Share,
    Table,
    TimeOfDay,
    rising,
)
from bot.domain.spans import WEEKDAYS
from bot.domain.terms import (
    AddOn,
    AskedBy,
    Cadence,
    ClientSilence,
    Emergency,
    Estimates,
    Measuring,
    Metric,
    MonthlyHours,
    Period,
    Phone,
    Planning,
    Report,
    Satisfaction,
    Upgrade,
)
from bot.domain.tickets import Severity
from bot.errors import WrongValueError


class HoursText(Table):
    """The table [hours]."""

    monthly: Minutes = Field(description="the hours granted each month, such as '10h'")
    rollover_cap: Annotated[StrictInt, Field(ge=1, le=24)] = Field(
        1,
        description="the most that may be there after a grant, in months' hours: a whole number from 1 to 24",
    )
    period: Period = Field(Period.CONTRACT_MONTH, description="contract_month or calendar_month")
    carries_debt: StrictBool = Field(default=False, description="true or false")
    alerts_client: StrictBool = Field(default=False, description="true or false")
    asked_by: AskedBy = Field(AskedBy.ANYONE, description="anyone or approvers")
    # Where a file is silent, nothing is granted that nobody wrote.
    upgrade: Upgrade = Field(Upgrade.NEXT_PERIOD, description="pro_rata or next_period")

    def hours(self) -> MonthlyHours:
        """Return it as a value."""
        return MonthlyHours(
            self.monthly,
            self.rollover_cap,
            self.period,
            self.carries_debt,
            self.alerts_client,
            self.asked_by,
            self.upgrade,
        )


class PhoneText(Table):
    """The table [phone]."""

    monthly: Minutes | None = Field(None, description="the hours of calls a month, such as '10h'")
    calendar: str = Field(description="the name of a calendar")
    severities: tuple[Severity, ...] = Field(
        tuple(Severity), min_length=1, description='a list such as ["critical"]'
    )
    rate: Slug | None = Field(
        None, description="the name of a rate, such as 'additional': what is beyond the monthly hours costs"
    )

    def phone(self, rates: Mapping[str, MoneyText]) -> Phone:
        """Return it as a value."""
        rate = rates[self.rate].money() if self.rate else None
        return Phone(self.monthly, self.calendar, self.severities, rate)


class EstimatesText(Table):
    """The table [estimates]."""

    remind_after_days: BusinessDays = Field(2, description=DAYS_SAID)
    expire_after_days: BusinessDays = Field(10, description=DAYS_SAID)

    @model_validator(mode="after")
    def _reminds_before_it_expires(self) -> Self:
        if self.remind_after_days >= self.expire_after_days:
            raise WrongValueError("expires before its reminder", "write a larger `expire_after_days`")
        return self

    def estimates(self) -> Estimates:
        """Return it as a value."""
        return Estimates(self.remind_after_days, self.expire_after_days)


class SatisfactionText(Table):
    """The table [satisfaction]."""

    asks: StrictBool = Field(default=True, description="true or false")
    low_score: Annotated[StrictInt, Field(ge=0, le=4)] = Field(2, description="a whole number from 0 to 4")

    def satisfaction(self) -> Satisfaction:
        """Return it as a value."""
        return Satisfaction(self.asks, self.low_score)


class EmergencyText(Table):
    """The table [emergency]."""

    severities: tuple[Severity, ...] = Field(
        (Severity.CRITICAL,), min_length=1, description='a list such as ["critical"]'
    )
    contact: Words = Field(description="a sentence that tells a client whom to call after hours")

    def emergency(self) -> Emergency:
        """Return it as a value."""
        return Emergency(self.severities, self.contact)


class PlanningText(Table):
    """The table [planning]."""

    title: Words = Field(description="what the monthly planning is called")
    day: Annotated[StrictInt, Field(ge=1, le=28)] = Field(description="a day of the month from 1 to 28")
    at: TimeOfDay = Field(description="a time of the day, such as '09:00'")
    minutes: MeetingMinutes = Field(30, description=MEETING_SAID)

    def planning(self) -> Planning:
        """Return it as a value."""
        return Planning(self.title, self.day, self.at, self.minutes)


class WeeklyText(Table):
    """The table [reports.weekly]."""

    title: Words = Field(description="what the report is called")
    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(description="mon to sun")
    at: TimeOfDay = Field(time(9), description="a time of the day, such as '09:00'")

    def report(self) -> Report:
        """Return it as a value."""
        return Report(self.title, WEEKDAYS.index(self.day) + 1, self.at)


class ReportText(Table):
    """The table [reports.monthly]."""

    title: Words = Field(description="what the report is called")
    day: Annotated[StrictInt, Field(ge=1, le=28)] = Field(description="a day of the month from 1 to 28")
    at: TimeOfDay = Field(time(9), description="a time of the day, such as '09:00'")

    def report(self) -> Report:
        """Return it as a value."""
        return Report(self.title, self.day, self.at)


class ReviewText(ReportText):
    """The tables [reports.quarterly] and [reports.yearly]: a report that may be talked through besides."""

    meeting_minutes: MeetingMinutes | None = Field(None, description=MEETING_SAID)

    def report(self) -> Report:
        """Return it as a value."""
        return Report(self.title, self.day, self.at, self.meeting_minutes or 0)


class ReportsText(Table):
    """The tables [reports.weekly], [reports.monthly] and so on."""

    weekly: WeeklyText | None = Field(None, description="a table [reports.weekly]")
    monthly: ReportText | None = Field(None, description="a table [reports.monthly]")
    quarterly: ReviewText | None = Field(None, description="a table [reports.quarterly]")
    yearly: ReviewText | None = Field(None, description="a table [reports.yearly]")
    metrics: tuple[Metric, ...] = Field((), description=f"a list of {', '.join(Metric)}")
    uptime_target: Share | None = Field(None, description="a number up to 100, such as 99.95")
    success_rate_target: Share | None = Field(None, description="a number up to 100, such as 99")

    def reports(self) -> dict[Cadence, Report]:
        """Return those that are promised."""
        written = {cadence: getattr(self, cadence) for cadence in Cadence}
        return {cadence: text.report() for cadence, text in written.items() if text}

    def measuring(self) -> Measuring:
        """Return what reports tell of what is measured; what has a target is promised, listed or not."""
        targets = {Metric.UPTIME: self.uptime_target, Metric.SUCCESS_RATE: self.success_rate_target}
        promised = tuple(each for each in Metric if each in self.metrics or targets.get(each) is not None)
        return Measuring(promised, self.uptime_target, self.success_rate_target)


class SilenceText(Table):
    """The table [waiting_on_client]."""

    nudge_after_days: Annotated[tuple[BusinessDays, ...], AfterValidator(rising)] = Field(
        (2, 5), description="a list of business days, such as [2, 5]; [] for no nudge"
    )
    resolve_after_days: Annotated[StrictInt, Field(ge=0, le=365)] = Field(
        8, description="a whole number of business days from 0 to 365; 0 for never"
    )

    @model_validator(mode="after")
    def _nudges_before_it_resolves(self) -> Self:
        if self.resolve_after_days and self.resolve_after_days <= max(self.nudge_after_days, default=0):
            raise WrongValueError(
                "resolves before its last nudge", "write a larger `resolve_after_days`, or 0 for never"
            )
        return self

    def silence(self) -> ClientSilence:
        """Return it as a value."""
        return ClientSilence(self.nudge_after_days, self.resolve_after_days)


class AddOnText(Table):
    """A table [addons.NAME]; below [addons.NAME.changes] stands what it changes, as in the plan itself."""

    label: Words = Field(description="what the add-on is called")
    meaning: Words = Field(description="one sentence that tells a client what it brings")
    monthly_price: MoneyText | None = Field(
        None, description='its price a month, such as { cents = 20000, currency = "USD" }'
    )
    changes: dict[str, object] = Field(
        min_length=1, description="tables such as [addons.NAME.changes.severities.critical]"
    )

    def add_on(self) -> AddOn:
        """Return it as a value; what it changes is for `bot.domain.plans`."""
        price = self.monthly_price.money() if self.monthly_price else None
        return AddOn(self.label, self.meaning, price)
