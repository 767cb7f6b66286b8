"""Group commit: transactions that come together follow each other on one connection, saved by one COMMIT.

A COMMIT waits for the disk, however little it saves, so many small transactions share one. Each has a
savepoint of its own in the transaction of its group: it is undone alone, and never saved alone. While the
disk is waited for, those who come meanwhile gather for the next group. What may wait, BEGIN and COMMIT, is
done in the connection's thread; all else at once (see `storage.sqlite_drivers`).
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Final

import aiosqlite

from storage.sqlite_drivers import InPlace, InThread

MOST_BLOCKS: Final = 128
_LONGEST_SECONDS: Final = 0.1
"""How long a group lets others in: whoever ended first waits for the last."""
_BEGIN: Final = "BEGIN IMMEDIATE"
_ENTER: Final = "SAVEPOINT block"
_SAVE: Final = "RELEASE block"
_UNDO: Final = ("ROLLBACK TO block", "RELEASE block")


class SteppedConnection(aiosqlite.Connection):
    """A connection that also runs several statements for one hop to its thread, or for none."""

    @property
    def in_place(self) -> InPlace:
        """What runs statements of a transaction that has begun, while the thread has nothing to do."""
        return InPlace(self._conn)

    @property
    def in_thread(self) -> InThread:
        """What runs statements that may take long."""
        return InThread(self)

    def run(self, *statements: str) -> Exception | None:
        """Run statements at once, while the thread has nothing to do; at the first error roll all back."""
        return self._run(statements)

    def submit(self, *statements: str, then: Callable[[Exception | None], None]) -> None:
        """Run statements after all that was asked before; at the first error roll everything back.

        *then* is called in the loop, with the error if there was one. Nothing waits here, so nothing can be
        cancelled here.
        """
        loop = asyncio.get_running_loop()
        self._tx.put_nowait((None, lambda: loop.call_soon_threadsafe(then, self._run(statements))))

    def _run(self, statements: tuple[str, ...]) -> Exception | None:
        try:
            for statement in statements:
                self._conn.execute(statement)
        except Exception as error:  # noqa: BLE001 - whatever it was: somebody waits for the end, and others behind them
            return self._undone(error, was_open=statements[0] != _BEGIN)
        return None

    def _undone(self, error: Exception, *, was_open: bool) -> Exception:
        """Roll back and say why: of a transaction that is gone, since it was undone before we asked."""
        is_gone = was_open
        with suppress(sqlite3.Error, ValueError):  # ValueError: aiosqlite has closed the connection
            is_gone = was_open and not self._conn.in_transaction
            self._conn.rollback()
        return OSError(f"the transaction was undone: {error}") if is_gone else error


class Turn(Enum):
    """How a transaction takes its turn."""

    SHARED = auto()
    """After those who came before it, in their group."""
    PRESSING = auto()
    """Before all who wait, and last in its group: after its turn it waits for the disk alone.

    While others wait, one of them has a turn between two of these.
    """
    ALONE = auto()
    """In a group of its own."""


class Block:
    """One transaction on its way through a group."""

    __slots__ = ("_committed", "_entered", "_groups", "has_left", "is_good", "turn")

    def __init__(self, groups: "GroupCommit", turn: Turn) -> None:
        loop = asyncio.get_running_loop()
        # Errors are results of these: an exception that a cancelled task never fetches would be logged.
        self._entered: asyncio.Future[Exception | None] = loop.create_future()
        self._committed: asyncio.Future[Exception | None] = loop.create_future()
        self._groups = groups
        self.turn = turn
        self.has_left = False
        self.is_good = False
        """Whether what it did is to be saved."""

    async def entered(self) -> None:
        """Return once it is this block's turn; raise what the driver said where no transaction began."""
        if error := await self._entered:
            raise error

    async def committed(self) -> None:
        """Return once the block is saved for good; raise what the driver said where its group was not."""
        if error := await self._committed:
            raise error

    def leave(self, *, good: bool) -> None:
        """End the turn, or the wait for it; what is not good is undone."""
        self.has_left, self.is_good = True, good
        self._groups.left(self)

    def enter(self, error: Exception | None) -> None:
        """Let the block in, or tell it why not."""
        if not self._entered.done():
            self._entered.set_result(error)

    def commit(self, error: Exception | None) -> None:
        """Tell the block that it was saved, or why not."""
        if not self._committed.done():
            self._committed.set_result(error)


