"""What became of the promises of a story, worked out from the story alone, the slow way.

It follows the written rules of what each clock counts, and shares nothing with the program but those.
All moments and lengths are whole minutes of the world.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from tests.reports.facts import FIRST, NEXT, RESOLUTION, UPDATE, Promise
from tests.reports.minutes import (
    business_days_later,
    minute_of,
    next_planning,
    open_minutes,
    when_used_up,
)
from tests.reports.stories import Stand, Story, What, stands_after

_ANSWERS: Final = frozenset({What.REPLY, What.RESOLVE})
"""What the client hears from a person of ours."""
_ASKS: Final = frozenset({What.ASK, What.STILL_BROKEN})
_STANDS_STILL: Final = {
    FIRST: {Stand.RESOLVED, Stand.DISMISSED},
    NEXT: {Stand.RESOLVED, Stand.DISMISSED, Stand.CLIENT},
    UPDATE: {Stand.RESOLVED, Stand.DISMISSED, Stand.CLIENT, Stand.THIRD},
    RESOLUTION: {Stand.RESOLVED, Stand.DISMISSED, Stand.CLIENT},
}
GONE: Final = frozenset({Stand.DISMISSED, Stand.MERGED})


class Part(NamedTuple):
    """A ticket from a minute on and before another, while nothing of it changed."""

    since: int
    until: int
    stand: Stand
    severity: str


@dataclass(slots=True)
class Kept:
    """What became of one promise, or of one time over which a ticket was worked on."""

    clock: str
    severity: str
    stopped: int | None
    breached: int | None = None
    verdict: str = ""
    """`met`, `missed`, or nothing."""
    used: int = 0
    waited: dict[Stand, int] = field(default_factory=lambda: {Stand.CLIENT: 0, Stand.THIRD: 0})
    percent: int | None = None
    replies: int = 0
    reopened: int | None = None
    is_first: bool = True

    @property
    def decided(self) -> int | None:
        """When that was known: in breach, else when it stopped."""
        return self.stopped if self.breached is None else self.breached


class Life(NamedTuple):
    """A story as far as it had come."""

    story: Story
    parts: tuple[Part, ...]
    now: int
    kept: tuple[Kept, ...]

    @property
    def stand(self) -> Stand:
        """Where the ticket stands."""
        return self.parts[-1].stand

    @property
    def severity(self) -> str:
        """How bad it is now."""
        return self.parts[-1].severity

    @property
    def opened(self) -> int:
        """When it was opened."""
        return self.parts[0].since

    def stood_open_before(self, minute: int) -> bool:
        """Whether it was opened before that, and not resolved then."""
        at = [each for each in self.parts if each.since < minute]
        return bool(at) and at[-1].stand is not Stand.RESOLVED


def life_of(story: Story, now: datetime) -> Life:
    """Return a story as it was known at a moment, with what had become of its promises."""
    known, end = story.known_at(now), minute_of(now)
    parts = tuple(_parts(known, end))
    if parts[-1].stand in GONE:
        return Life(known, parts, end, ())
    kept = [*_first(known, parts, end), *_next(known, parts, end), *_updates(known, parts, end)]
    decided = [each for each in kept if each.decided is not None]
    return Life(known, parts, end, (*decided, *_resolutions(known, parts, end)))


def _parts(story: Story, end: int) -> Iterator[Part]:
    since, stand, before, severity = minute_of(story.opened_at), Stand.OPEN, Stand.OPEN, story.severity
    for each in story.happenings:
        yield Part(since, minute_of(each.at), stand, severity)
        if each.what is What.DISMISS:
            before = stand
        since, stand = minute_of(each.at), stands_after(stand, before, each.what)
        severity = each.value if each.what in {What.CHOSEN, What.SEVERITY} else severity
    yield Part(since, end, stand, severity)


def _first(story: Story, parts: Sequence[Part], end: int) -> Iterator[Kept]:
    """From the opening to the first answer."""
    answers = [minute_of(each.at) for each in story.happenings if each.what in _ANSWERS]
    yield _clock(story, parts, FIRST, minute_of(story.opened_at), answers[0] if answers else None, end)


def _next(story: Story, parts: Sequence[Part], end: int) -> Iterator[Kept]:
    """From the oldest question after an answer to the next one; the first answers all before it."""
    asked, was_answered = None, False
    for each in story.happenings:
        at = minute_of(each.at)
        if each.what in _ANSWERS:
            if asked is not None:
                yield _clock(story, parts, NEXT, asked, at, end)
            asked, was_answered = None, True
        elif each.what in _ASKS and was_answered and asked is None:
            asked = at
    if asked is not None:
        yield _clock(story, parts, NEXT, asked, None, end)


def _updates(story: Story, parts: Sequence[Part], end: int) -> Iterator[Kept]:
    """From an answer, or from where work begins again after one, to the next answer or to the end of work."""
    begins = {each.since: each.stand for each in parts}
    since, was_answered, was_resolved = None, False, False
    for each in story.happenings:
        at, answers = minute_of(each.at), each.what in _ANSWERS
        is_resolved = begins[at] is Stand.RESOLVED
        if since is not None and (answers or is_resolved):
            yield _clock(story, parts, UPDATE, since, at, end)
            since = None
        was_answered = was_answered or answers
        if not is_resolved and (answers or (was_answered and was_resolved)):
            since = at
        was_resolved = is_resolved
    if since is not None:
        yield _clock(story, parts, UPDATE, since, None, end)


def _resolutions(story: Story, parts: Sequence[Part], end: int) -> Iterator[Kept]:
    """Each time over which it was worked on, with all the time before it; judged once."""
    opened, replies = minute_of(story.opened_at), [e.at for e in story.happenings if e.what is What.REPLY]
    spells = list(_spells(parts))
    whole = _Count(story, RESOLUTION, opened)
    is_judged, rested = False, list[Part]()
    for place, (since, until) in enumerate(spells):
        worked_in = [each for each in parts if since <= each.since < until]
        whole.count([*rested, *worked_in])
        goes_on = spells[place + 1][0] if place + 1 < len(spells) else None
        rested = [each for each in parts if goes_on is not None and until <= each.since < goes_on]
        stopped = None if goes_on is None and parts[-1].stand is not Stand.RESOLVED else until
        if stopped is None:
            whole.ends_open(end)
        kept = whole.kept(stopped)
        kept.is_first = place == 0
        if is_judged:
            kept.breached, kept.severity = None, worked_in[-1].severity
        kept.verdict = "" if is_judged or (place and kept.breached is None) else kept.verdict
        is_judged = is_judged or kept.breached is not None
        kept.replies = sum(1 for at in replies if minute_of(at) <= until)
        kept.reopened = goes_on
        if kept.decided is not None:
            yield kept


def _spells(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Yield from when to when a ticket was not resolved."""
    since = None
    for each in parts:
        if each.stand is not Stand.RESOLVED and since is None:
            since = each.since
        if each.stand is Stand.RESOLVED and since is not None:
            yield since, each.since
            since = None
    if since is not None:
        yield since, parts[-1].until


