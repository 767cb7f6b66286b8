"""Charts as plain values: bars beside or upon each other, with a line, or rows of what is used of something.

All words in them are worded already; how they look is the business of `bot.printing`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """How the amounts of a chart are laid out."""

    BESIDE = "beside"
    """A group of columns for each label."""
    STACKED = "stacked"
    """One column for each label, its parts upon each other."""
    ROWS = "rows"
    """One row for each label, its parts after each other."""


class Tone(StrEnum):
    """What an amount stands for; each has a colour of its own, and one that warns has stripes."""

    MAIN = "main"
    SECOND = "second"
    WARNING = "warning"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Series:
    """One amount for each label of a chart, in whatever unit all of its amounts share."""

    tone: Tone
    label: str
    amounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; it has at least one label."""

    title: str
    labels: tuple[str, ...]
    layout: Layout
    series: tuple[Series, ...]
    line: Series | None = None
    """Drawn below the columns, over the same labels, on a scale of its own."""
    notes: tuple[str, ...] = ()
    """What stands at the end of each stack or row; none where this is empty."""
