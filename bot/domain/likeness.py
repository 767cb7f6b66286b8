"""Whether two reports are about the same kind of thing: they share the words that say what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from bot.domain.ticket_words import tokens
from bot.domain.tickets import Ticket

MOST: Final = 3
"""How many tickets that are like a new one are shown."""
_ALIKE: Final = 0.45
"""Of 1, which is the same words; by trial on pairs of reports, see the tests."""
_FEWEST_SHARED: Final = 2
_SHORTEST: Final = 3
_STEM: Final = 6
"""Letters by which words are compared, less a plural's s: orders, order; relatórios, relatório."""
_MOST_WORDS: Final = 40

_SAY_LITTLE: Final = frozenset(
    tokens(
        """
        the and for from with are was were been its this that these those our you your they their
        has have had does did not cannot can could will would should please help hello hey team
        thanks thank since when what why how there here again now still just all any some get got
        getting into out off about after before today yesterday morning problem problems issue
        issues error errors wrong work works working worked broken broke fails fail failing failed
        failure need needs want see seems look looks nothing something anything everything someone
        anyone very more also but urgent asap question ticket support los las del una uno que por
        para con como pero muy mas esta este esto estan son fue han hay desde cuando hola buenos
        buenas dias tardes gracias favor ayuda problema problemas fallo falla fallas funciona
        funcionan nada algo todo todos urgente hoy ayer nuestro nuestra puede podemos dos das uma
        num nao nos nas por pelo pela com como mas muito mais esta este isso sao foi tem desde
        quando ola bom boa dia tarde obrigado obrigada ajuda erro erros falha funcionam tudo hoje
        ontem nosso nossa pode podemos voces estao
        """
    )
)
"""Words that stand in reports of any kind, in English, Spanish and Portuguese."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a ticket is about: the stems of its title, and of all that tells what it is about."""

    title: frozenset[str]
    whole: frozenset[str]
    telling: tuple[str, ...]
    """The words that say most, as they were written, the longest first."""


def report(title: str, more: Iterable[str]) -> Report:
    """Return what a ticket is about, from its title and what was said with it."""
    words = {word: None for text in (title, *more) for word in _telling(text)}
    telling = sorted(words, key=len, reverse=True)
    return Report(_stems(_telling(title)), _stems(list(words)[:_MOST_WORDS]), tuple(telling))


def _telling(text: str) -> list[str]:
    return [
        word
        for word in tokens(text)
        if len(word) >= _SHORTEST and word not in _SAY_LITTLE and not word.isdecimal()
    ]


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.removesuffix("s")[:_STEM] for word in words)


def likeness(one: Report, other: Report) -> float:
    """Return how alike two reports are, from 0 to 1: in their titles, or in all that they say."""
    return max(_shared(one.title, other.title), _shared(one.whole, other.whole))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / sqrt(len(one) * len(other)) if shared >= _FEWEST_SHARED else 0.0


def most_alike(new: Report, earlier: Mapping[int, Ticket], client: str) -> list[int]:
    """Return the numbers of up to three of *earlier* that are really like *new*: *client*'s own come first.

    Those without a summary would tell nobody anything.
    """
    scores = {
        number: likeness(new, report(ticket.title, [ticket.summary]))
        for number, ticket in earlier.items()
        if ticket.summary
    }
    alike = [number for number, score in scores.items() if score >= _ALIKE]
    alike.sort(key=lambda number: (earlier[number].client != client, -scores[number], -number))
    return alike[:MOST]
