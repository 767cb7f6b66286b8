"""Numbered changes to the tables: forward only, all that are new in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.instants import micros
from storage.codec import number
from storage.errors import NewerDatabaseError
from storage.statements import Connection, Dialect, Statements

MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(connection: Connection, scripts: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """Apply the scripts that are new, in order of their names; the caller holds the lock and commits."""
    statements = Statements(connection, "migrations")
    await statements.run("make_table")
    applied = {str(row["name"]) for row in await statements.rows("applied")}
    if unknown := sorted(applied - scripts.keys()):
        raise NewerDatabaseError(tuple(unknown))
    new = tuple(sorted(scripts.keys() - applied))
    for name in new:
        for statement in each_statement(scripts[name]):
            await connection.execute(statement)
    await statements.many("note", [{"name": name, "applied_at": micros(now)} for name in new])
    return new


@dataclass(frozen=True, slots=True)
class Standing:
    """How a database's tables stand to this version's."""

    pending: tuple[str, ...]
    """Changes that are to be applied."""
    unknown: tuple[str, ...]
    """Changes that a newer version has applied."""


async def standing(connection: Connection, scripts: Mapping[str, str]) -> Standing:
    """Look which migrations there are, and change nothing."""
    statements = Statements(connection, "migrations")
    has_table = number(await statements.row("has_table"), "tables") > 0
    applied = {str(row["name"]) for row in await statements.rows("applied")} if has_table else set[str]()
    return Standing(tuple(sorted(scripts.keys() - applied)), tuple(sorted(applied - scripts.keys())))


async def wipe(connection: Connection) -> None:
    """Empty every table but the one that says which migrations this database has."""
    for row in await Statements(connection, "migrations").rows("tables"):
        await connection.execute(f"DELETE FROM {row['name']}")  # noqa: S608 - our own tables, from the catalogue


def read_scripts(folder: Path, dialect: Dialect) -> dict[str, str]:
    """Return the migrations of a folder by name, such as `0001_spine`.

    What only one kind of database takes stands in the folder named for it, and follows what both take.
    """
    return {path.stem: _script(path, folder / dialect / path.name) for path in folder.glob("[0-9]*.sql")}


def _script(*parts: Path) -> str:
    return "".join(each.read_text("utf-8") for each in parts if each.exists())


def each_statement(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one: SQLite's own way to run a script commits first."""
    statement = ""
    for line in _without_comments(script.splitlines()):
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        raise ValueError(f"a migration ends in the middle of a statement: {statement.strip()[:60]}")


def _without_comments(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not line.lstrip().startswith("--"))
