"""What a time brought, as it stands in tables: from this alone every figure of a report is worked out.

Instants are microseconds since 1970 in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.outcomes import Outcome


class Opened(NamedTuple):
    """A ticket that was opened."""

    ticket: int
    client: str
    severity: str
    kind: str
    """What kind of work it is; empty where nobody has said."""
    opened_at: int
    status: str
    """Where it stands today."""


class Backlogged(NamedTuple):
    """A ticket that was open at the end."""

    ticket: int
    client: str
    severity: str
    opened_at: int


class Reopened(NamedTuple):
    """A ticket that was opened again."""

    ticket: int
    client: str
    severity: str


class Counts(NamedTuple):
    """What happened from a moment on and before another; each counts what the figure of that name does."""

    opened: int
    resolved: int
    met: int
    """Promises that were kept: first and later responses, updates and resolutions."""
    missed: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What happened from a moment on and before another."""

    since: int
    until: int
    """The end of the time, or the present where that is still ahead."""
    opened: Sequence[Opened] = ()
    outcomes: Sequence[Outcome] = ()
    """Decided in that time, or stopped in it after a breach before it."""
    reopened: Sequence[Reopened] = ()
    backlog: Sequence[Backlogged] = ()

    def is_within(self, at: int | None) -> bool:
        """Whether a moment lies in that time."""
        return at is not None and self.since <= at < self.until


def client_of(sample: Sample) -> Mapping[int, str]:
    """Return whose each ticket is that a sample tells anything of."""
    whose = {each.ticket: each.client for each in sample.outcomes}
    for others in (sample.opened, sample.reopened, sample.backlog):
        whose.update((each.ticket, each.client) for each in others)
    return whose
