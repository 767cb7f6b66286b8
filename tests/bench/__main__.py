"""`make bench`: every benchmark, each row with its ratio to a peer measured in the same run."""

import asyncio

from rich.console import Console
from rich.table import Table

from tests.bench import intake


def main() -> None:
    """Measure and print."""
    table = Table("intake: signed HTTP, 200 channels, SQLite FULL", "a second", "ratio")
    for name, rate, ratio in asyncio.run(intake.measure()):
        table.add_row(name, f"{rate:,.0f}", f"{ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
