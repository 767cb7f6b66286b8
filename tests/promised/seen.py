"""A ticket as somebody finds it who looks into the database, and what its clocks and its log say then.

Nothing here knows how the watch finds out what is due, how it chains levels, or what it waits for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.calendar import BusinessCalendar
from bot.domain.folding import basis_of, fold
from bot.domain.pauses import Pause
from bot.domain.plan_terms import PlanTerms
from bot.domain.sla import Measured, Rule, measured
from bot.domain.targets import Clock, Unit
from bot.domain.terms import Level
from bot.domain.tickets import Basis, EventKind, Ticket, TicketEvent
from bot.promises import Promises
from storage import Database

GRACE: Final = timedelta(seconds=10)
"""So much time may go by between a moment and our look at it."""
RESPONSES: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)
ASKS: Final = (EventKind.ESCALATION_ASKED, EventKind.PAGE_DECLINED)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TAKES: Final = (EventKind.CLAIMED, EventKind.ASSIGNED)

Log = Sequence[TicketEvent]


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as somebody who looks into the database finds it."""

    ticket: Ticket
    log: Log
    terms_of: Mapping[Basis, PlanTerms]
    now: datetime
    pauses: Sequence[Pause] = ()
    """Of its client's plan."""

    @property
    def terms(self) -> PlanTerms:
        """What it goes by now."""
        return self.terms_of[basis_of(self.log)]

    @property
    def levels(self) -> Sequence[Level]:
        """The levels of its escalation, lowest first."""
        return self.terms.plan.escalations[self.ticket.severity]

    def clocks(self) -> Sequence[Measured]:
        """Its clocks as they stand now."""
        return self.clocks_of(self.log, self.now)

    def clocks_of(self, log: Log, at: datetime) -> Sequence[Measured]:
        """Its clocks as they stood at a moment, as far as *log* was known."""
        return measured(log, self.terms_of.__getitem__, max(at, *(event.at for event in log)))


async def seen(database: Database, promises: Promises, now: datetime) -> dict[int, Seen]:
    """Return every ticket, by its number."""
    found: dict[int, Seen] = {}
    async with database.reading() as store:
        for ticket in await store.tickets.listing(active_only=False, most=1000):
            log = await store.tickets.events(ticket.number)
            bases = {event.basis for event in log if event.basis}
            terms = {basis: await promises.terms(store, ticket, basis) for basis in bases}
            pauses = await store.contracts.pauses(ticket.client)
            found[ticket.number] = Seen(fold(log), log, terms, now, pauses)
    return found


def percent_passed(clock: Measured, at: datetime) -> float | None:
    """Return how many percent of a target have passed at a moment; None where that has no measure."""
    measure = clock.intervals[-1].measure
    if clock.breached_at is not None:
        return 100 if clock.breached_at <= at else None
    if measure is None or clock.due_at is None or measure.target.length.unit is Unit.NEXT_PLANNING:
        return None
    left = measure.calendar.elapsed(at, clock.due_at)
    until = clock.intervals[-1].to_at
    used = sum((each.counted for each in clock.intervals), measure.calendar.elapsed(until, at))
    whole = measure.target.length.open_time or used + left
    return 100 * (1 - left / whole) if whole else None


def runs_on(clock: Measured) -> bool:
    return is_measured(clock) and clock.breached_at is None


def is_measured(clock: Measured) -> bool:
    return clock.stopped_at is None and clock.intervals[-1].rule is Rule.RUNS


def told_of(clocks: Iterable[Measured], event: TicketEvent, started: str = "started") -> Measured | None:
    """Return the clock that an event tells of: what we heard of later may have moved its start back."""
    kind, began = event.facts["clock"], number_of(event, started)
    mine = (each for each in clocks if each.clock == kind and micros(each.started_at) <= began)
    return next((each for each in mine if each.stopped_at is None or began < micros(each.stopped_at)), None)


def is_taken(log: Log, clock: Measured) -> bool:
    return any(each.kind in _TAKES and each.at >= clock.started_at for each in log)


def followed_run(event: TicketEvent) -> tuple[object, object] | None:
    """Return for which severity and run of a clock somebody was told."""
    told = event.kind is EventKind.ESCALATED
    return (event.facts["severity"], event.facts["since"]) if told else None


def days_open(calendar: BusinessCalendar, since: datetime, at: datetime) -> int:
    """Return on how many local dates after that of *since*, up to that of *at*, people worked."""
    first, last = (calendar.local(each).date().toordinal() for each in (since, at))
    return sum(calendar.opens_on(date.fromordinal(each)) for each in range(first + 1, last + 1))


def silent_since(ticket: Ticket, log: Log) -> datetime:
    """Return since when a client's silence counts: the wait, or when their plan resumed in it."""
    return max(
        ticket.status_since, *(each.at for each in log if each.kind is EventKind.THAWED), ticket.opened_at
    )


def level_of(event: TicketEvent) -> int:
    return number_of(event, "level")


def number_of(event: TicketEvent, name: str) -> int:
    return int(event.text(name) or 0)


def micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
