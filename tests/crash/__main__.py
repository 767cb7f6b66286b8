"""`make chaos ROUNDS=n SEED=s DB=sqlite|postgresql|both`: chaos, its figures, and exit code 1 if it lost."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from storage.statements import Dialect
from tests.crash.chaos import Result, chaos
from tests.databases import Postgresql

_OUT: Final = Console(soft_wrap=True, highlight=False, emoji=False)


def main() -> None:
    """Run, print and judge."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked.add_argument("--db", choices=(*Dialect, "both"), default="both")
    asked.add_argument("--socket", action="store_true", help="Socket Mode instead of HTTP")
    given = asked.parse_args()
    _OUT.print(f"Chaos with SEED={given.seed}, {given.rounds} rounds")
    dialects = list(Dialect) if given.db == "both" else [Dialect(given.db)]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folders = [Path(name) / dialect for dialect in dialects]
        for folder in folders:
            folder.mkdir()
        urls = [stack.enter_context(_database(*each)) for each in zip(dialects, folders, strict=True)]
        found = asyncio.run(_run(urls, folders, given))
    results = dict(zip(dialects, found, strict=True))
    _show(results)
    if any(result.findings for result in results.values()):
        sys.exit(1)


async def _run(urls: list[str], folders: list[Path], given: argparse.Namespace) -> list[Result]:
    """Run on each database, side by side: a bot that starts waits more than it works."""
    choices = {"rounds": given.rounds, "seed": given.seed, "socket": given.socket}
    runs = zip(urls, folders, strict=True)
    return await asyncio.gather(*(chaos(url, folder, **choices) for url, folder in runs))


@contextmanager
def _database(dialect: Dialect, folder: Path) -> Iterator[str]:
    """An empty database for as long as the block lasts."""
    if dialect is Dialect.SQLITE:
        yield f"sqlite:///{folder / 'chaos.db'}"
        return
    server = Postgresql(Path(tempfile.mkdtemp(prefix="hourglass-pg-")))
    try:
        yield server.url(server.create(migrated=False))
    finally:
        server.stop()


def _show(results: dict[Dialect, Result]) -> None:
    table = Table("", *results)
    names = dict.fromkeys(name for result in results.values() for name in result.figures)
    for name in names:
        table.add_row(name, *(f"{result.figures[name]:,}" for result in results.values()))
    wrong = [sum(map(len, result.findings.wrong.values())) for result in results.values()]
    table.add_row("violations", *map(str, wrong))
    _OUT.print(table)
    for dialect, result in results.items():
        if result.findings:
            _OUT.print(f"Wrong on {dialect}:\n{result.findings}", markup=False)


if __name__ == "__main__":
    main()
