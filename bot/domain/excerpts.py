"""The part of a text in which what somebody looks for stands, with the words that were found."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from bot.domain.plain_text import folded
from bot.domain.sought import Phrase
from bot.domain.ticket_words import WORD, readable

_LONGEST: Final = 20_000
"""Characters of one text that are looked at."""
_BEFORE: Final = 40
"""Characters that are shown before what was found."""


class Piece(NamedTuple):
    """A piece of a text, and whether it was looked for."""

    text: str
    is_found: bool


class _Hit(NamedTuple):
    start: int
    end: int
    phrase: int


def marked(text: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """Return all of *text* in pieces, on one line."""
    line = _line(text)
    return tuple(_pieces(line, _hits(line, phrases), 0, len(line)))


def excerpt(texts: Iterable[str], phrases: Sequence[Phrase], most: int) -> tuple[int, tuple[Piece, ...]]:
    """Return the place, among *texts*, of the first in which most phrases stand, and its part with the first.

    The part has about *most* characters; it is empty where nothing of what is looked for stands anywhere.
    """
    best: tuple[int, int, str, list[_Hit]] = (0, 0, "", [])
    for place, text in enumerate(texts):
        line = _line(text)
        hits = _hits(line, phrases)
        count = len({hit.phrase for hit in hits})
        if count > best[0]:
            best = (count, place, line, hits)
        if count == len(phrases):
            break
    _, place, line, hits = best
    return place, _part(line, hits, most) if hits else ()


def _part(line: str, hits: Sequence[_Hit], most: int) -> tuple[Piece, ...]:
    start = _word_start(line, max(0, hits[0].start - _BEFORE))
    end = min(len(line), start + most)
    shown = [hit for hit in hits if hit.end <= end] or [hits[0]]
    end = max(end, shown[0].end)
    before = [Piece("…", is_found=False)] if start else []
    after = [Piece("…", is_found=False)] if end < len(line) else []
    return (*before, *_pieces(line, shown, start, end), *after)


def _word_start(line: str, at: int) -> int:
    """Return where the word begins that stands at a place, or the next one where it began long before."""
    return line.find(" ", at) + 1 if at and " " in line[at : at + _BEFORE] else at


def _pieces(line: str, hits: Iterable[_Hit], start: int, end: int) -> Iterator[Piece]:
    at = start
    for hit in hits:
        if hit.start > at:
            yield Piece(line[at : hit.start], is_found=False)
        yield Piece(line[hit.start : hit.end], is_found=True)
        at = hit.end
    if at < end:
        yield Piece(line[at:end], is_found=False)


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", readable(text)[:_LONGEST]).split())


def _hits(line: str, phrases: Sequence[Phrase]) -> list[_Hit]:
    """Return what of *line* is looked for, in order; nothing twice."""
    spans = [(match.start(), match.end(), folded(match[0])) for match in WORD.finditer(line)]
    words = [word for _, _, word in spans]
    found: list[_Hit] = []
    at = 0
    while at < len(words):
        which = next((place for place, each in enumerate(phrases) if _stands(each, words, at)), None)
        if which is None:
            at += 1
            continue
        last = at + len(phrases[which].words) - 1
        found.append(_Hit(spans[at][0], spans[last][1], which))
        at = last + 1
    return found


def _stands(phrase: Phrase, words: Sequence[str], at: int) -> bool:
    """Whether a phrase begins at a place among words."""
    *before, last = phrase.words
    there = words[at : at + len(phrase.words)]
    if len(there) < len(phrase.words) or there[:-1] != before:
        return False
    return there[-1].startswith(last) if phrase.goes_on else there[-1] == last
