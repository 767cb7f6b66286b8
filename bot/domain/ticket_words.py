"""What of a ticket can be found by words, and what counts as a word.

All of it is decided here, without accents and case, so that both databases find the same: they keep these
words as they are. A ticket is one row of words: its title, marked so; its title and summary, marked so; and
all that was said about it, with marks of its client and status. Hence one index answers "all words in the
title" as fast as "anywhere", and what a client has as fast as what all have.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.plain_text import folded, unwrapped
from bot.domain.tickets import Status, Ticket

BREAK: Final = "\ue000"
"""Stands between what does not follow each other, and begins all marks: nobody's word has it in it."""

_SIGNS: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORD: Final = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")
"""A run of letters and digits; a sign of Chinese or Japanese, which write no spaces, stands for itself."""
_MENTION: Final = re.compile(r"<@[A-Z0-9]+>")
_LONGEST_WORD: Final = 60
_MOST_SAID: Final = 200_000
"""Characters of a ticket that can be found, the newest; PostgreSQL takes a megabyte of words."""


class Place(StrEnum):
    """Where in a ticket words stand, the best place first; the value marks the words that stand there."""

    TITLE = "\ue001"
    TOP = "\ue002"
    """In the title or the summary."""
    ANYWHERE = ""


@dataclass(frozen=True, slots=True)
class TicketWords:
    """The words of a ticket as of its event *seq*, in their order."""

    number: int
    seq: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that was said to a ticket."""

    text: str
    is_note: bool = False


def readable(text: str) -> str:
    """Return people's text without Slack's mark-up and mentions, as words are looked for in it."""
    return _MENTION.sub(" ", unwrapped(text))


def tokens(text: str) -> list[str]:
    """Return the words of *text*, without accents and case."""
    return [each[:_LONGEST_WORD] for each in WORD.findall(folded(readable(text)))]


def client_mark(client: str) -> str:
    """Return the word that all tickets of a client have."""
    return f"{BREAK}c{client.encode().hex()}"


def status_mark(status: Status) -> str:
    """Return the word that all tickets of a status have."""
    return f"{BREAK}s{status.replace('_', '')}"


def words_of_ticket(ticket: Ticket, said: Sequence[str]) -> TicketWords:
    """Return the words of a ticket; *said* is all that was said to it, notes too, oldest first."""
    title, summary = tokens(ticket.title), tokens(ticket.summary)
    top = [*title, BREAK, *summary]
    rest = [*top, *_with_breaks([*ticket.details.values(), *_newest(said)])]
    marks = [client_mark(ticket.client), status_mark(ticket.status)]
    words = (*_placed(Place.TITLE, title), BREAK, *_placed(Place.TOP, top), BREAK, *rest, BREAK, *marks)
    return TicketWords(ticket.number, ticket.seq, words)


def _placed(place: Place, words: Iterable[str]) -> Iterator[str]:
    return (word if word == BREAK else f"{place}{word}" for word in words)


def _with_breaks(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield BREAK
        yield from tokens(text)


def _newest(said: Sequence[str]) -> list[str]:
    """Return the newest of what was said, as far as it can be found."""
    left, kept = _MOST_SAID, list[str]()
    for text in reversed(said):
        kept.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return kept[::-1]
