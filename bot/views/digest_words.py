"""The words of digests: times, changes against the time before, and short answers about digests."""

from datetime import date, timedelta
from typing import Final

from babel.dates import format_interval

from bot.domain.digests import Compared
from bot.domain.report_periods import ReportPeriod
from bot.views.markup import Safe, escape
from bot.views.rendered import MOST_BLOCKS, Rendered, context, lines, message, section
from bot.views.text import STAFF, known_language, plain, say
from bot.views.times import length

_THIN: Final = "\N{THIN SPACE}"
_DAY: Final = 86_400_000_000
_MINUTE: Final = timedelta(minutes=1)


def span_words(period: ReportPeriod, language: str) -> str:
    """Return from which day to which a time runs."""
    return interval_words(period.first, period.last, language)


def interval_words(first: date, last: date, language: str) -> str:
    """Return from which day to which: "Nov 5 to Dec 4, 2026", with a dash; thin spaces trip readers."""
    return str(format_interval(first, last, "yMMMd", locale=known_language(language))).replace(_THIN, " ")


def time_words(micros: int, language: str) -> str:
    """Return a length of so many microseconds, to the minute: of seconds nobody learns anything."""
    time = timedelta(microseconds=micros)
    if time < _MINUTE:
        return plain(language, "client.moments")
    return length(round(time / _MINUTE) * _MINUTE, language)


def days_words(micros: int, language: str) -> str:
    """Return a length by the clock on the wall: in whole days, or in hours where it is less than one."""
    days = micros // _DAY
    return plain(language, "client.digest.days", n=days) if days else time_words(micros, language)


def count_change(now: int, before: int, language: str) -> Safe:
    """Return how a count moved: "▲ 4 more"."""
    if now == before:
        return say(language, "client.digest.change.same")
    key = "client.digest.change.more" if now > before else "client.digest.change.fewer"
    return say(language, key, n=abs(now - before))


def share_change(compared: Compared, language: str) -> Safe:
    """Return how a share moved: "▲ up from 85 %"; nothing where there was none before."""
    now, before = (each.percent for each in compared)
    if now is None or before is None:
        return Safe()
    if now == before:
        return say(language, "client.digest.change.same")
    return say(language, f"client.digest.change.{'up' if now > before else 'down'}", percent=before)


def time_change(now: int, before: int | None, language: str) -> Safe:
    """Return how a length moved: "▼ faster than 12 min"; nothing where there was none before."""
    if before is None:
        return Safe()
    was = time_words(before, language)
    if time_words(now, language) == was:
        return say(language, "client.digest.change.same")
    return say(language, f"client.digest.change.{'slower' if now > before else 'faster'}", was=was)


def working_on_it(language: str, *, directly: bool) -> Rendered:
    """Say that a digest takes a moment: it comes to who asked *directly*, or into the thread."""
    key = "staff.digest.working" if directly else "client.digest.working"
    return _said(say(language, key))


def followed(said: Rendered, period: ReportPeriod) -> Rendered:
    """Return a digest that says that its files follow."""
    key = "staff.digest.files_follow" if period.has_report else "staff.digest.pictures_follow"
    told = plain(STAFF, key)
    return message(
        lines([Safe(said.text), escape(told)]), *said.blocks[: MOST_BLOCKS - 1], context(escape(told))
    )


def coming_directly() -> Rendered:
    """Say that a digest is sent to whoever asked for it."""
    return _said(say(STAFF, "staff.digest.directly"))


def posted_here() -> Rendered:
    """Say that a digest is posted in the channel."""
    return _said(say(STAFF, "staff.digest.posted"))


def _said(text: Safe) -> Rendered:
    return message(text, section(text))
