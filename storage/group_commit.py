"""Group commit: transactions that come together follow each other on one connection, and one COMMIT saves them.

A COMMIT waits for the disk, however little it saves, so many small transactions share one. Each has a
savepoint of its own in the transaction of the group: it is undone alone, and never saved alone. While the
disk is waited for, those who come meanwhile gather for the next group.
"""

import asyncio
import sqlite3
from collections import deque
from contextlib import suppress
from typing import Final

import aiosqlite

MOST_BLOCKS: Final = 64
_LONGEST_SECONDS: Final = 0.05
"""How long a group takes in others: the first of it waits for the last."""
_BEGIN: Final = "BEGIN IMMEDIATE"
_ENTER: Final = "SAVEPOINT block"
_SAVE: Final = "RELEASE block"
_UNDO: Final = "ROLLBACK TO block; RELEASE block"


class WriterConnection(sqlite3.Connection):
    """A connection that can run several statements for one hop to its thread, in the open transaction."""

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        """Run statements, up to the first that fails; sqlite3's own way would COMMIT before them."""
        cursor = self.cursor()
        for statement in script.split(";"):
            cursor.execute(statement)
        return cursor


class Block:
    """One transaction on its way through a group, seen by the task that runs it."""

    __slots__ = ("_committed", "_entered", "ended", "is_alone")

    def __init__(self, *, is_alone: bool) -> None:
        loop = asyncio.get_running_loop()
        self._entered: asyncio.Future[Exception | None] = loop.create_future()
        self._committed: asyncio.Future[Exception | None] = loop.create_future()
        self.ended: asyncio.Future[bool] = loop.create_future()
        """Whether what the block did may be saved."""
        self.is_alone = is_alone

    async def entered(self) -> None:
        """Return once it is this block's turn; raise what the driver said, where no transaction began."""
        if error := await self._entered:
            raise error

    async def committed(self) -> None:
        """Return once the block is saved for good; raise what the driver said, where its group was not."""
        if error := await self._committed:
            raise error

    def leave(self, *, saved: bool) -> None:
        """End the turn, or give up the wait for it; what is not to be saved will be undone."""
        self.ended.set_result(saved)

    def enter(self, error: Exception | None = None) -> None:
        """Let the block in, or tell it why not."""
        _answer(self._entered, error)

    def commit(self, error: Exception | None = None) -> None:
        """Tell the block that it was saved, or why not."""
        _answer(self._committed, error)


class GroupCommit:
    """Lets blocks write one after the other, and commits once nobody waits or a group is large or old.

    One task does that, and nobody cancels it: a block that is cancelled, at whatever moment, holds up nobody.
    """

    def __init__(self, writer: aiosqlite.Connection, *, most: int = MOST_BLOCKS) -> None:
        self._writer = writer
        self._most = most
        self._waiting: deque[Block] = deque()
        self._serving: asyncio.Task[None] | None = None

    def join(self, *, alone: bool = False) -> Block:
        """Queue for a turn; *alone* in a group of its own. Whoever joins must leave, come what may."""
        block = Block(is_alone=alone)
        self._waiting.append(block)
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve(), name="group commit")
        return block

    async def ended(self) -> None:
        """Return once nobody writes or waits for it."""
        while self._serving is not None:
            await asyncio.wait([self._serving])

    async def _serve(self) -> None:
        try:
            while first := self._next():
                await self._group(first)
        finally:
            self._serving = None

    async def _group(self, first: Block) -> None:
        saved: list[Block] = []
        try:
            await self._run(_BEGIN, _ENTER)
        except BaseException as error:
            first.enter(await self._undone(error))
            raise
