"""How promises were kept: one paragraph for each clock, in which severity after severity is told."""

from collections.abc import Iterator, Sequence

from bot.domain.digests import Compared, Digest
from bot.domain.figures import PROMISES, Figure, FigureName, Promise
from bot.domain.tickets import Severity
from bot.views.digest_words import share_change, time_change, time_words
from bot.views.markup import Safe
from bot.views.rendered import lines
from bot.views.scene import SIGN, severity_word
from bot.views.text import plain, say

Choice = tuple[str, str, str]


def promise_parts(digest: Digest, language: str) -> Iterator[tuple[Safe, Sequence[Choice]]]:
    """Yield a paragraph for each clock that something was decided on, and what its menu opens."""
    for promise in PROMISES:
        levels = _levels(digest, promise)
        if levels:
            yield lines(_told(digest, promise, levels, language)), _choices(digest, promise, levels, language)


def _told(digest: Digest, promise: Promise, levels: Sequence[Severity], language: str) -> list[Safe]:
    """Return all of a clock in a line, and each severity in another; one severity alone in one line."""
    head = _head(digest, promise, language)
    if len(levels) > 1:
        return [head, *(_row(digest, promise, level, language) for level in levels)]
    shown = plain(
        language, "client.digest.level", sign=SIGN[levels[0]], severity=severity_word(levels[0], language)
    )
    return [Safe(" · ".join([head, shown, *_lengths(digest, promise, levels[0], language)]))]


def _lengths(digest: Digest, promise: Promise, level: Severity, language: str) -> list[Safe]:
    """Return how long it took at a severity, and of how many that is not known yet."""
    times = digest.by_severity(promise.time) if promise.time else {}
    told = _times(times[level], language) if level in times else []
    left = digest.by_severity(promise.left) if promise.left else {}
    if promise.left and level in left:
        told.append(say(language, f"client.digest.left.{promise.left}", n=left[level].now.count))
    return told


def _levels(digest: Digest, promise: Promise) -> list[Severity]:
    """Return the severities that anything is told of, the worst first."""
    found = set(digest.by_severity(promise.met))
    if promise.time:
        found |= set(digest.by_severity(promise.time))
    return [level for level in Severity if level in found]


def _head(digest: Digest, promise: Promise, language: str) -> Safe:
    compared = digest.figures[promise.met]
    name = plain(language, f"client.digest.figure.{promise.met}")
    if not compared.now.cases:
        is_promised = any(_was_missed_earlier(digest, promise, level) for level in Severity)
        return say(language, f"client.digest.{'none_due' if is_promised else 'unpromised'}", name=name)
    return _share("kept", compared, language, name)


def _share(key: str, compared: Compared, language: str, name: str) -> Safe:
    """Return a share in words, with how it moved."""
    now = compared.now
    facts = {"percent": now.percent, "hits": now.hits, "n": now.count}
    said = say(language, f"client.digest.{key}", name=name, **facts)
    return Safe(f"{said} {share_change(compared, language)}".rstrip())


def _row(digest: Digest, promise: Promise, level: Severity, language: str) -> Safe:
    word = plain(language, "client.digest.level", sign=SIGN[level], severity=severity_word(level, language))
    shares = digest.by_severity(promise.met)
    if level in shares:
        told = [_share("share", shares[level], language, word)]
    else:
        key = "earlier" if _was_missed_earlier(digest, promise, level) else "no_target"
        told = [say(language, f"client.digest.{key}", level=word)]
    return Safe(" · ".join([*told, *_lengths(digest, promise, level, language)]))


def _was_missed_earlier(digest: Digest, promise: Promise, level: Severity) -> bool:
    """Whether something that came in this time at last had been missed before it, and was told then."""
    timed = digest.by_severity(promise.time).get(level) if promise.time else None
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


def _choices(digest: Digest, promise: Promise, levels: Sequence[Severity], language: str) -> list[Choice]:
    """Return all of it where several severities are told of, then each severity: five at most."""
    figure = digest.figures[promise.met].now
    topic = promise.met if figure.cases or promise.time is None else promise.time
    everything = plain(language, "client.digest.all", n=_count(digest, topic))
    choices = [(str(topic), "", everything)] if len(levels) > 1 else []
    for level in levels:
        own = topic if level in digest.by_severity(topic) else promise.time or topic
        count = digest.by_severity(own)[level].now.count
        name = severity_word(level, language)
        choices.append((own, level, plain(language, "client.digest.choice", name=name, n=count)))
    return choices


def _count(digest: Digest, name: FigureName) -> int:
    found: Figure = digest.figures[name].now
    return found.count
