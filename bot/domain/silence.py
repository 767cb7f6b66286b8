"""What becomes of a ticket whose client does not answer: nudges, and in the end it is resolved.

Days are business days, counted from the start of the present wait, which mere courtesy does not end. Nobody
is told two things at once: after an absence of ours only the latest nudge that is due is told. Where a plan
nudges, no ticket is resolved without a nudge: from the last one to the resolution the client has as many days
as the plan puts between the two, however late we were. Once the client's plan was paused, the
wait counts anew from when it resumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.folding import apply, fold
from bot.domain.measures import business_days_later
from bot.domain.tickets import EventKind, Fact, Status, TicketEvent

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.calendar import BusinessCalendar
    from bot.domain.terms import ClientSilence


class DueKind(StrEnum):
    """What a client's silence leads to."""

    NUDGE = "nudge"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that a client's silence leads to, and when."""

    kind: DueKind
    at: datetime
    """When it comes due, in UTC."""
    nudge: int = 0
    """Which nudge it is, from 1 on."""
    of: int = 0
    """How many the plan has."""
    resolves_at: datetime | None = None
    """Of a nudge: when the ticket will be resolved if nobody answers; None: never."""
    asked: Mapping[str, Fact] = field(default_factory=dict)
    """Of a nudge: the reply of ours that waits for an answer, as its event has it: `ts`, or `text`."""

    @property
    def is_last(self) -> bool:
        """Whether it is the plan's last nudge."""
        return self.nudge == self.of


class _Wait(NamedTuple):
    """The present wait on the client."""

    since_at: datetime
    nudge: int
    """The highest that was told; 0: none."""
    nudged_at: datetime | None
    """When one was told last."""
    asked: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class _Course:
    """What a wait leads to under a plan's rule."""

    wait: _Wait
    silence: ClientSilence
    calendar: BusinessCalendar

    def nudges(self) -> Iterator[Due]:
        """Yield the nudges that were not told yet, each as if it were told at its moment."""
        days = self.silence.nudge_after_days
        for number, after in enumerate(days, start=1):
            if number > self.wait.nudge:
                at = business_days_later(self.calendar, self.wait.since_at, after)
                yield self.nudge(number, at, told_at=at)

    def nudge(self, number: int, at: datetime, *, told_at: datetime) -> Due:
        """Return a nudge that came due at one moment and is told at another."""
        count = len(self.silence.nudge_after_days)
        resolves_at = self.resolves_at(told_at if number == count else None)
        return Due(DueKind.NUDGE, at, number, count, resolves_at, self.wait.asked)

    def resolves_at(self, last_nudge_at: datetime | None) -> datetime | None:
        """Return when it is resolved if the last nudge is told at a moment, or else in time; None: never."""
        days, after = self.silence.nudge_after_days, self.silence.resolve_after_days
        if not after:
            return None
        at = business_days_later(self.calendar, self.wait.since_at, after)
        if not days or last_nudge_at is None:
            return at
        return max(at, business_days_later(self.calendar, last_nudge_at, after - days[-1]))


def next_silence(
    log: Sequence[TicketEvent], silence: ClientSilence, calendar: BusinessCalendar
) -> Due | None:
    """Return what a client's silence leads to next, and when; None while it is our turn, or nothing comes.

    *calendar* is the plan's business calendar as the client has it.
    """
    course = _course(log, silence, calendar)
    return next(_coming(course), None) if course else None


def silence_due(
    log: Sequence[TicketEvent], silence: ClientSilence, calendar: BusinessCalendar, now: datetime
) -> Due | None:
    """Return what is to be done at *now*: of several nudges the latest; None where nothing is due yet."""
    course = _course(log, silence, calendar)
    if course is None:
        return None
    due = [each for each in course.nudges() if each.at <= now]
    if due:
        return course.nudge(due[-1].nudge, due[-1].at, told_at=now)
    following = next(_coming(course), None)
    return following if following and following.at <= now else None


def _coming(course: _Course) -> Iterator[Due]:
    yield from course.nudges()
    at = course.resolves_at(course.wait.nudged_at)
    if at is not None:
        yield Due(DueKind.RESOLVE, at)


def _course(log: Sequence[TicketEvent], silence: ClientSilence, calendar: BusinessCalendar) -> _Course | None:
    wait = _present_wait(log)
    return _Course(wait, silence, calendar) if wait else None


def _present_wait(log: Sequence[TicketEvent]) -> _Wait | None:
    """Return the wait on the client that goes on; None while it is our turn, also to answer their wish."""
    if not any(event.kind is EventKind.WAITED for event in log):
        return None
    states = accumulate(log[1:], apply, initial=fold(log[:1]))
    told = reversed(tuple(zip(log, states, strict=True)))
    waiting = tuple(takewhile(lambda pair: pair[1].status is Status.WAITING_ON_CLIENT, told))
    if not waiting or waiting[0][1].wanted is not None or waiting[0][1].is_frozen:
        return None
    nudges = [event for event, _ in waiting if event.kind is EventKind.NUDGED]
    highest = max((_number(event) for event in nudges), default=0)
    nudged_at = nudges[0].at if nudges else None
    thaws = (event.at for event, _ in waiting if event.kind is EventKind.THAWED)
    since_at = max((waiting[0][1].status_since, *thaws))
    return _Wait(since_at, highest, nudged_at, _asked(log))


def _number(nudged: TicketEvent) -> int:
    return int(nudged.text("nudge") or 0)


def _asked(log: Sequence[TicketEvent]) -> Mapping[str, Fact]:
    """Return what we said last, which is what the client has not answered."""
    replies = (event.facts for event in reversed(log) if event.kind is EventKind.REPLIED)
    return next(replies, {})
