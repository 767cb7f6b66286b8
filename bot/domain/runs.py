"""From when to when each kind of clock is measured on a ticket."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from bot.domain.chronicle import Moment, chronicle
from bot.domain.people import HOURGLASS, STAFF
from bot.domain.targets import Clock
from bot.domain.tickets import Basis, EventKind, Status, TicketEvent

ClaimCounts: TypeAlias = Callable[[Basis], bool]
"""Whether a claim is a response by what a ticket goes by."""


class Run(NamedTuple):
    """From when to when a clock is to be measured; None: it is open."""

    started_at: datetime
    stopped_at: datetime | None = None
    judged_from_at: datetime | None = None
    """Before this its time counts but breaches nothing: it became this clock's question only then."""
    was_answered: bool = True
    """Whether an answer stopped it, where something did."""


class _Question(NamedTuple):
    """What waits for an answer, since when; the message that asked it, if one did."""

    at: datetime
    ts: str = ""


def runs(clock: Clock, moments: Sequence[Moment], claim_counts: ClaimCounts) -> Iterator[Run]:
    """Return the times over which one kind of clock is measured, in the order of their starts."""
    if clock is Clock.FIRST_RESPONSE:
        return _first_response(moments, claim_counts)
    return _RUNS[clock](moments)


def asked_since(events: Iterable[TicketEvent], now: datetime) -> datetime | None:
    """Return since when a ticket waits for an answer of a person of ours; None: for none, as things stand."""
    *_, (_, pending) = _questions(chronicle(events, now))
    return pending[0].at if pending else None


def _first_response(moments: Sequence[Moment], claim_counts: ClaimCounts) -> Iterator[Run]:
    """From the opening to the first answer; a claim is one where the plan then in force says so."""
    opened_at = moments[0].event.at
    for event, _, basis in moments:
        claimed = event.kind is EventKind.CLAIMED
        if _answers(event) or (claimed and claim_counts(basis)):
            yield Run(opened_at, event.at)
            return
    yield Run(opened_at)


def _answers(event: TicketEvent) -> bool:
    """Whether the client hears from a person of ours: a resolution comes with that person's summary.

    What Hourglass resolves by itself answers nothing.
    """
    is_ours = event.role in STAFF and event.by != HOURGLASS.id
    return is_ours and event.kind in {EventKind.REPLIED, EventKind.RESOLVED}


def _next_responses(moments: Sequence[Moment]) -> Iterator[Run]:
    """From the oldest question that waits for an answer, once there was a first answer, to the next one.

    A question counts until it is answered, or is this ticket's no longer: split off, or deleted. What it came
    to until then stands, a breach too; after that it can breach nothing, and counts as not answered. The
    oldest of those that still wait takes its place, and so does an older one that comes with a merged ticket:
    it counts from when it was asked, and where it is late by then, it is so from then on.
    """
    asked, judged_from_at, was_answered = None, None, False
    for event, pending in _questions(moments):
        oldest = pending[0] if was_answered and pending else None
        if oldest != asked:
            if asked is not None:
                yield Run(asked.at, event.at, judged_from_at, was_answered=_answers(event))
            asked, judged_from_at = oldest, event.at
        was_answered = was_answered or _answers(event)
    if asked is not None:
        yield Run(asked.at, None, judged_from_at)


def _questions(moments: Iterable[Moment]) -> Iterator[tuple[TicketEvent, tuple[_Question, ...]]]:
    """Yield each event with the questions that wait for an answer once it has happened, the oldest first."""
    pending: tuple[_Question, ...] = ()
    for event, *_ in moments:
        asked = _question(event)
        if _answers(event):
            pending = ()
        elif event.kind in {EventKind.SPLIT_OFF, EventKind.DELETED}:
            pending = tuple(each for each in pending if not each.ts or each.ts != event.text("ts"))
        elif asked is not None:
            pending = tuple(sorted((*pending, asked)))
        yield event, pending


def _question(event: TicketEvent) -> _Question | None:
    """Return what the client asks by it: their request, a message, their word that it still fails.

    A merged ticket brings its own. A reply that opens a ticket again is a message already.
    """
    if event.kind is EventKind.MESSAGED and not event.facts.get("courtesy"):
        return _Question(event.at, event.text("ts"))
    if event.kind is EventKind.ABSORBED and event.text("asked_at"):
        return _Question(datetime.fromisoformat(event.text("asked_at")))
    fails = event.kind is EventKind.REOPENED and event.text("why") == "still_broken"
    return _Question(event.at) if fails or event.kind is EventKind.OPENED else None


def _updates(moments: Sequence[Moment]) -> Iterator[Run]:
    """From each answer to the one that follows it, or to the end of the work.

    What is said while nothing is worked on starts none. Work that begins again starts one, where there was an
    answer before: the client is used to hearing from us.
    """
    since, was_answered, was_worked_on = None, False, True
    for event, ticket, _ in moments:
        answers, is_worked_on = _answers(event), ticket.status not in _DONE
        if since is not None and (answers or not is_worked_on):
            yield Run(since, event.at)
            since = None
        was_answered = was_answered or answers
        if is_worked_on and (answers or (was_answered and not was_worked_on)):
            since = event.at
        was_worked_on = is_worked_on
    if since is not None:
        yield Run(since)


def _resolution(moments: Sequence[Moment]) -> Iterator[Run]:
    """From the opening on; what comes after it is resolved is a pause until it is opened again."""
    yield Run(moments[0].event.at)


_DONE: Final = frozenset({Status.RESOLVED, Status.CLOSED})
_RUNS: Final[Mapping[Clock, Callable[[Sequence[Moment]], Iterator[Run]]]] = {
    Clock.NEXT_RESPONSE: _next_responses,
    Clock.UPDATE: _updates,
    Clock.RESOLUTION: _resolution,
}
