"""SQLite behind the `Database`: one writer that everybody takes in turn, and readers beside it."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path

from storage.backup import copy_sqlite
from storage.driver_errors import DriverErrors
from storage.errors import DatabaseUnavailableError
from storage.group_commit import MOST_BLOCKS, GroupCommit, SteppedConnection, Turn
from storage.lock_file import hold
from storage.statements import Connection, Dialect

_BUSY_SECONDS = 10.0
"""How long to wait for another process that writes."""
_WAL_TRIES, _WAL_PAUSE_SECONDS = 100, 0.05
_READERS = 4
_ROWS_AT_ONCE = 64
_STATEMENTS = 512
"""How many statements a connection keeps compiled: more than we have."""
_OLDEST = (3, 35, 0)
"""The first SQLite that knows RETURNING."""


class _Readers:
    """A few connections that only read, opened when they are first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seats = asyncio.Semaphore(_READERS)
        self._free: list[SteppedConnection] = []

    @asynccontextmanager
    async def one(self, address: str) -> AsyncIterator[SteppedConnection]:
        """Have a connection for oneself; *address* is named in errors."""
        async with self._seats:
            with DriverErrors(address):
                reader = self._free.pop() if self._free else await _connect(self._path, reads_only=True)
            try:
                yield reader
            finally:
                self._free.append(reader)

    async def close(self) -> None:
        """Close them all, once nobody reads; nobody gets one any more."""
        for _ in range(_READERS):
            await self._seats.acquire()
        for each in self._free:
            await each.close()


class SqliteEngine:
    """One file: WAL, so that readers and the writer do not wait for each other, and synced at each commit."""

    dialect = Dialect.SQLITE

    def __init__(
        self, path: Path, writer: SteppedConnection, glancer: SteppedConnection, *, most_in_group: int
    ) -> None:
        self.address = f"sqlite:///{path}"
        self._path = path
        self._writer = writer
        self._groups = GroupCommit(writer, most=most_in_group)
        self._readers = _Readers(path)
        # It reads at once, and so one is enough for all: nothing of it can be half done when the next asks.
        self._glancer = glancer
        self._is_closed = False

    @classmethod
    async def open(cls, path: Path, *, most_in_group: int = MOST_BLOCKS) -> "SqliteEngine":
        """Open the file, making it where missing, but no folder; a COMMIT saves *most_in_group* blocks."""
        with DriverErrors(f"sqlite:///{path}"):
            if sqlite3.sqlite_version_info < _OLDEST:
                raise DatabaseUnavailableError(
                    f"sqlite:///{path}", f"SQLite {sqlite3.sqlite_version} is too old"
                )
            await asyncio.to_thread(_make_private, path)
            writer = await _connect(path)
            glancer = await _connect(path, reads_only=True)
            return cls(path, writer, glancer, most_in_group=most_in_group)

    async def close(self) -> None:
        """Close every connection, once whoever writes or reads has ended; nobody begins any more."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._groups.idle()
        await self._writer.close()
        await self._readers.close()
        await self._glancer.close()

    def writing(
        self, *, pressing: bool = False, long: bool = False
    ) -> AbstractAsyncContextManager[Connection]:
        """Write while nobody else does; others that write now may be saved by the same COMMIT, or not either.

        Whatever goes wrong, a cancelled task too, undoes this block alone. One that is cancelled after its
        end, while it waits for the COMMIT, may be saved.
        """
        if long:
            return self._block(Turn.ALONE)
        return self._block(Turn.PRESSING if pressing else Turn.SHARED)

    def migrating(self) -> AbstractAsyncContextManager[Connection]:
        """Write in a transaction of one's own, which may take long; other processes wait for it."""
        return self._block(Turn.ALONE)

    @asynccontextmanager
    async def _block(self, turn: Turn) -> AsyncIterator[Connection]:
        self._refuse_closed()
        driver = self._writer.in_thread if turn is Turn.ALONE else self._writer.in_place
        connection = Connection(driver, self.dialect, self.address)
        block = self._groups.join(turn)
        try:
            with DriverErrors(self.address):
                await block.entered()
            self._refuse_closed()
            yield connection
            connection.finish()
        except BaseException:
            # The connection's thread works in order: even a statement that we no longer wait for is undone.
            connection.close()
            block.leave(good=False)
            raise
        block.leave(good=True)
        with DriverErrors(self.address):
            await block.committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Read one consistent state, however much; nothing can be written here."""
        self._refuse_closed()  # before the queue: `close` keeps every seat
        async with self._readers.one(self.address) as reader:
            connection = Connection(reader.in_thread, self.dialect, self.address)
            said: list[Exception | None] = []
            # Its thread works in order, so nobody need wait for the BEGIN, nor for the end.
            reader.submit("BEGIN", then=said.append)
            try:
                yield connection
                with DriverErrors(self.address):
                    _raise_any(said)
            finally:
                connection.close()
                reader.submit("ROLLBACK", then=said.append)

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[Connection]:
        """Read a few rows by their keys, at once, each as it is saved now; nothing can be written here."""
        self._refuse_closed()
        connection = Connection(self._glancer.in_place, self.dialect, self.address)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Hold a lock file beside the database: who starts takes over what another left undone."""
        beside = self._path.resolve()  # another name of the same file has the same lock
        with DriverErrors(self.address):
            lock = hold(beside.with_name(f"{beside.name}.lock"), self.address)
        with lock:
            yield

    async def backup(self, path: Path) -> None:
        """Copy the database as it is now into a new file, while it is written to."""
        with DriverErrors(self.address):
            await asyncio.to_thread(copy_sqlite, self._path, path)

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise DatabaseUnavailableError(self.address, "it has been closed")


def _raise_any(said: Iterable[Exception | None]) -> None:
    for error in filter(None, said):
        raise error


def _make_private(path: Path) -> None:
    """Make the file where it is missing, for its owner alone: it holds what clients wrote.

    A folder is not made, as a mistyped path would get one; DatabaseUnavailableError where it is missing.
    SQLite gives the files that it makes beside this one the same rights.
    """
    file = path.resolve()
    if not file.parent.is_dir():
        why = f"there is no folder {file.parent}: make it first"
        raise DatabaseUnavailableError(f"sqlite:///{path}", why)
    # One that is there is not even opened: closing it would let go of SQLite's locks in this process.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


async def _connect(path: Path, *, reads_only: bool = False) -> SteppedConnection:
    """Open a connection whose transactions are ours alone to begin and end."""
    # Two threads use it, never both at once: its own, and the loop's while its own has nothing to do.
    connect = partial(
        sqlite3.connect,
        path,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    connection = SteppedConnection(connect, iter_chunk_size=_ROWS_AT_ONCE)
    await connection
    connection.row_factory = sqlite3.Row
    try:
        await _use_wal(connection)
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what is removed for good is not to be read in the file
            f"query_only = {int(reads_only)}",
        ):
            await connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return connection


async def _use_wal(connection: SteppedConnection) -> None:
    """Switch to the write-ahead log; SQLite does not wait for others who do so just then, so we do."""
    for left in reversed(range(_WAL_TRIES)):
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            await asyncio.sleep(_WAL_PAUSE_SECONDS)
        else:
            return
