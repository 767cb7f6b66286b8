"""Wishes: tickets that a plan leaves to the next planning, and what the client's people vote for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.targets import Unit

if TYPE_CHECKING:
    from bot.domain.plans import Plan
    from bot.domain.tickets import Ticket

_DOUBLE_CLICK: Final = timedelta(seconds=3)
"""What somebody presses again so soon they meant once."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody of the client's people who wants a wish fulfilled."""

    ticket: int
    person: str
    voted_at: datetime
    stands: bool = True
    """False: it was taken back then."""

    def after(self, before: Vote | None) -> Vote:
        """Return what a press makes of the vote that there was; a double click is one press."""
        if before is None:
            return self
        if self.voted_at - before.voted_at < _DOUBLE_CLICK:
            return before
        return replace(self, stands=not before.stands)


class Wish(NamedTuple):
    """A wish, and how many want it."""

    ticket: Ticket
    votes: int


def is_wish(plan: Plan, ticket: Ticket) -> bool:
    """Whether a ticket waits for the next planning: its plan answers or solves the like of it there."""
    if plan.planning is None or not ticket.is_active:
        return False
    return any(each.length.unit is Unit.NEXT_PLANNING for each in plan.targets[ticket.severity].values())


def by_votes(tickets: Iterable[Ticket], votes: Mapping[int, int]) -> list[Wish]:
    """Return wishes, what most people want first; of those that are wanted alike the oldest."""
    found = [Wish(each, votes.get(each.number, 0)) for each in tickets]
    return sorted(found, key=lambda wish: (-wish.votes, wish.ticket.number))
