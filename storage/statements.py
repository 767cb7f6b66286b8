"""The SQL of each subject, loaded once per kind of database, and run on one open connection."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import aiosql
from aiosql.adapters.aiosqlite import AioSQLiteAdapter

from bot.errors import SupportError
from storage.codec import Cell, Row
from storage.driver_errors import DriverErrors
from storage.errors import DatabaseFailedError
from storage.in_place import Parameters

_ResultT = TypeVar("_ResultT")

_SQL = Path(__file__).parent / "sql"


class Dialect(StrEnum):
    """Which kind of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Statement(Protocol):
    """One of aiosql's, which runs on whatever connection it is handed."""

    sql: str

    def __call__(self, driver: object, *each: object, **parameters: Cell) -> Any:  # noqa: ANN401 - by its kind
        """Run it."""
        ...


class SqliteDriver(Protocol):
    """What runs statements on SQLite: aiosqlite, by a hop to its thread, or `storage.in_place`, at once."""

    async def execute(self, sql: str, parameters: Parameters = ..., /) -> object:
        """Run a statement, whose result nobody needs."""
        ...

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> object:
        """Run a statement once for each set of parameters."""
        ...

    async def execute_fetchall(self, sql: str, parameters: Parameters = ..., /) -> Iterable[sqlite3.Row]:
        """Run a query and return all its rows."""
        ...


class _OneStep(AioSQLiteAdapter):
    """aiosql's adapter for aiosqlite, with one call of the driver where that makes three."""

    async def select(
        self,
        conn: "SqliteDriver",
        _query_name: str,
        sql: str,
        parameters: Mapping[str, Cell],
        _record_class: object = None,
    ) -> AsyncIterator[sqlite3.Row]:
        for row in await conn.execute_fetchall(sql, parameters):
            yield row

    async def select_one(
        self,
        conn: "SqliteDriver",
        _query_name: str,
        sql: str,
        parameters: Mapping[str, Cell],
        _record_class: object = None,
    ) -> sqlite3.Row | None:
        rows = await conn.execute_fetchall(sql, parameters)
        return next(iter(rows), None)

    async def insert_update_delete(
        self, conn: "SqliteDriver", _query_name: str, sql: str, parameters: Mapping[str, Cell]
    ) -> None:
        await conn.execute(sql, parameters)

    async def insert_update_delete_many(
        self, conn: "SqliteDriver", _query_name: str, sql: str, parameters: Sequence[Mapping[str, Cell]]
    ) -> None:
        await conn.executemany(sql, parameters)


_ADAPTERS: Mapping[Dialect, type[AioSQLiteAdapter] | str] = {
    Dialect.SQLITE: _OneStep,
    Dialect.POSTGRESQL: "asyncpg",
}


@cache
def load(dialect: Dialect) -> Mapping[str, Mapping[str, Statement]]:
    """Return the statements of every subject; what differs stands in the folder named for its database."""
    queries: dict[str, Mapping[str, Statement]] = {}
    for path in sorted(_SQL.glob("*.sql")):
        own = _SQL / dialect / path.name
        text = path.read_text("utf-8") + (own.read_text("utf-8") if own.exists() else "")
        found = aiosql.from_str(text, _ADAPTERS[dialect])
        queries[path.stem] = {name: getattr(found, name) for name in found.available_queries}
    return queries


class Driver(Protocol):
    """A connection of either driver, as far as both are alike."""

    def execute(self, sql: str, /) -> Awaitable[object]:
        """Run one statement without parameters."""
        ...


class Connection:
    """One open transaction. It works until it ends, and is not saved once a statement of it has failed."""

    __slots__ = ("_errors", "_has_failed", "_is_open", "address", "dialect", "driver")

    def __init__(self, driver: Driver, dialect: Dialect, address: str) -> None:
        self.driver = driver
        self.dialect = dialect
        self.address = address
        self._is_open = True
        self._has_failed = False
        self._errors = DriverErrors(address)

    async def result(self, statement: Awaitable[_ResultT]) -> _ResultT:
        """Run one statement and return its result; a driver's error is raised as ours."""
        try:
            with self._errors:
                return await statement
        except SupportError:
            self._has_failed = True
            raise

    def expect_open(self) -> None:
        """Refuse a statement after the end, or after one that failed."""
        if not self._is_open:
            raise RuntimeError("a statement was asked of a transaction that has ended")
        self._refuse_failed()  # as PostgreSQL does; SQLite may have ended the transaction, and would save it

    async def execute(self, sql: str) -> None:
        """Run a statement that stands in no subject's file: one of a migration."""
        self.expect_open()
        await self.result(self.driver.execute(sql))

    def close(self) -> None:
        """Run no further statement."""
        self._is_open = False

    def finish(self) -> None:
        """End before the commit, which is refused after a failure: PostgreSQL would quietly save nothing."""
        self.close()
        self._refuse_failed()

    def _refuse_failed(self) -> None:
        if self._has_failed:
            raise DatabaseFailedError("the transaction went on after one of its statements had failed")


class Statements:
    """The statements of one subject on one open transaction, by their names in its SQL file."""

    __slots__ = ("_connection", "_queries")

    def __init__(self, connection: Connection, subject: str) -> None:
        self._connection = connection
        self._queries = load(connection.dialect)[subject]

    async def rows(self, name: str, /, **parameters: Cell) -> list[Row]:
        """Return every row of a query."""
        statement = self._statement(name)
        return await self._connection.result(_all(statement(self._connection.driver, **parameters)))

    async def row(self, name: str, /, **parameters: Cell) -> Row | None:
        """Return the first row of a query named with `^`, or None."""
        statement = self._statement(name)
        row: Row | None = await self._connection.result(statement(self._connection.driver, **parameters))
        return row

    async def run(self, name: str, /, **parameters: Cell) -> None:
        """Run a statement named with `!`, whose result nobody needs."""
        statement = self._statement(name)
        await self._connection.result(statement(self._connection.driver, **parameters))

    async def many(self, name: str, each: Sequence[Mapping[str, Cell]]) -> None:
        """Run a statement named with `*!` once for each set of parameters, in one go."""
        if each:
            statement = self._statement(name)
            await self._connection.result(statement(self._connection.driver, each))

    def _statement(self, name: str) -> Statement:
        self._connection.expect_open()
        return self._queries[name]


async def _all(rows: AsyncIterator[Row]) -> list[Row]:
    return [row async for row in rows]
