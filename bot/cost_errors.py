"""Errors about hours and costs: time that is logged, estimates, pauses of plans, statements and invoices."""

from dataclasses import dataclass

from bot.errors import SupportError


@dataclass(eq=False)
class BadWorkError(SupportError):
    """What was typed of some work cannot be read; `why` says which part of it, `typed` what stands there."""

    why: str
    typed: str


@dataclass(eq=False)
class BeforeLedgerError(SupportError):
    """Time for a day before the first month of a client's ledger."""

    client: str
    day: str
    begins_on: str


@dataclass(eq=False)
class TimeOfDayNeededError(SupportError):
    """The plan pays differently for work in its hours and after them, and nobody said when it was done."""

    number: int
    client: str


@dataclass(eq=False)
class UnknownLogError(SupportError):
    """The time that was to be changed is not, or no longer, in the ledger."""

    number: int


@dataclass(eq=False)
class NoMonthlyHoursError(SupportError):
    """The client's plan grants no hours that could be changed."""

    client: str
    plan: str


@dataclass(eq=False)
class StopwatchError(SupportError):
    """Somebody's time runs already, or not at all; `number` is the ticket that it runs for, or 0."""

    why: str
    number: int


@dataclass(eq=False)
class BadPauseError(SupportError):
    """A pause that somebody asked for cannot be made; `why`: `months`, `day`, `past` or `far`."""

    value: str
    why: str


@dataclass(eq=False)
class BadEndError(SupportError):
    """A contract cannot end as somebody asked; `why`: `day`, `past`, `before`, `far` or `none`."""

    value: str
    why: str


@dataclass(eq=False)
class KindNotOfferedError(SupportError):
    """The ticket's plan has no such kind of work; `offered` are those that it has."""

    number: int
    kind: str
    plan: str
    offered: tuple[str, ...]


@dataclass(eq=False)
class BadEstimateError(SupportError):
    """An estimate cannot be sent as it was typed; `why` says what is missing, or goes against the plan."""

    typed: str
    why: str


@dataclass(eq=False)
class NotPausedError(SupportError):
    """The plan of a client is not paused, so that it cannot resume."""

    client: str


@dataclass(eq=False)
class PlanPausedError(SupportError):
    """The client's plan is paused, so that nobody is called for the ticket; `until` is for people."""

    number: int
    until: str


@dataclass(eq=False)
class NotApproverError(SupportError):
    """Only the client's named approvers answer an estimate; `who` are their names, or empty."""

    number: int
    who: str


@dataclass(eq=False)
class EstimateSettledError(SupportError):
    """An estimate waits for no answer any more: `state` says why, `who` approved or declined it."""

    number: int
    state: str
    who: str


@dataclass(eq=False)
class EstimateAwaitedError(SupportError):
    """The very same estimate waits for an answer already, of the `approvers` with these names."""

    number: int
    approvers: tuple[str, ...]


@dataclass(eq=False)
class NoStatementError(SupportError):
    """A statement of a month that is still to come; `day` is its first, for people."""

    client: str
    day: str


@dataclass(eq=False)
class UnknownDraftError(SupportError):
    """There is no invoice draft of that name."""

    draft: str


@dataclass(eq=False)
class AlreadyBilledError(SupportError):
    """An invoice draft was marked as billed before, by whom and on which day."""

    client: str
    who: str
    day: str


@dataclass(eq=False)
class BilledTimeError(SupportError):
    """Time of a ticket that was billed, changed by somebody who is no manager."""

    number: int
