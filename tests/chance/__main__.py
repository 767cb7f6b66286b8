"""`make chance PLAYS=n SEED=s DB=sqlite|postgresql`: plays of chance; exit code 1 if a promise was broken."""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from rich.console import Console

from bot.logs import LogFormat, LogLevel, log_to_stderr
from storage.statements import Dialect
from tests.chance.play import play
from tests.databases import Postgresql

_OUT: Final = Console(soft_wrap=True, highlight=False, emoji=False)


def main() -> None:
    """Play, and say how it ended."""
    asked = argparse.ArgumentParser(prog="python -m tests.chance", description=__doc__)
    asked.add_argument("--plays", type=int, default=100)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked.add_argument("--db", choices=list(Dialect), default=Dialect.SQLITE)
    given = asked.parse_args()
    log_to_stderr(LogLevel.ERROR, LogFormat.CONSOLE)
    _OUT.print(f"Chance with SEED={given.seed}, {given.plays} plays on {given.db}")
    with tempfile.TemporaryDirectory() as name, _databases(Dialect(given.db), Path(name)) as make_url:
        try:
            play(make_url, Path(name), plays=given.plays, by_chance=given.seed)
        except AssertionError as error:
            found = [str(error), *getattr(error, "__notes__", ())]
            _OUT.print("A promise was broken:", *found, sep="\n", markup=False)
            sys.exit(1)
    _OUT.print("Every promise was kept.")


@contextmanager
def _databases(dialect: Dialect, folder: Path) -> Iterator[Callable[[], str]]:
    """Make empty databases for as long as the block lasts."""
    if dialect is Dialect.SQLITE:
        numbers = count(1)
        yield lambda: f"sqlite:///{folder / f'chance-{next(numbers)}.db'}"
        return
    server = Postgresql(Path(tempfile.mkdtemp(prefix="hourglass-pg-")))
    try:
        yield lambda: server.url(server.create(migrated=False))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