class GroupCommit:
    """Lets blocks in one after the other, and commits once nobody waits, or the group is large or old.

    Each step is begun by the end of the one before, never by a task: a block that is cancelled, at whatever
    moment, holds up nobody.
    """

    def __init__(self, writer: SteppedConnection, *, most: int = MOST_BLOCKS) -> None:
        self._writer = writer
        self._most = most
        self._waiting: deque[Block] = deque()
        self._pressing: deque[Block] = deque()
        self._was_pressing = False
        """Whether the last turn was a pressing one."""
        self._inside: Block | None = None
        self._good: list[Block] = []
        """The blocks of the open group that its COMMIT will save."""
        self._takes_until = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    def join(self, turn: Turn = Turn.SHARED) -> Block:
        """Queue for a turn; whoever joins must leave, whatever happens."""
        block = Block(self, turn)
        self._queue_of(block).append(block)
        if self._idle.is_set():
            self._begin()
        return block

    def left(self, block: Block) -> None:
        """Go on after the block whose turn it was; one that still waited is passed over when it comes up."""
        if block is self._inside:
            self._follow(block)

    async def idle(self) -> None:
        """Return once nobody writes or waits."""
        await self._idle.wait()

    def _begin(self) -> None:
        first = self._next()
        if first is None:
            self._idle.set()
            return
        self._idle.clear()
        self._takes_until = asyncio.get_running_loop().time() + _LONGEST_SECONDS
        self._writer.submit(_BEGIN, _ENTER, then=partial(self._begun, first))

    def _begun(self, first: Block, error: Exception | None) -> None:
        if error is None:
            self._enter(first)
        else:
            first.enter(error)
            self._begin()

    def _enter(self, block: Block) -> None:
        if block.has_left:
            self._follow(block)
        else:
            self._inside = block
            block.enter(None)

    def _follow(self, block: Block) -> None:
        """Let the next block of the group in after *block*, or end the group."""
        self._inside = None
        if block.is_good:
            self._good.append(block)
        leave = (_SAVE,) if block.is_good else _UNDO
        ends = block.turn is not Turn.SHARED or self._is_full()
        following = None if ends else self._next(with_others=True)
        if following is not None:
            self._followed(following, self._writer.run(*leave, _ENTER))
        elif self._good:
            self._writer.submit(*leave, "COMMIT", then=self._ended)
        else:
            self._writer.submit("ROLLBACK", then=self._ended)

    def _followed(self, block: Block, error: Exception | None) -> None:
        if error is None:
            self._enter(block)
        else:
            self._queue_of(block).appendleft(block)  # it had no part in what failed
            self._ended(error)

    def _ended(self, error: Exception | None) -> None:
        """Tell every good block of the group how it ended, and begin the next."""
        good, self._good = self._good, []
        for each in good:
            each.commit(error)
        self._begin()

    def _is_full(self) -> bool:
        late = asyncio.get_running_loop().time() > self._takes_until
        return late or len(self._good) >= self._most

    def _queue_of(self, block: Block) -> deque[Block]:
        return self._pressing if block.turn is Turn.PRESSING else self._waiting

    def _next(self, *, with_others: bool = False) -> Block | None:
        """Take the next who still waits, unless that one wants to be alone, and is not *with_others*."""
        for each in (self._pressing, self._waiting):
            while each and each[0].has_left:
                each.popleft()
        presses = bool(self._pressing) and not (self._was_pressing and self._waiting)
        queue = self._pressing if presses else self._waiting
        if not queue or (with_others and queue[0].turn is Turn.ALONE):
            return None
        self._was_pressing = presses
        return queue.popleft()
