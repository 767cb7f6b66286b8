"""SQLite's statements run at once, in the thread of the loop.

Inside a transaction that has begun, a statement that looks rows up by their keys takes some ten microseconds
and waits for nobody: neither for a lock, which the transaction has, nor for the disk, which its COMMIT waits
for. The way to another thread and back costs ten times as much (`make bench`). What may wait or take long
(BEGIN IMMEDIATE, COMMIT, migrations, lists and reports) goes to the connection's own thread.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from storage.codec import Cell

Parameters: TypeAlias = Mapping[str, Cell] | Sequence[Cell]


class InPlace:
    """A driver for `storage.statements` that never lets anybody else in between."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement, whose result nobody needs."""
        self._connection.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement once for each set of parameters."""
        self._connection.executemany(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run a query and return all its rows."""
        return self._connection.execute(sql, parameters).fetchall()