def _clock(story: Story, parts: Sequence[Part], clock: str, since: int, until: int | None, end: int) -> Kept:
    """Return what became of a clock that was to stop at a minute; None: it never did."""
    ends = end if until is None else until
    count = _Count(story, clock, since)
    within = [each for each in parts if each.until > since and each.since < ends]
    count.count(each._replace(since=max(each.since, since), until=min(each.until, ends)) for each in within)
    if until is None:
        count.ends_open(end)
    return count.kept(until)


class _Count:
    """One clock, counted part after part."""

    def __init__(self, story: Story, clock: str, since: int) -> None:
        self._promises = story.company.promises
        self._clock = clock
        self._since = self._held = since
        self._used = 0
        self._pauses: list[tuple[int, int]] = []
        self._waited = {Stand.CLIENT: 0, Stand.THIRD: 0}
        self._breached: int | None = None
        self._breached_at_severity = self._severity = ""
        self._went_by: Promise | None = None
        self._promise: Promise | None = None
        self._ran_towards: int | None = None
        self._was_due = self._was_promised = False
        self._last = since

    def count(self, parts: Iterable[Part]) -> None:
        """Go on through parts of the ticket's life."""
        for part in parts:
            self._severity = part.severity
            self._promise = promise = self._promises[part.severity].get(self._clock)
            self._was_promised = self._was_promised or promise is not None
            self._ran_towards = None
            if promise is None or part.stand in _STANDS_STILL[self._clock]:
                self._pause(part)
            else:
                self._run(part, promise)
            self._last = part.until

    def _pause(self, part: Part) -> None:
        self._pauses.append((part.since, part.until))
        self._held = part.until
        if self._promise and part.stand in self._waited:
            self._waited[part.stand] += open_minutes(self._promise.place, part.since, part.until)

    def _run(self, part: Part, promise: Promise) -> None:
        if self._went_by not in {None, promise}:
            self._held = part.since
        self._went_by = promise
        if self._breached is None:
            due = self._ran_towards = self._due(promise, part.since)
            self._was_due = self._was_due or due is not None
            if due is not None and due < part.until:
                self._break(due)
        self._used += open_minutes(promise.place, part.since, part.until)

    def _break(self, due: int) -> None:
        self._breached, self._breached_at_severity = due, self._severity

    def ends_open(self, now: int) -> None:
        """It still runs: what is due by now is late."""
        if self._breached is None and self._ran_towards is not None and self._ran_towards <= now:
            self._break(self._ran_towards)

    def _due(self, promise: Promise, at: int) -> int | None:
        """Return when it is used up, running on from a minute."""
        place, amount, unit = promise
        if unit == "best":
            return None
        if unit == "h":
            return when_used_up(place, at, amount * 60 - self._used) if amount * 60 > self._used else at
        if unit == "bd":
            paused = sum(open_minutes(place, *pause) for pause in self._pauses)
            due = business_days_later(place, self._since, amount)
            return max(at, when_used_up(place, due, paused) if paused else due)
        return max(at, next_planning(place, self._held))

    def kept(self, stopped: int | None) -> Kept:
        """Return what became of it so far; of one never promised, nothing."""
        found = Kept(self._clock, self._breached_at_severity or self._severity, stopped, self._breached)
        if not self._was_promised:
            found.stopped = None
        found.used, found.waited = self._used, dict(self._waited)
        due = self._due(self._promise, self._last) if self._promise else None
        if self._breached is not None:
            found.verdict = "missed"
        elif self._was_due and due is not None and self._promise is not None:
            left = open_minutes(self._promise.place, self._last, max(due, self._last))
            found.verdict = "met"
            found.percent = 100 * self._used // (self._used + left) if self._used + left else 100
        return found
