"""What people typed, without Slack's markup: plain lines to show, and bare words to compare."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_LABELLED: Final = re.compile(r"<(?:(?:https?|mailto|tel|ftp|slack)[^|<>]*|![^|<>]*)\|([^<>]*)>")
_NAMED_CHANNEL: Final = re.compile(r"<#[A-Z0-9]+\|([^<>]+)>")
_BARE_LINK: Final = re.compile(r"<((?:https?|ftp|slack)://[^|<>]*|(?:mailto|tel):[^|<>]*)>")
_BROADCAST: Final = re.compile(r"<!(here|channel|everyone)>")
_NAMED_PERSON: Final = re.compile(r"<@([A-Z0-9]+)\|[^<>]*>")
_MENTION: Final = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
_UNWRAPPED_PERSON: Final = re.compile(r"<@([A-Z0-9]+)>")
_FENCE: Final = re.compile(r"`{1,3}")
_EMPHASIS: Final = re.compile(r"(?<![\w*~_])([*~_])(?=\S)([^\n]*?)(?<=\S)\1(?![\w*~_])")
_LINE_START: Final = re.compile(r"^\s*(?:>|•|[-*]\s)\s*")

_SHORTCODE: Final = re.compile(r"(?<!\w):(?=[^:\s]*[a-z]|\+1:|-1:|100:)[a-z0-9_+'-]+:")
_EMOTICON: Final = re.compile(r"(?<!\w)(?:[:;=8xX][-']?[)\]dDpP3*]|\(:|<3|\^_*\^)(?!\w)")
_WEB_ADDRESS: Final = re.compile(r"(?:https?|ftp)://\S+")
_INVISIBLE: Final = frozenset({"Cf", "Me", "Mn"})

_CLAUSE: Final = re.compile(r"[.,;:!?\n()¿¡\u2013\u2014]+|\s-+\s")
_WORD: Final = re.compile(r"\+1|[^\W_]+(?:['\u2019][^\W_]+)*")


@lru_cache(maxsize=64)  # asked several times of each message
def unwrapped(text: str) -> str:
    """Return Slack's text as its reader sees it: links by their label, entities as characters.

    A mention of a person stays `<@U1>`, since only Slack knows the name. The result is not escaped:
    whoever sends it must.
    """
    if "<" not in text and "&" not in text:  # as in most of what people type
        return text
    text = _NAMED_CHANNEL.sub(r"#\1", _LABELLED.sub(r"\1", text))
    text = _BARE_LINK.sub(lambda link: link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    text = _NAMED_PERSON.sub(r"<@\1>", _BROADCAST.sub(r"@\1", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> list[str]:
    """Return the ids of the people that an unwrapped text mentions."""
    return _UNWRAPPED_PERSON.findall(text)


def without_marks(line: str) -> str:
    """Return one line without bold, italic, strike, code, quote and bullet marks, and single-spaced."""
    line = _EMPHASIS.sub(r"\2", _FENCE.sub("", _LINE_START.sub("", line)))
    return " ".join(line.split())


def shortened(line: str, most: int) -> str:
    """Return *line*, cut at a word and ended with an ellipsis where it is longer than *most* characters."""
    if len(line) <= most:
        return line
    kept = line[:most]
    start, _, _ = kept.rpartition(" ")
    return (start or kept[:-1]).rstrip(" ,;:.-") + "…"


def without_emoji(text: str) -> tuple[str, bool]:
    """Return *text* without emoji, emoticons and mentions of people, and whether any emoji was there."""
    bare = _MENTION.sub(" ", text)
    bare, emoticons = _EMOTICON.subn(" ", bare)
    bare, shortcodes = _SHORTCODE.subn(" ", bare)
    if bare.isascii():  # as most text is, and the rest is slow
        return bare, bool(emoticons or shortcodes)
    pictures = any(unicodedata.category(letter) == "So" for letter in bare)
    kept = "".join(letter for letter in bare if not _is_picture(letter))
    return kept, bool(emoticons or shortcodes or pictures)


def _is_picture(letter: str) -> bool:
    """Pictures, the colours of their skin, and the invisible joints between them; accents stay."""
    category = unicodedata.category(letter)
    return category in {"So", "Sk", "Cf", "Me"} or letter == "\N{VARIATION SELECTOR-16}"


def folded(text: str) -> str:
    """Return *text* without accents and case, so that "Crítico" equals "critico"."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(letter for letter in parts if unicodedata.category(letter) not in _INVISIBLE)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of *text*, as typed."""
    return tuple(_WORD.findall(text))


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of *text* without accents and case."""
    return words_of(folded(text))


def clauses(text: str) -> Sequence[str]:
    """Return the parts of *text* between punctuation marks, web addresses left out."""
    return [part for part in _CLAUSE.split(_WEB_ADDRESS.sub(" ", text)) if part.strip()]
