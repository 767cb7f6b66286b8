"""The words of tickets, by which they are found: FTS5 on SQLite, a `tsvector` with GIN on PostgreSQL.

A request that is saved puts down no words: it changes the ticket's `seq`, and a small index lists the tickets
whose words are those of an earlier one. They are put down soon after, many at once, and what is missing
before anybody looks for words. So nothing is missed, and intake, which has no time to spare, makes one entry
in an index more.

Neither database's own notion of a word is used: they are given words as `bot.domain.ticket_words` makes them
(FTS5's `ascii` cuts at spaces alone here), and find the same.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from bot.domain.sought import Phrase, Query
from bot.domain.ticket_words import BREAK, Spoken, TicketWords
from bot.domain.tickets import Ticket
from storage.codec import Cell, Shape, clean, number, to_json, values
from storage.statements import Connection, Dialect, Statements

_TICKET: Final = Shape(Ticket)
_MOST_PLACES: Final = 16_383
"""PostgreSQL counts no further; what comes later is found, but not by what it follows."""
_MOST_OF_ONE: Final = 255


class Words:
    """Tickets by their words."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "words")
        self._dialect = connection.dialect

    async def unworded(self, most: int, *, ended: bool = False) -> list[Ticket]:
        """Return the newest tickets whose words are to be put down; on PostgreSQL nobody else changes them.

        Where *ended*, of those that are over.
        """
        return values(_TICKET, await self._sql.rows("unworded", ended=ended, most=most))

    async def spoken(self, tickets: Collection[int]) -> dict[int, list[Spoken]]:
        """Return all that was said to tickets and stands, in order, by their numbers."""
        found: dict[int, list[Spoken]] = {each: [] for each in tickets}
        for row in await self._sql.rows("spoken", numbers=to_json(sorted(tickets))):
            kind, words = str(row["kind"]), str(row["words"])
            text = words if kind == "message" else str(json.loads(words).get("text") or "")
            if text:
                found[number(row, "ticket")].append(Spoken(text, is_note=kind == "noted"))
        return found

    async def put(self, each: Sequence[TicketWords]) -> None:
        """Put down the words of tickets."""
        worded = _document if self._dialect is Dialect.SQLITE else _vector
        cells: list[Mapping[str, Cell]] = [
            {"number": one.number, "words": clean(worded(one.words))} for one in each
        ]
        await self._sql.many("put", cells)
        await self._sql.many("worded", [{"number": one.number, "seq": one.seq} for one in each])

    async def find(self, query: Query, most: int) -> list[int]:
        """Return the numbers of the tickets that a query finds, the newest first."""
        await self._sql.rows("prepare")
        text = _match(query) if self._dialect is Dialect.SQLITE else _tsquery(query)
        return [number(row, "number") for row in await self._sql.rows("find", query=text, most=most)]

    async def keep_alike(self, ticket: int, alike: Sequence[int]) -> None:
        """Keep which tickets a new one is like; what was kept first stays."""
        await self._sql.run("keep_alike", ticket=ticket, alike=to_json(list(alike)))


def _document(words: Sequence[str]) -> str:
    return " ".join(words)


def _vector(words: Sequence[str]) -> str:
    """Return words with their places, as PostgreSQL writes them; in none of ours are quotes."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, 1):
        if word != BREAK:
            places.setdefault(word, []).append(min(place, _MOST_PLACES))
    return " ".join(
        f"'{word}':{','.join(map(str, sorted(set(at))[:_MOST_OF_ONE]))}" for word, at in places.items()
    )


def _match(query: Query) -> str:
    """Return a query as FTS5 reads it: all that stands in it are quoted words of ours."""

    def phrase(each: Phrase, at: Query = query) -> str:
        return f'"{_document(_placed(at, each))}"{" *" if each.goes_on else ""}'

    needed = [phrase(each) for each in query.phrases]
    needed += [_either(map(phrase, query.some), " OR ")] if query.some else []
    needed += [_either((f'"{mark}"' for mark in group), " OR ") for group in query.marks]
    asked, unwanted = " AND ".join(needed), [phrase(each, Query()) for each in query.without]
    return f"({asked}) NOT {_either(unwanted, ' OR ')}" if unwanted else asked


def _tsquery(query: Query) -> str:
    """Return the same as PostgreSQL reads it."""

    def phrase(each: Phrase, at: Query = query) -> str:
        words = [f"'{word}'" for word in _placed(at, each)]
        return f"({' <-> '.join(words)}{':*' if each.goes_on else ''})"

    needed = [phrase(each) for each in query.phrases]
    needed += [_either(map(phrase, query.some), " | ")] if query.some else []
    needed += [_either((f"'{mark}'" for mark in group), " | ") for group in query.marks]
    return " & ".join([*needed, *(f"!{phrase(each, Query())}" for each in query.without)])


def _placed(query: Query, phrase: Phrase) -> list[str]:
    return [f"{query.place}{word}" for word in phrase.words]


def _either(parts: Iterable[str], word: str) -> str:
    return f"({word.join(parts)})"
