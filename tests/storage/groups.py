"""An engine whose transactions share commits, and somebody who looks on from outside."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from storage.group_commit import MOST_BLOCKS
from storage.sqlite import SqliteEngine
from storage.statements import Connection

_TABLES = (
    "CREATE TABLE notes (id INTEGER, half INTEGER)",
    "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
    "CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """An engine, and an independent connection that sees what is saved for good."""

    engine: SqliteEngine
    observer: sqlite3.Connection

    def saved(self) -> list[int]:
        return [row[0] for row in self.observer.execute("SELECT id FROM notes WHERE half = 2 ORDER BY id")]

    def halves(self) -> int:
        (found,) = self.observer.execute("SELECT count(*) FROM notes").fetchone()
        return int(found)

    async def write(self, number: int) -> list[int]:
        """Save a note, and return what the observer sees right after."""
        async with self.engine.writing() as connection:
            await note(connection, number)
        return self.saved()


async def note(connection: Connection, number: int) -> None:
    for half in (1, 2):
        await connection.execute(f"INSERT INTO notes VALUES ({number}, {half})")  # noqa: S608 - our own numbers


@asynccontextmanager
async def opened(folder: Path, *, most: int = MOST_BLOCKS) -> AsyncIterator[Desk]:
    path = folder / "groups.db"
    async with AsyncExitStack() as stack:
        engine = await SqliteEngine.open(path, most_in_group=most)
        stack.push_async_callback(engine.close)
        async with engine.migrating() as connection:
            for table in _TABLES:
                await connection.execute(table)
        observer = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        yield Desk(engine, observer)


@dataclass(slots=True)
class Holder:
    """A block that stays inside until it is told to go, so that others gather behind it."""

    block: AbstractAsyncContextManager[Connection]
    number: int = 0
    is_inside: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        async with self.block as connection:
            await note(connection, self.number)
            self.is_inside.set()
            await self.go.wait()


async def started(holder: Holder) -> asyncio.Task[None]:
    task = asyncio.create_task(holder.run())
    await holder.is_inside.wait()
    return task


async def queued(*each: Coroutine[None, None, list[int]]) -> list[asyncio.Task[list[int]]]:
    tasks = [asyncio.create_task(one) for one in each]
    await asyncio.sleep(0)
    return tasks


async def fail(desk: Desk, number: int) -> list[int]:
    async with desk.engine.writing() as connection:
        await note(connection, number)
        raise ValueError(number)


async def run(desk: Desk, *statements: str) -> list[int]:
    async with desk.engine.writing() as connection:
        for statement in statements:
            await connection.execute(statement)
    return desk.saved()
