"""What a time brought, as it stands in tables: from this alone every figure of a report is worked out.

Instants are microseconds since 1970 in UTC.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Share:
    """What of a sample is one client's, while it is dealt out."""

    opened: list[Opened] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    reopened: list[Reopened] = field(default_factory=list)
    backlog: list[Backlogged] = field(default_factory=list)


def by_client(sample: Sample) -> Mapping[str, Sample]:
    """Return what each client has of a sample, by the ids of those that have anything."""
    shares: defaultdict[str, _Share] = defaultdict(_Share)
    for opened in sample.opened:
        shares[opened.client].opened.append(opened)
    for outcome in sample.outcomes:
        shares[outcome.client].outcomes.append(outcome)
    for reopened in sample.reopened:
        shares[reopened.client].reopened.append(reopened)
    for backlogged in sample.backlog:
        shares[backlogged.client].backlog.append(backlogged)
    return {
        client: Sample(
            sample.since, sample.until, share.opened, share.outcomes, share.reopened, share.backlog
        )
        for client, share in shares.items()
    }
