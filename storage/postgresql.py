"""PostgreSQL behind the `Database`: a pool, where any number of processes may share one database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from asyncpg.transaction import Transaction

from storage.backup import pg_dump, without_password
from storage.codec import Row
from storage.driver_errors import DriverErrors, in_our_words
from storage.errors import (
    BackupElsewhereError,
    DatabaseConflictError,
    DatabaseFailedError,
    DatabaseUnavailableError,
)
from storage.statements import Connection, Dialect, Parameters, Statement

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    PoolConnection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]

_CONNECTIONS = 10
_KEPT = 2
"""Connections that the many who write leave to what presses."""
_CONNECT_SECONDS = 10.0
_STATEMENT_SECONDS = 60.0
_CLOSE_SECONDS = 5.0
_MIGRATING = 7469724330
"""Our key among the database's advisory locks."""
_NO_LONGER_USABLE = frozenset({"08", "28", "3D", "53", "57", "58"})
"""Classes of SQLSTATE that mean: not reachable, not let in, no such database, out of means, shut down."""
_SOMEBODY_ELSE_FIRST = frozenset({"23505", "40001", "40P01"})
"""Unique violation, serialization failure, deadlock."""


@in_our_words.register
def _(error: asyncpg.PostgresError, address: str) -> Exception:
    state: str = error.sqlstate or ""
    why = _without_quotations(error)
    if state in _SOMEBODY_ELSE_FIRST:
        return DatabaseConflictError(why)
    if state[:2] in _NO_LONGER_USABLE:
        return DatabaseUnavailableError(address, why)
    return DatabaseFailedError(why)


def _without_quotations(error: asyncpg.PostgresError) -> str:
    """Return an error's text, and take out of it what may quote people: tracebacks write it into the log."""
    error.detail = None
    if isinstance(error, asyncpg.DataError):  # says which value does not fit
        error.args = (f"{type(error).__name__}: a value does not fit its column",)
    return str(error.args[0])


@in_our_words.register(asyncpg.InterfaceError)
@in_our_words.register(asyncpg.InternalClientError)
def _(error: Exception, address: str) -> Exception:
    return DatabaseUnavailableError(address, str(error) or type(error).__name__)


class _ByPlace:
    """Runs statements on a connection, whose parameters go by place."""

    __slots__ = ("_connection",)

    def __init__(self, connection: "PoolConnection") -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, parameters: Parameters) -> Sequence[Row]:
        """Run a query and return all its rows."""
        return await self._connection.fetch(statement.sql, *statement.placed(parameters))

    async def run(self, statement: Statement, parameters: Parameters) -> None:
        """Run a statement whose result nobody needs."""
        await self._connection.execute(statement.sql, *statement.placed(parameters))

    async def run_many(self, statement: Statement, each: Sequence[Parameters]) -> None:
        """Run a statement once for each set of parameters, in one go."""
        await self._connection.executemany(statement.sql, [statement.placed(one) for one in each])

    async def execute(self, sql: str) -> None:
        """Run one statement without parameters."""
        await self._connection.execute(sql)


class PostgresqlEngine:
    """A pool of connections to one database."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: str, pool: "Pool") -> None:
        self.address = without_password(url)
        self._url = url
        self._pool = pool
        self._seats = asyncio.Semaphore(_CONNECTIONS - _KEPT)

    @classmethod
    async def open(cls, url: str) -> "PostgresqlEngine":
        """Connect once, so that a wrong address is found now."""
        address = without_password(url)
        try:
            with DriverErrors(address):
                return cls(url, await _pool(url))
        except ValueError:
            # From None: what cannot be read may be the password.
            raise DatabaseUnavailableError(address, "this address cannot be read") from None

    async def close(self) -> None:
        """Let running transactions end for a few seconds, then close every connection."""
        try:
            await asyncio.wait_for(self._pool.close(), _CLOSE_SECONDS)
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def writing(self, *, pressing: bool = False, long: bool = False) -> AsyncIterator[Connection]:
        """Write, seeing what others commit meanwhile: who decides on a row must lock it first.

        A few connections are kept for who is *pressing*, however many others wait. A *long* one is as any.
        """
        del long
        seat = nullcontext() if pressing else self._seats
        async with seat, self._transaction("read_committed", reads_only=False) as connection:
            yield connection

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Read one consistent state; nothing can be written here."""
        return self._transaction("repeatable_read", reads_only=True)

    glancing = reading

    @asynccontextmanager
    async def _transaction(
        self, isolation: Literal["read_committed", "repeatable_read"], *, reads_only: bool
    ) -> AsyncIterator[Connection]:
        with DriverErrors(self.address):
            driver = await self._pool.acquire(timeout=_CONNECT_SECONDS)
        connection = Connection(_ByPlace(driver), self.dialect, self.address)
        transaction = driver.transaction(isolation=isolation, readonly=reads_only)
        try:
            with DriverErrors(self.address):
                await transaction.start()
            async with self._ending(transaction, connection):
                yield connection
        finally:
            with DriverErrors(self.address):
                await self._pool.release(driver)

    @asynccontextmanager
    async def _ending(self, transaction: Transaction, connection: Connection) -> AsyncIterator[None]:
        """Commit, or roll back whatever goes wrong, a cancelled task too."""
        try:
            yield
            connection.finish()
        except BaseException:
            connection.close()
            # A database that cannot be reached any more rolls back by itself.
            with suppress(DatabaseUnavailableError), DriverErrors(self.address):
                await transaction.rollback()
            raise
        with DriverErrors(self.address):
            await transaction.commit()

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[Connection]:
        """Write under a lock that every process takes before it changes tables, however long that takes."""
        with DriverErrors(self.address):
            driver = await asyncpg.connect(self._url, timeout=_CONNECT_SECONDS)
        connection = Connection(_ByPlace(driver), self.dialect, self.address)
        transaction = driver.transaction()
        try:
            with DriverErrors(self.address):
                await transaction.start()
                await driver.execute("SELECT pg_advisory_xact_lock($1)", _MIGRATING)
            async with self._ending(transaction, connection):
                yield connection
        finally:
            await driver.close(timeout=_CLOSE_SECONDS)

    def serving(self) -> AbstractContextManager[None]:
        """Let any number of processes serve: each has only what it has leased."""
        return nullcontext()

    async def backup(self, path: Path) -> None:
        """Refuse, and say which command makes the backup."""
        raise BackupElsewhereError(pg_dump(self._url, path))


async def _pool(url: str) -> "Pool":
    pool: Pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=_CONNECTIONS,
        timeout=_CONNECT_SECONDS,
        command_timeout=_STATEMENT_SECONDS,
        reset=_leave_as_it_is,
        server_settings={"application_name": "hourglass"},
    )
    return pool


async def _leave_as_it_is(_connection: object) -> None:
    """Spare a round trip at each release: we change nothing that outlives a transaction."""
