"""The one `Database`: transactions that write, consistent reading, migrations and backups, on either kind."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol

from storage.errors import DatabaseUnavailableError
from storage.migrating import MIGRATIONS, Standing, migrate, read_scripts, standing, wipe
from storage.sqlite import SqliteEngine
from storage.stamps import Stamps
from storage.statements import Connection, Dialect
from storage.store import Store


class Engine(Protocol):
    """What each kind of database does in its own way."""

    dialect: Dialect
    address: str

    def writing(
        self, *, pressing: bool = False, long: bool = False
    ) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that writes; it commits at the end, or rolls back whatever goes wrong."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that reads one consistent state."""
        ...

    def glancing(self) -> AbstractAsyncContextManager[Connection]:
        """Read a few rows by their keys, each as it is saved just then."""
        ...

    def migrating(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that writes and keeps every other migration away."""
        ...

    def serving(self) -> AbstractContextManager[None]:
        """Keep other processes from serving too, where only one can."""
        ...

    async def backup(self, path: Path) -> None:
        """Copy everything into a new file."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Database:
    """The memory of the desk. Errors are those of `storage.errors`; none is a driver's."""

    def __init__(self, engine: Engine, stamps: Stamps) -> None:
        self._engine = engine
        self._stamps = stamps

    @classmethod
    async def open(cls, url: str, *, now: Callable[[], datetime]) -> "Database":
        """Connect to `sqlite:///path` or `postgresql://...`; rows are marked with the time *now* tells."""
        return cls(await _engine(url), Stamps(now))

    @property
    def dialect(self) -> Dialect:
        """Which kind of database this is."""
        return self._engine.dialect

    @property
    def address(self) -> str:
        """Where it is, without the password."""
        return self._engine.address

    async def close(self) -> None:
        """Close every connection; what is being written is finished first."""
        await self._engine.close()

    @asynccontextmanager
    async def transaction(self, *, pressing: bool = False, long: bool = False) -> AsyncIterator[Store]:
        """Write: all that the block did is saved at its end, or nothing if it raises or is cancelled.

        A *pressing* one, for which Slack waits, goes before others and waits for none after it. One whose
        statements go through whole tables is *long*: those who do not write go on meanwhile.
        """
        async with self._engine.writing(pressing=pressing, long=long) as connection:
            yield Store(connection, self._stamps)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """Read one consistent state, beside whoever writes; nothing can be saved here."""
        async with self._engine.reading() as connection:
            yield Store(connection, self._stamps)

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[Store]:
        """Read a few rows by their keys, at once; nothing can be saved here.

        Each is read as it is saved just then: two of them may be of different states.
        """
        async with self._engine.glancing() as connection:
            yield Store(connection, self._stamps)

    async def migrate(self, folder: Path = MIGRATIONS) -> tuple[str, ...]:
        """Bring the tables up to date and return the names of what was applied.

        Raises NewerDatabaseError where a newer Hourglass has been here.
        """
        scripts = read_scripts(folder, self.dialect)
        async with self._engine.migrating() as connection:
            return await migrate(connection, scripts, self._stamps.now())

    async def standing(self, folder: Path = MIGRATIONS) -> Standing:
        """Return which migrations are to be applied, or are none of ours; nothing is changed."""
        async with self._engine.reading() as connection:
            return await standing(connection, read_scripts(folder, self.dialect))

    def serving(self) -> AbstractContextManager[None]:
        """Be at work while the block lasts: on SQLite one process can be, on PostgreSQL any number.

        DatabaseInUseError where another one is. Who only looks, migrates or applies a file needs no leave.
        """
        return self._engine.serving()

    async def wipe(self) -> None:
        """Empty every table: for the sandbox, which begins again."""
        async with self._engine.writing(long=True) as connection:
            await wipe(connection)

    async def backup(self, path: Path) -> None:
        """Write a consistent copy into the new file *path*, while everything goes on.

        Raises BackupExistsError, and on PostgreSQL BackupElsewhereError with the command to use.
        """
        await self._engine.backup(path)


async def _engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        return await _postgresql(url)
    file = url.removeprefix("sqlite:///")
    if file in {url, ""}:
        raise DatabaseUnavailableError("...", "the address begins with neither sqlite:/// nor postgresql://")
    return await SqliteEngine.open(Path(file))


async def _postgresql(url: str) -> Engine:
    """Open PostgreSQL, by name: SQLite has no use for its driver, which takes 3 MB."""
    engine: Engine = await import_module("storage.postgresql").PostgresqlEngine.open(url)
    return engine
