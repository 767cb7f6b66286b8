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
    time: FigureName | None
    """None: only whether it came in time counts."""


_CLOCKS: Final = (
    _Clock(FigureName.FIRST_RESPONSE_MET, FigureName.FIRST_RESPONSE_TIME),
    _Clock(FigureName.NEXT_RESPONSE_MET, FigureName.NEXT_RESPONSE_TIME),
    _Clock(FigureName.UPDATE_MET, None),
    _Clock(FigureName.RESOLUTION_MET, FigureName.RESOLUTION_TIME),
)
TIMES: Final = {each.met: each.time for each in _CLOCKS if each.time}
"""The lengths that are told beside each share."""

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
    """Return how long it took at a severity; nothing where nothing has a length."""
    times = digest.by_severity(clock.time) if clock.time else {}
    return _times(times[level], language) if level in times else []


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
        return say(language, "client.digest.unpromised", name=name)
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
        told = [say(language, "client.digest.no_target", level=word)]
    return Safe(" · ".join([*told, *_lengths(digest, clock, level, language)]))


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
