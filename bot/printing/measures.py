"""How wide the columns of a table are: what is short stays on one line, and the rest shares what is left."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.domain.documents import Table

Measure = Callable[[str, bool], float]
"""How wide a text is, in millimetres; whether it is bold."""

PADDING_MM: Final = 1.4
"""What stays free on each side of a cell."""
_SHORT: Final = 0.2
"""What takes no more than this of the page is not broken into lines."""
_LONGEST_WORD: Final = 0.4
"""A word that takes more of the page than this is broken."""
_SLACK_MM: Final = 0.3
"""So that what just fits is not broken since sums are inexact."""


def widths(table: Table, room: float, measure: Measure) -> tuple[float, ...]:
    """Return how wide each column of a table is, in millimetres; together they are as wide as the room.

    Headings stand on one line where all of them can.
    """
    whole = [_wanted(table, at, measure) for at in range(len(table.columns))]
    unbroken = [max(each, _heading(table, at, measure)) for at, each in enumerate(whole)]
    if sum(_least(table, unbroken, room, measure)) <= room:
        whole = unbroken
    least = _least(table, whole, room, measure)
    lacking = [wants - has for wants, has in zip(whole, least, strict=True)]
    more = _shared(room - sum(least), lacking, _amounts(table, measure))
    found = [has + gets for has, gets in zip(least, more, strict=True)]
    return tuple(each * room / sum(found) for each in found)


def _amounts(table: Table, measure: Measure) -> list[float]:
    """Return how much stands in each column in all: one long cell among short ones is not much."""
    columns = range(len(table.columns))
    return [sum(_longest([row[at]], measure, is_bold=False) for row in table.rows) for at in columns]


def _shared(free: float, lacking: Sequence[float], amounts: Sequence[float]) -> list[float]:
    """Share what is free by how much stands in each column; none gets more than it lacks."""
    given = [0.0] * len(lacking)
    wanting = [at for at, lacks in enumerate(lacking) if lacks > 0 and amounts[at] > 0 and free > 0]
    while wanting:
        part = free / sum(amounts[at] for at in wanting)
        full = [at for at in wanting if lacking[at] <= part * amounts[at]]
        for at in full or wanting:
            given[at] = min(lacking[at], part * amounts[at])
        free -= sum(given[at] for at in full)
        wanting = [at for at in wanting if at not in full] if full else []
    return given


def _least(table: Table, whole: Sequence[float], room: float, measure: Measure) -> list[float]:
    """Return how wide the columns are at least that are *whole* where nothing in them is broken."""
    return [
        each if each <= room * _SHORT else min(_longest_word(table, at, measure), room * _LONGEST_WORD)
        for at, each in enumerate(whole)
    ]


def _heading(table: Table, at: int, measure: Measure) -> float:
    """Return how wide a column is whose heading stands on one line."""
    return _longest([table.columns[at].heading], measure, is_bold=True) + 2 * PADDING_MM + _SLACK_MM


def _wanted(table: Table, at: int, measure: Measure) -> float:
    """Return how wide a column is in which nothing is broken but its heading."""
    return _widest(table, at, measure, lambda text: [text])


def _longest_word(table: Table, at: int, measure: Measure) -> float:
    """Return how wide a column is in which no word is broken."""
    return _widest(table, at, measure, str.split)


def _widest(table: Table, at: int, measure: Measure, parts: Callable[[str], Sequence[str]]) -> float:
    """Return how wide the widest part of a column's cells is, or the widest word of its heading."""
    head = _longest(table.columns[at].heading.split(), measure, is_bold=True)
    cells = (_longest(parts(row[at]), measure, is_bold=False) for row in table.rows)
    total = _longest(parts(table.totals[at]), measure, is_bold=True) if table.totals else 0.0
    return max([head, total, *cells]) + 2 * PADDING_MM + _SLACK_MM


def _longest(texts: Iterable[str], measure: Measure, *, is_bold: bool) -> float:
    return max((measure(each, is_bold) for each in texts), default=0.0)
