"""How a figure is shown: beside what it is compared with, as a ratio, and beside the goal of that ratio."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio should be: at least *bound*, or at most."""

    bound: float
    is_least: bool

    def __str__(self) -> str:
        return f"{'at least' if self.is_least else 'at most'} {self.bound:g}"

    def is_met(self, ratio: float) -> bool:
        """Whether a ratio is what it should be."""
        return ratio >= self.bound if self.is_least else ratio <= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """One figure with its unit, and its ratio to the figure that it is compared with."""

    name: str
    figure: str
    ratio: float | None = None
    goal: Goal | None = None


def at_least(bound: float) -> Goal:
    """Return the goal of a ratio that should be large."""
    return Goal(bound, is_least=True)


def at_most(bound: float) -> Goal:
    """Return the goal of a ratio that should be small."""
    return Goal(bound, is_least=False)


def show(title: str, rows: Iterable[Row]) -> None:
    """Print a table; a ratio that misses its goal is red and says so."""
    table = Table("", "measured", "ratio", "goal", title=title, title_justify="left")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        goal, style = "" if row.goal is None else str(row.goal), ""
        if row.goal is not None and row.ratio is not None and not row.goal.is_met(row.ratio):
            goal, style = f"{goal}: missed", "red"
        table.add_row(row.name, row.figure, ratio, goal, style=style)
    Console().print(table)
