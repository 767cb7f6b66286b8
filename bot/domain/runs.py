"""From when to when each kind of clock is measured on a ticket."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from bot.domain.chronicle import Moment
from bot.domain.people import Role
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, TicketEvent

ClaimCounts: TypeAlias = Callable[[str, str], bool]
"""Whether a claim is a response under a plan, by its id and version."""


class Run(NamedTuple):
    """From when to when a clock is to be measured; None: it is open."""

    started_at: datetime
    stopped_at: datetime | None


def runs(clock: Clock, moments: Sequence[Moment], claim_counts: ClaimCounts) -> Iterator[Run]:
    """Return the times over which one kind of clock is measured, in the order of their starts."""
    if clock is Clock.FIRST_RESPONSE:
        return _first_response(moments, claim_counts)
    return _RUNS[clock](moments)


def _first_response(moments: Sequence[Moment], claim_counts: ClaimCounts) -> Iterator[Run]:
    """From the opening to the first answer; a claim is one where the plan then in force says so."""
    opened_at = moments[0].event.at
    for event, ticket in moments:
        claimed = event.kind is EventKind.CLAIMED
        if event.kind in _ANSWERS or (claimed and claim_counts(ticket.plan, ticket.plan_version)):
            yield Run(opened_at, event.at)
            return
    yield Run(opened_at, None)


def _next_responses(moments: Sequence[Moment]) -> Iterator[Run]:
    """From each message that waits for an answer, once there was a first one, to that answer."""
    was_answered, since = False, None
    for event, _ in moments:
        if event.kind in _ANSWERS:
            if since is not None:
                yield Run(since, event.at)
            was_answered, since = True, None
        elif was_answered and since is None and _asks(event):
            since = event.at
    if since is not None:
        yield Run(since, None)


def _asks(event: TicketEvent) -> bool:
    """Whether the client waits for an answer to this: what they said, or their word that it still fails."""
    if event.kind is EventKind.MESSAGED:
        return not event.facts.get("courtesy")
    return event.kind is EventKind.REOPENED and event.role == Role.CLIENT


def _updates(moments: Sequence[Moment]) -> Iterator[Run]:
    """From each answer to the one that follows it, or to the end of the work."""
    since = None
    for event, _ in moments:
        if event.kind in _ANSWERS:
            if since is not None:
                yield Run(since, event.at)
            since = event.at if event.kind is EventKind.REPLIED else None
    if since is not None:
        yield Run(since, None)


def _resolution(moments: Sequence[Moment]) -> Iterator[Run]:
    """From the opening on; what comes after it is resolved is a pause until it is opened again."""
    yield Run(moments[0].event.at, None)


_ANSWERS: Final = frozenset({EventKind.REPLIED, EventKind.RESOLVED})
"""What the client hears from a person of ours; a resolution comes with its summary."""

_RUNS: Final[Mapping[Clock, Callable[[Sequence[Moment]], Iterator[Run]]]] = {
    Clock.NEXT_RESPONSE: _next_responses,
    Clock.UPDATE: _updates,
    Clock.RESOLUTION: _resolution,
}
