"""Whose turn it is to write on SQLite, and what one that fails leaves to the others."""

import asyncio
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from storage.errors import DatabaseFailedError
from storage.group_commit import GroupCommit, SteppedConnection
from storage.statements import Statement
from tests.storage.groups import Desk, Holder, note, queued, started

LONG = """
INSERT INTO parents SELECT max(number) FROM (
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers LIMIT 300000)
    SELECT number FROM numbers
)
"""


@dataclass(frozen=True, slots=True)
class Order:
    """Who had a turn, in which order."""

    desk: Desk
    turns: list[str] = field(default_factory=list)

    async def take(self, name: str, *, pressing: bool = False) -> list[int]:
        async with self.desk.engine.writing(pressing=pressing):
            self.turns.append(name)
        return self.desk.saved()


async def test_what_presses_goes_before_those_who_wait_in_its_own_order(desk: Desk) -> None:
    order, holder = Order(desk), Holder(desk.engine.writing())
    task = await started(holder)
    waiting = await queued(
        order.take("a"),
        order.take("b"),
        order.take("first", pressing=True),
        order.take("second", pressing=True),
    )
    holder.go.set()
    await asyncio.gather(task, *waiting)
    assert order.turns == ["first", "a", "second", "b"]


async def test_what_presses_is_saved_while_those_behind_it_still_wait(desk: Desk) -> None:
    first, last = Holder(desk.engine.writing(), 0), Holder(desk.engine.writing(), 2)
    task = await started(first)
    behind = asyncio.create_task(last.run())
    await asyncio.sleep(0)
    (pressing,) = await queued(write_pressing(desk, 1))
    first.go.set()
    assert await pressing == [0, 1]
    await task
    await last.is_inside.wait()
    assert desk.saved() == [0, 1]
    last.go.set()
    await behind


async def write_pressing(desk: Desk, number: int) -> list[int]:
    async with desk.engine.writing(pressing=True) as connection:
        await note(connection, number)
    return desk.saved()


async def test_however_many_press_without_end_nobody_else_starves(desk: Desk) -> None:
    async def press_for_ever() -> None:
        while True:
            async with desk.engine.writing(pressing=True):
                pass

    pressing = [asyncio.create_task(press_for_ever()) for _ in range(3)]
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        for number in range(5):
            await desk.write(number)
    for each in pressing:
        each.cancel()
    await asyncio.gather(*pressing, return_exceptions=True)
    assert desk.saved() == list(range(5))


async def test_a_pressing_one_that_is_cancelled_while_it_waits_holds_up_nobody(desk: Desk) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    pressing, behind = await queued(write_pressing(desk, 1), desk.write(2))
    pressing.cancel()
    holder.go.set()
    await asyncio.gather(task, behind)
    assert desk.saved() == [0, 2]


async def overlook(desk: Desk, statement: Statement, number: int, error: type[Exception]) -> None:
    async with desk.engine.writing() as connection:
        await note(connection, 1)
        with suppress(error):
            await connection.result(connection.driver.run(statement, {"number": number}))


@pytest.mark.parametrize(
    ("sql", "number", "error"),
    [
        ("INSERT INTO nowhere VALUES (:number)", 1, DatabaseFailedError),
        ("INSERT INTO notes VALUES (:number, 2)", 1 << 70, OverflowError),
    ],
    ids=["by the database", "by its driver"],
)
async def test_a_statement_that_is_refused_undoes_its_block_alone(
    desk: Desk, sql: str, number: int, error: type[Exception]
) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    failing = asyncio.create_task(overlook(desk, Statement(sql, ()), number, error))
    (behind,) = await queued(desk.write(2))
    holder.go.set()
    ends = await asyncio.gather(task, failing, behind, return_exceptions=True)
    assert [type(each) for each in ends] == [type(None), DatabaseFailedError, list]
    assert desk.saved() == [0, 2]


class OutOfMemory(sqlite3.Connection):
    """A connection whose first COMMIT finds no memory, which Python tells by no error of SQLite's."""

    has_struck = False

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's own
        if sql == "COMMIT" and not self.has_struck:
            self.has_struck = True
            raise MemoryError
        return super().execute(sql, *parameters)


async def take_turn(groups: GroupCommit) -> None:
    block = groups.join()
    await block.entered()
    block.leave(good=True)
    await block.committed()


async def test_whatever_a_commit_fails_by_its_blocks_are_told_and_the_next_go_on() -> None:
    connect = partial(
        sqlite3.connect, ":memory:", isolation_level=None, check_same_thread=False, factory=OutOfMemory
    )
    writer = SteppedConnection(connect, iter_chunk_size=1)
    await writer
    groups = GroupCommit(writer)
    async with asyncio.timeout(20):
        with pytest.raises(MemoryError):
            await take_turn(groups)
        await take_turn(groups)
    await writer.close()


async def test_while_a_long_statement_runs_the_others_go_on(desk: Desk) -> None:
    turns = 0

    async def wait() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    waiting = asyncio.create_task(wait())
    async with desk.engine.writing(long=True) as connection:
        before = turns
        await connection.execute(LONG)
        assert turns > before
        await note(connection, 1)
    waiting.cancel()
    assert desk.saved() == [1]
