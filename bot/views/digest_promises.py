"""How promises were kept: one paragraph for each clock, in which severity after severity is told."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.domain.digests import Compared, Digest
from bot.domain.figures import Figure, FigureName
from bot.domain.tickets import Severity
from bot.views.digest_words import share_change, time_change, time_words
from bot.views.markup import Safe
from bot.views.rendered import lines
from bot.views.scene import SIGN, severity_word
from bot.views.text import plain, say


class _Clock(NamedTuple):
    """The figures of one clock."""

    met: FigureName
    time: FigureName | None = None
    """None: only whether it came in time counts."""
    left: FigureName | None = None
    """What has no length yet."""


_CLOCKS: Final = (
    _Clock(FigureName.FIRST_RESPONSE_MET, FigureName.FIRST_RESPONSE_TIME, FigureName.FIRST_RESPONSE_LEFT),
    _Clock(FigureName.NEXT_RESPONSE_MET, FigureName.NEXT_RESPONSE_TIME, FigureName.NEXT_RESPONSE_LEFT),
    _Clock(FigureName.UPDATE_MET),
    _Clock(FigureName.RESOLUTION_MET, FigureName.RESOLUTION_TIME, FigureName.RESOLUTION_LEFT),
)

Choice = tuple[str, str, str]


def promise_parts(digest: Digest, language: str) -> Iterator[tuple[Safe, Sequence[Choice]]]:
    """Yield a paragraph for each clock that something was decided on, and what its menu opens."""
    for clock in _CLOCKS:
        levels = _levels(digest, clock)
        if levels:
            yield lines(_told(digest, clock, levels, language)), _choices(digest, clock, levels, language)


def _told(digest: Digest, clock: _Clock, levels: Sequence[Severity], language: str) -> list[Safe]:
    """Return all of a clock in a line, and each severity in another; one severity alone in one line."""
    head = _head(digest, clock, language)
    if len(levels) > 1:
        return [head, *(_row(digest, clock, level, language) for level in levels)]
    shown = plain(
        language, "client.digest.level", sign=SIGN[levels[0]], severity=severity_word(levels[0], language)
    )
    return [Safe(" · ".join([head, shown, *_lengths(digest, clock, levels[0], language)]))]


def _lengths(digest: Digest, clock: _Clock, level: Severity, language: str) -> list[Safe]:
    """Return how long it took at a severity, and of how many that is not known yet."""
    times = digest.by_severity(clock.time) if clock.time else {}
    told = _times(times[level], language) if level in times else []
    left = digest.by_severity(clock.left) if clock.left else {}
    if clock.left and level in left:
        told.append(say(language, f"client.digest.left.{clock.left}", n=left[level].now.count))
    return told


def _levels(digest: Digest, clock: _Clock) -> list[Severity]:
    """Return the severities that anything is told of, the worst first."""
    found = set(digest.by_severity(clock.met))
    if clock.time:
        found |= set(digest.by_severity(clock.time))
    return [level for level in Severity if level in found]


def _head(digest: Digest, clock: _Clock, language: str) -> Safe:
    compared = digest.figures[clock.met]
    name = plain(language, f"client.digest.figure.{clock.met}")
    if not compared.now.cases:
        is_promised = any(_was_missed_earlier(digest, clock, level) for level in Severity)
        return say(language, f"client.digest.{'none_due' if is_promised else 'unpromised'}", name=name)
    return _share("kept", compared, language, name)


def _share(key: str, compared: Compared, language: str, name: str) -> Safe:
    """Return a share in words, with how it moved."""
    now = compared.now
    facts = {"percent": now.percent, "hits": now.hits, "n": now.count}
    said = say(language, f"client.digest.{key}", name=name, **facts)
    return Safe(f"{said} {share_change(compared, language)}".rstrip())


def _row(digest: Digest, clock: _Clock, level: Severity, language: str) -> Safe:
    word = plain(language, "client.digest.level", sign=SIGN[level], severity=severity_word(level, language))
    shares = digest.by_severity(clock.met)
    if level in shares:
        told = [_share("share", shares[level], language, word)]
    else:
        key = "earlier" if _was_missed_earlier(digest, clock, level) else "no_target"
        told = [say(language, f"client.digest.{key}", level=word)]
    return Safe(" · ".join([*told, *_lengths(digest, clock, level, language)]))


def _was_missed_earlier(digest: Digest, clock: _Clock, level: Severity) -> bool:
    """Whether something that came in this time at last had been missed before it, and was told then."""
    timed = digest.by_severity(clock.time).get(level) if clock.time else None
    late = {(case.ticket, case.clock) for case in timed.now.cases} if timed else set()
    judged = (each for each in digest.now.outcomes if each.outcome and (each.ticket, each.clock) in late)
    return any(not digest.now.is_within(each.decided_at) for each in judged)


def _times(compared: Compared, language: str) -> list[Safe]:
    """Return median and ninetieth percentile, each with how it moved; of one case, how long that took."""
    now, before = compared
    if now.count == 1:
        return [_time("took", now.median, before.median, language)]
    return [
        _time("median", now.median, before.median, language),
        _time("ninetieth", now.ninetieth, before.ninetieth, language),
    ]


def _time(key: str, now: int | None, before: int | None, language: str) -> Safe:
    said = say(language, f"client.digest.{key}", time=time_words(now or 0, language))
    return Safe(f"{said} {time_change(now or 0, before, language)}".rstrip())


def _choices(digest: Digest, clock: _Clock, levels: Sequence[Severity], language: str) -> list[Choice]:
    """Return all of it where several severities are told of, then each severity: five at most."""
    figure = digest.figures[clock.met].now
    topic = clock.met if figure.cases or clock.time is None else clock.time
    everything = plain(language, "client.digest.all", n=_count(digest, topic))
    choices = [(str(topic), "", everything)] if len(levels) > 1 else []
    for level in levels:
        own = topic if level in digest.by_severity(topic) else clock.time or topic
        count = digest.by_severity(own)[level].now.count
        name = severity_word(level, language)
        choices.append((own, level, plain(language, "client.digest.choice", name=name, n=count)))
    return choices


def _count(digest: Digest, name: FigureName) -> int:
    found: Figure = digest.figures[name].now
    return found.count
