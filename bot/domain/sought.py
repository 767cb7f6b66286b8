"""What somebody looks for, as they typed it: words, "exact words", -words, client:acme, status:open."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.domain.ticket_words import Place, client_mark, status_mark, tokens
from bot.domain.tickets import ACTIVE, WAITING, Status
from bot.errors import UnknownWordError

MOST_TYPED: Final = 500
"""Characters that count: more than a button can carry from page to page nobody types by hand."""
_MOST_PHRASES: Final = 20
_SHORTEST_BEGINNING: Final = 3
"""Letters of a word that is also looked for as the beginning of longer ones: "invoice" finds "invoices"."""
_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
_PIECE: Final = re.compile(
    r"""(?P<minus>[-\u2013\u2212](?=\S))?(?:(?P<name>client|status):\s*)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))""",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\s*#?(\d{1,9})\s*")
STATUSES: Final[Mapping[str, frozenset[Status]]] = {
    "open": ACTIVE,
    "new": frozenset({Status.NEW}),
    "waiting": WAITING,
    "resolved": frozenset({Status.RESOLVED, Status.CLOSED}),
    "closed": frozenset({Status.CLOSED}),
    "cancelled": frozenset({Status.CANCELLED}),
}
"""What may stand after `status:`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; where *goes_on*, the last may be longer."""

    words: tuple[str, ...]
    goes_on: bool = False
    is_exact: bool = False
    """Whether it stood in quotes."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which tickets are found: they have all phrases, one at least of *some*, and none of *without*.

    Of each group in *marks* they have one.
    """

    phrases: tuple[Phrase, ...] = ()
    some: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    place: Place = Place.ANYWHERE
    """Where the phrases stand."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for."""

    typed: str
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    number: int | None = None
    """The ticket whose number was typed and nothing else."""
    client: str = ""
    """As it was typed after `client:`."""
    statuses: frozenset[Status] = field(default_factory=frozenset)
    was_cut: bool = False
    """Whether more was typed than counts."""

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.phrases or self.client or self.statuses)

    def queries(self, client: str | None) -> Sequence[Query]:
        """Return what to look for one after the other, the best first, for a client's id or for all.

        Words as they were typed come before longer ones that begin so; the title before the summary, and both
        before all else.
        """
        marks = ((client_mark(client),),) if client is not None else ()
        if self.statuses:
            marks = (*marks, tuple(sorted(status_mark(each) for each in self.statuses)))
        plain = Query(self.phrases, without=self.without, marks=marks)
        if not self.phrases:
            return (plain,)
        widened = replace(plain, phrases=self.widened)
        each = (plain,) if widened == plain else (plain, widened)
        return [replace(query, place=place) for query in each for place in Place]

    @property
    def widened(self) -> tuple[Phrase, ...]:
        """The phrases, each that was not in quotes as a beginning of longer words too."""
        return tuple(map(_widened, self.phrases))


def _widened(phrase: Phrase) -> Phrase:
    is_long = len(phrase.words[-1]) >= _SHORTEST_BEGINNING
    return phrase if phrase.is_exact or not is_long else replace(phrase, goes_on=True)


def read_sought(typed: str) -> Sought:
    """Read what was typed, whatever it is; UnknownWordError where no status is called so."""
    text = " ".join(typed[:MOST_TYPED].split())
    found = Sought(text, was_cut=len(typed) > MOST_TYPED)
    number = _NUMBER.fullmatch(text)
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        found = _with(found, piece)
    return replace(found, number=int(number[1])) if number else found


def _with(sought: Sought, piece: re.Match[str]) -> Sought:
    quoted, bare = piece["quoted"], piece["bare"] or ""
    said = quoted if quoted is not None else bare
    name = (piece["name"] or "").lower()
    if name == "client" and said.strip():
        return replace(sought, client=said.strip())
    if name == "status" and said.strip():
        return replace(sought, statuses=_statuses(said))
    words = tuple(tokens(said))
    if not words or len(sought.phrases) + len(sought.without) >= _MOST_PHRASES:
        return sought
    phrase = Phrase(words, goes_on=bare.endswith("*"), is_exact=quoted is not None)
    if piece["minus"]:
        return replace(sought, without=(*sought.without, phrase))
    return replace(sought, phrases=(*sought.phrases, phrase))


def _statuses(word: str) -> frozenset[Status]:
    name = word.strip().lower()
    if name not in STATUSES:
        near = difflib.get_close_matches(name, STATUSES, n=1)
        raise UnknownWordError("status", word, near[0] if near else "", tuple(STATUSES))
    return STATUSES[name]
