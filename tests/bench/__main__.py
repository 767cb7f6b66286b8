"""`make bench`: every benchmark, each row with its ratio to a peer measured in the same run."""

import asyncio
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from tests.bench import intake, storage


def main() -> None:
    """Measure and print."""
    _show("small transactions: 64 at once, SQLite FULL", asyncio.run(storage.measure()))
    _show("intake: signed HTTP, 200 channels, SQLite FULL", asyncio.run(intake.measure()))


def _show(title: str, rows: Iterable[tuple[str, float, float]]) -> None:
    table = Table(title, "a second", "ratio")
    for name, rate, ratio in rows:
        table.add_row(name, f"{rate:,.0f}", f"{ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
