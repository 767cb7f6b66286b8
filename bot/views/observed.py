"""What stands out in a digest, in a sentence each."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.digests import OLD_DAYS, Reader
from bot.domain.observations import Observation, Seen, Waited
from bot.views.digest_words import time_words
from bot.views.markup import Safe
from bot.views.scene import severity_word
from bot.views.text import STAFF, plain, say

Names = Mapping[str, str]


def sentence(each: Observation, reader: Reader, names: Names, language: str) -> Safe:
    """Return one observation in words; *names* are those of clients, by their ids."""
    facts: dict[str, object] = {"n": each.now, "before": each.before, "of": each.of, "days": OLD_DAYS}
    facts |= _FACTS.get(each.seen, _nothing)(each, names, language)
    said = say(language, _key(each, reader), **facts)
    waited = _waited(each.waited, reader, language)
    return Safe(f"{said}: {waited}." if waited else f"{said}.")


def _key(each: Observation, reader: Reader) -> str:
    """Hours are said to managers by the client's name, and to a client as its own."""
    if each.seen in {Seen.HOURS_NEAR, Seen.HOURS_OVER} and reader is Reader.MANAGER:
        alone = "_alone" if each.of == 1 else ""
        return f"staff.digest.seen.{each.seen}{alone}"
    return f"client.digest.seen.{each.seen}"


def _waited(waited: Waited | None, reader: Reader, language: str) -> Safe:
    if waited is None:
        return Safe()
    if reader is Reader.MANAGER:
        return say(STAFF, f"staff.digest.waited.{waited.on}", n=waited.tickets, of=waited.of)
    return say(language, "client.digest.waited", n=waited.tickets, of=waited.of)


def _lengths(each: Observation, _: Names, language: str) -> dict[str, object]:
    return {
        "what": _what(each, language),
        "now": time_words(each.now, language),
        "was": time_words(each.before, language),
    }


def _targets(each: Observation, _: Names, language: str) -> dict[str, object]:
    return {"what": _what(each, language)}


def _what(each: Observation, language: str) -> str:
    if not each.severity:
        return plain(language, f"client.digest.what_all.{each.subject}")
    severity = severity_word(each.severity, language)
    return plain(language, f"client.digest.what.{each.subject}", severity=severity)


def _kind(each: Observation, _: Names, language: str) -> dict[str, object]:
    return {"kind": plain(language, f"client.kind.{each.subject}")}


def _hours(each: Observation, names: Names, _: str) -> dict[str, object]:
    """The client that is nearest to its limit, and how many others there are."""
    return {"client": names.get(each.subject, each.subject), "percent": each.now, "n": each.of - 1}


def _nothing(_each: Observation, _names: Names, _language: str) -> dict[str, object]:
    return {}


_FACTS: Final[Mapping[Seen, Callable[[Observation, Names, str], dict[str, object]]]] = {
    Seen.SLOWER: _lengths,
    Seen.FASTER: _lengths,
    Seen.MISSED_AGAIN: _targets,
    Seen.MORE_OF_KIND: _kind,
    Seen.FEWER_OF_KIND: _kind,
    Seen.HOURS_NEAR: _hours,
    Seen.HOURS_OVER: _hours,
}
