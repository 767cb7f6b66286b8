"""The SQL of each subject, read when it is first used, and run on one open connection."""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from aiosql.adapters.asyncpg import AsyncPGAdapter
from aiosql.query_loader import QueryLoader
from aiosql.types import DriverAdapterProtocol, QueryDatum

from storage.codec import Cell, Row
from storage.driver_errors import DriverErrors
from storage.errors import DatabaseFailedError

Parameters: TypeAlias = Mapping[str, Cell]
"""The parameters of a statement, by their names."""
_ResultT = TypeVar("_ResultT")

_SQL = Path(__file__).parent / "sql"
_NUMBER = re.compile(r"\$(\d+)")
_NAME = re.compile(r"^-- name: ", re.MULTILINE)


class Dialect(StrEnum):
    """Which kind of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, as its kind of database takes it."""

    sql: str
    order: tuple[str, ...]
    """The names of its parameters, which are passed by place: SQLite takes twice as long to bind by name."""

    def placed(self, parameters: Parameters) -> Sequence[Cell]:
        """Return the parameters in their order."""
        return [parameters[name] for name in self.order]


class _Reader(QueryLoader):
    """aiosql's reader of files, less its search for /* comments */, of which we write none.

    It stops at each letter, which took more time than all the rest of the reading: 13 to 28 ms of a start.
    """

    def load_query_data_from_sql(
        self, sql: str, ns_parts: list[str], fname: Path | str = "<unknown>"
    ) -> list[QueryDatum]:
        queries = _NAME.split(sql)[1:]
        return [self._make_query_datum(query, ns_parts, (fname, 0)) for query in queries]


@cache
def load(dialect: Dialect, subject: str) -> Mapping[str, Statement]:
    """Return the statements of a subject; what differs stands in the folder named for its database.

    aiosql finds their names and parameters, and we run them.
    """
    shared, own = (folder / f"{subject}.sql" for folder in (_SQL, _SQL / dialect))
    text = shared.read_text("utf-8") + (own.read_text("utf-8") if own.exists() else "")
    # It writes $1, $2 in the places of the names.
    numbers: DriverAdapterProtocol = AsyncPGAdapter()  # type: ignore[no-untyped-call]
    found = _Reader(numbers, None).load_query_data_from_sql(text, [], shared)
    orders: Mapping[str, Sequence[str]] = getattr(numbers, "var_sorted")  # noqa: B009 - it has no types
    return {
        each.query_name: Statement(_numbered(each.sql, dialect), tuple(orders[each.query_name]))
        for each in found
    }


def _numbered(sql: str, dialect: Dialect) -> str:
    return _NUMBER.sub(r"?\1", sql) if dialect is Dialect.SQLITE else sql


class Driver(Protocol):
    """An open connection of whichever database, as far as all are alike."""

    async def fetch(self, statement: Statement, parameters: Parameters) -> Sequence[Row]:
        """Run a query and return all its rows."""
        ...

    async def run(self, statement: Statement, parameters: Parameters) -> None:
        """Run a statement whose result nobody needs."""
        ...

    async def run_many(self, statement: Statement, each: Sequence[Parameters]) -> None:
        """Run a statement once for each set of parameters, in one go."""
        ...

    async def execute(self, sql: str) -> None:
        """Run one statement without parameters."""
        ...


class Connection:
    """One open transaction. It works until it ends, and is not saved once a statement of it has failed."""

    __slots__ = ("_driver", "_errors", "_has_failed", "_is_open", "address", "dialect")

    def __init__(self, driver: Driver, dialect: Dialect, address: str) -> None:
        self._driver = driver
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
        except BaseException:  # one that was cut off, too: PostgreSQL has undone all that came before it
            self._has_failed = True
            raise

    @property
    def driver(self) -> Driver:
        """What runs a statement; refused after the end, or after a statement that failed."""
        if not self._is_open:
            raise RuntimeError("a statement was asked of a transaction that has ended")
        self._refuse_failed()  # as PostgreSQL does; SQLite may have ended the transaction, and would save it
        return self._driver

    async def execute(self, sql: str) -> None:
        """Run a statement that stands in no subject's file: one of a migration."""
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
        self._queries = load(connection.dialect, subject)

    async def rows(self, name: str, /, **parameters: Cell) -> Sequence[Row]:
        """Return every row of a query."""
        driver = self._connection.driver
        return await self._connection.result(driver.fetch(self._queries[name], parameters))

    async def row(self, name: str, /, **parameters: Cell) -> Row | None:
        """Return the first row of a query named with `^`, or None."""
        driver = self._connection.driver
        found = await self._connection.result(driver.fetch(self._queries[name], parameters))
        return found[0] if found else None

    async def run(self, name: str, /, **parameters: Cell) -> None:
        """Run a statement named with `!`, whose result nobody needs."""
        driver = self._connection.driver
        await self._connection.result(driver.run(self._queries[name], parameters))

    async def many(self, name: str, each: Sequence[Parameters]) -> None:
        """Run a statement named with `*!` once for each set of parameters, in one go."""
        if each:
            driver = self._connection.driver
            await self._connection.result(driver.run_many(self._queries[name], each))
