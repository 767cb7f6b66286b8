"""Whether a message is mere courtesy: thanks, a greeting, an "ok", an emoji. In doubt it is a request."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from bot.domain.plain_text import folded, folded_words, unwrapped, without_emoji, words_of
from bot.domain.words import WORDS, WordList

_SENTENCE: Final = re.compile(r"([^.!;?\n…]+)([.!;?\n…]*)")
_LAUGHTER: Final = re.compile(r"(?:ha|he|ja|je|ka|rs|hua){2,}[hs]?|k{2,}")
_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")


class _Part(Enum):
    """What a phrase does in a courteous sentence."""

    THANKS = auto()
    GREETING = auto()
    COURTESY = auto()
    SMALL_TALK = auto()
    SOFTENER = auto()
    REASON = auto()


_SAYS_SOMETHING: Final = frozenset({_Part.THANKS, _Part.GREETING, _Part.COURTESY, _Part.SMALL_TALK})
_NAME_MAY_FOLLOW: Final = frozenset({_Part.THANKS, _Part.GREETING})
_LAUGHS: Final = frozenset({_Part.COURTESY})
_REASONS_BEGIN: Final = frozenset({"for", "por", "pela", "pelas", "pelo", "pelos"})


def _parts_of(words: WordList) -> Iterable[tuple[_Part, str]]:
    yield from ((_Part.THANKS, phrase) for phrase in words.thanks)
    yield from ((_Part.GREETING, phrase) for phrase in words.greetings)
    yield from ((_Part.COURTESY, phrase) for phrase in words.courtesies)
    yield from ((_Part.SMALL_TALK, phrase) for phrase in words.small_talk)
    yield from ((_Part.SOFTENER, phrase) for phrase in words.softeners)
    yield from ((_Part.REASON, phrase) for phrase in words.reasons)


def _phrase_book() -> Mapping[tuple[str, ...], frozenset[_Part]]:
    """Return what each phrase may be, all languages as one, since clients mix them."""
    book: dict[tuple[str, ...], frozenset[_Part]] = {}
    for words in WORDS.values():
        for part, phrase in _parts_of(words):
            key = folded_words(phrase)
            book[key] = book.get(key, frozenset()) | {part}
    return book


_BOOK: Final = _phrase_book()
_LONGEST: Final = max(len(phrase) for phrase in _BOOK)


@dataclass(slots=True)
class _Reading:
    """How far a sentence has been read, and what it turned out to be."""

    said: bool = False
    small_talk: bool = False
    thanked: bool = False
    in_reasons: bool = False
    name_may_follow: bool = False

    def accepts(self, parts: frozenset[_Part], word: str) -> bool:
        """Take the next phrase in, or say that it is no courtesy."""
        if self.thanked and folded(word) in _REASONS_BEGIN:
            self.in_reasons = True
        elif parts & _SAYS_SOMETHING:
            self._take(parts)
        elif _Part.SOFTENER not in parts and not (self.in_reasons and _Part.REASON in parts):
            return self._is_name(word)
        return True

    def _take(self, parts: frozenset[_Part]) -> None:
        self.said = True
        self.small_talk |= _Part.SMALL_TALK in parts
        self.thanked |= _Part.THANKS in parts
        self.name_may_follow = bool(parts & _NAME_MAY_FOLLOW)

    def _is_name(self, word: str) -> bool:
        """One capitalised word after thanks or a greeting is whom it is said to."""
        accepted, self.name_may_follow = self.name_may_follow and word.istitle(), False
        return accepted


@lru_cache(maxsize=128)  # asked several times of each message
def is_plain_courtesy(text: str) -> bool:
    """Return whether *text* asks for nothing and reports nothing, in any of our languages mixed."""
    bare, has_emoji = without_emoji(unwrapped(text))
    sentences = [(body, "?" in mark) for body, mark in _SENTENCE.findall(bare) if words_of(body)]
    if not sentences:
        return has_emoji and "?" not in bare
    readings = [_read(body, asks=asks) for body, asks in sentences]
    courteous = [reading for reading in readings if reading is not None]
    said = has_emoji or any(reading.said for reading in courteous)
    return said and len(courteous) == len(readings)


def _read(sentence: str, *, asks: bool) -> _Reading | None:
    """Return the reading of a sentence, or None where it is no courtesy; small talk alone may ask."""
    reading = _Reading()
    for part in sentence.split(","):
        reading.in_reasons = False
        if not all(reading.accepts(parts, word) for parts, word in _phrases(words_of(part))):
            return None
    return None if asks and not reading.small_talk else reading


def _phrases(words: Sequence[str]) -> Iterator[tuple[frozenset[_Part], str]]:
    """Yield what each phrase of a sentence may be, longest phrases first, with its first word as typed."""
    plain = tuple(_plain(word) for word in words)
    at = 0
    while at < len(plain):
        size, parts = _longest(plain[at : at + _LONGEST])
        yield parts, words[at]
        at += size


def _longest(words: tuple[str, ...]) -> tuple[int, frozenset[_Part]]:
    """Return the length and the meanings of the longest known phrase that *words* begin with."""
    for size in range(len(words), 0, -1):
        if parts := _BOOK.get(words[:size]):
            return size, parts
    return 1, _LAUGHS if _LAUGHTER.fullmatch(words[0]) else frozenset()


@lru_cache(maxsize=4096)  # most words are those of other messages
def _plain(typed: str) -> str:
    """Return a word as it is compared: as it is spelled, not as it is drawn out: "thaaanks", "valeuuu"."""
    word = folded(typed)
    return word if _LAUGHTER.fullmatch(word) else _DRAWN_OUT.sub(r"\1", word)
