"""SQLite's statements, run at once in the thread of the loop, or in a thread of their connection's own.

Inside a transaction that has begun, a statement that looks rows up by their keys takes some ten microseconds
and waits for nobody: neither for a lock, which the transaction has, nor for the disk, which its COMMIT waits
for. The way to another thread and back costs ten times as much (`make bench`). What may wait or take long
(BEGIN IMMEDIATE, COMMIT, migrations, lists and reports) goes to the connection's own thread.
"""

import sqlite3
from collections.abc import Sequence

import aiosqlite

from storage.statements import Parameters, Statement


class InPlace:
    """Runs statements at once, and so lets nobody else in between."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, parameters: Parameters) -> Sequence[sqlite3.Row]:
        """Run a query and return all its rows."""
        return self._connection.execute(statement.sql, statement.placed(parameters)).fetchall()

    async def run(self, statement: Statement, parameters: Parameters) -> None:
        """Run a statement whose result nobody needs."""
        self._connection.execute(statement.sql, statement.placed(parameters))

    async def run_many(self, statement: Statement, each: Sequence[Parameters]) -> None:
        """Run a statement once for each set of parameters."""
        self._connection.executemany(statement.sql, [statement.placed(one) for one in each])

    async def execute(self, sql: str) -> None:
        """Run one statement without parameters."""
        self._connection.execute(sql)


class InThread:
    """Runs statements in the connection's own thread, while the loop goes on."""

    __slots__ = ("_connection",)

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, parameters: Parameters) -> Sequence[sqlite3.Row]:
        """Run a query and return all its rows."""
        return list(await self._connection.execute_fetchall(statement.sql, statement.placed(parameters)))

    async def run(self, statement: Statement, parameters: Parameters) -> None:
        """Run a statement whose result nobody needs."""
        await self._connection.execute(statement.sql, statement.placed(parameters))

    async def run_many(self, statement: Statement, each: Sequence[Parameters]) -> None:
        """Run a statement once for each set of parameters."""
        await self._connection.executemany(statement.sql, [statement.placed(one) for one in each])

    async def execute(self, sql: str) -> None:
        """Run one statement without parameters."""
        await self._connection.execute(sql)
