"""What needs us today: which open tickets a team is told of in the morning, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.sla import Measured, nearest
from bot.domain.tickets import WAITING, Ticket

MOST: Final = 5
"""So many tickets of each section are named; of the rest only how many there are."""


class Section(StrEnum):
    """Why a ticket is named; it is named once, for the first of these that fits."""

    UNCLAIMED = "unclaimed"
    """Nobody has it: the oldest first."""
    AT_RISK = "at_risk"
    """An open clock is due today, the nearest first, or in breach, the longest first."""
    UNANSWERED = "unanswered"
    """The client's last question stands unanswered, though no clock says so: the longest first."""
    WAITING = "waiting"
    """The next word is the client's, or a third party's: the longest wait first."""


@dataclass(frozen=True, slots=True)
class Named:
    """A ticket that is told of, with the clock of it that matters most."""

    ticket: Ticket
    clock: Measured | None


@dataclass(frozen=True, slots=True)
class Part:
    """One section as it is told."""

    section: Section
    named: tuple[Named, ...]
    more: int
    """How many belong here besides those that are named."""


def section_of(ticket: Ticket, clocks: Iterable[Measured], until: datetime) -> Section | None:
    """Return the first section that a ticket fits; *until* is when today is over for its client."""
    if not ticket.is_active:
        return None
    if ticket.assignee is None:
        return Section.UNCLAIMED
    clock = nearest(clocks)
    if is_due(clock, until):
        return Section.AT_RISK
    if ticket.status not in WAITING and _is_unanswered(ticket):
        return Section.UNANSWERED
    return Section.WAITING if ticket.status in WAITING else None


def is_due(clock: Measured | None, until: datetime) -> bool:
    """Whether the clock that matters most is due by a moment, or was."""
    return clock is not None and clock.due_at is not None and clock.due_at <= until


def _is_unanswered(ticket: Ticket) -> bool:
    asked_at, answered_at = ticket.last_asked_at, ticket.last_staff_at
    return asked_at is not None and (answered_at is None or asked_at > answered_at)


def parts(
    tickets: Sequence[Ticket],
    clocks: Mapping[int, Sequence[Measured]],
    until: Mapping[str, datetime],
    unclaimed: int = 0,
) -> tuple[Part, ...]:
    """Return the sections that have tickets; *clocks* are by number, *until* (see `section_of`) by client.

    *unclaimed*: how many nobody has, where only the oldest of them are among *tickets*.
    """
    all_of = {Section.UNCLAIMED: unclaimed}
    found: dict[Section, list[Named]] = {section: [] for section in Section}
    for ticket in tickets:
        section = section_of(ticket, clocks[ticket.number], until[ticket.client])
        if section is not None:
            found[section].append(Named(ticket, nearest(clocks[ticket.number])))
    return tuple(_part(section, named, all_of.get(section, 0)) for section, named in found.items() if named)


def by_due(named: Iterable[Named]) -> list[Named]:
    """Return tickets at risk in order: what can still be kept, the nearest first, then what was missed."""
    return sorted(named, key=lambda each: _place(Section.AT_RISK, each))


def _part(section: Section, named: list[Named], known: int) -> Part:
    ordered = sorted(named, key=lambda each: _place(section, each))
    return Part(section, tuple(ordered[:MOST]), max(0, max(known, len(ordered)) - MOST))


def _place(section: Section, named: Named) -> tuple[bool, datetime, int]:
    """Return by what tickets of a section are ordered: what can still be kept before what was missed."""
    ticket, clock = named.ticket, named.clock
    missed = section is Section.AT_RISK and clock is not None and clock.breached_at is not None
    since = {
        Section.AT_RISK: clock.due_at if clock else None,
        Section.UNANSWERED: ticket.last_asked_at,
        Section.WAITING: ticket.status_since,
    }
    return missed, since.get(section) or ticket.opened_at, ticket.number
