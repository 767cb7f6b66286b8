"""Transactions that share a COMMIT on SQLite: each whole and safe by itself, whatever others come to."""

import asyncio
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import DatabaseFailedError, DatabaseUnavailableError
from tests.storage.groups import Desk, Holder, fail, note, opened, queued, run, started


@pytest.mark.parametrize(
    ("most", "together"), [(64, 20), (5, 5), (1, 1)], ids=["all in one", "no more than allowed", "one by one"]
)
async def test_those_who_gather_are_saved_together(tmp_path: Path, most: int, together: int) -> None:
    async with opened(tmp_path, most=most) as desk:
        holder = Holder(desk.engine.writing())
        task = await started(holder)
        rest = await queued(*(desk.write(number) for number in range(1, 20)))
        assert desk.saved() == []
        holder.go.set()
        await task
        seen = await asyncio.gather(*rest)
        assert desk.saved() == list(range(20))
        assert min(len(each) for each in seen) == (2 if together == 1 else together)


async def test_nobody_waits_for_a_group_that_nobody_else_joins(desk: Desk) -> None:
    for number in range(5):
        assert await desk.write(number) == list(range(number + 1))


async def test_a_later_block_sees_what_an_earlier_one_of_its_group_wrote(desk: Desk) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    (copying,) = await queued(run(desk, "INSERT INTO notes SELECT id + 1, half FROM notes"))
    assert desk.saved() == []
    holder.go.set()
    assert await copying == [0, 1]
    await task


async def test_a_block_that_raises_is_undone_alone_and_raises_before_its_group_is_saved(desk: Desk) -> None:
    first, last = Holder(desk.engine.writing(), 0), Holder(desk.engine.writing(), 2)
    saved = await started(first)
    failing, late = await queued(fail(desk, 1), desk.write(3))
    late.cancel()
    holding = asyncio.create_task(last.run())
    first.go.set()
    with pytest.raises(ValueError, match="1"):
        await failing
    await last.is_inside.wait()
    assert not saved.done()
    assert desk.saved() == []
    last.go.set()
    await asyncio.gather(saved, holding)
    assert desk.saved() == [0, 2]


async def test_a_block_cancelled_inside_is_undone_alone_and_at_once(desk: Desk) -> None:
    first, cancelled, last = (Holder(desk.engine.writing(), number) for number in range(3))
    tasks = [await started(first), *(asyncio.create_task(each.run()) for each in (cancelled, last))]
    first.go.set()
    await cancelled.is_inside.wait()
    tasks[1].cancel()
    await asyncio.wait([tasks[1]])
    assert tasks[1].cancelled()
    await last.is_inside.wait()
    assert desk.saved() == []
    last.go.set()
    await asyncio.gather(tasks[0], tasks[2])
    assert desk.saved() == [0, 2]


async def test_when_all_who_wait_are_cancelled_the_group_is_saved_all_the_same(desk: Desk) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    waiting = await queued(*(desk.write(number) for number in range(1, 9)))
    holder.go.set()
    for each in waiting:
        each.cancel()
    await task
    assert desk.saved() == [0]
    assert await desk.write(9) == [0, 9]


async def test_a_commit_that_fails_fails_every_block_of_its_group_and_no_other(desk: Desk) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    waiting = await queued(desk.write(1), run(desk, "INSERT INTO children VALUES (7)"), desk.write(2))
    holder.go.set()
    ends = await asyncio.gather(task, *waiting, return_exceptions=True)
    assert [type(each) for each in ends] == [DatabaseFailedError] * 4
    assert len({id(each) for each in ends}) == 4
    assert desk.halves() == 0
    assert await desk.write(3) == [3]


async def test_a_group_that_the_database_undid_is_told_to_all_its_blocks_and_the_next_goes_on(
    desk: Desk,
) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    waiting = await queued(desk.write(1), run(desk, "ROLLBACK"), desk.write(2), desk.write(3))
    holder.go.set()
    ends = await asyncio.gather(task, *waiting[:2], return_exceptions=True)
    assert [type(each) for each in ends] == [DatabaseUnavailableError] * 3
    await asyncio.gather(*waiting[2:])
    assert desk.saved() == [2, 3]


async def overlook_a_full_disk(desk: Desk) -> list[int]:
    async with desk.engine.writing() as connection:
        await note(connection, 1)
        with suppress(DatabaseUnavailableError):
            await connection.execute("INSERT INTO notes VALUES (1, zeroblob(1000000))")
        await note(connection, 1)
    return desk.saved()


async def test_nothing_of_a_block_is_saved_after_the_disk_was_full(desk: Desk) -> None:
    await run(desk, "PRAGMA max_page_count = 20")
    with pytest.raises(DatabaseFailedError, match="went on after"):
        await overlook_a_full_disk(desk)
    assert desk.halves() == 0
    assert await desk.write(2) == [2]


async def test_another_process_that_keeps_the_file_is_a_clear_error_for_each_and_then_all_goes_on(
    desk: Desk,
) -> None:
    await run(desk, "PRAGMA busy_timeout = 10")
    desk.observer.execute("BEGIN IMMEDIATE")
    ends = await asyncio.gather(*(desk.write(number) for number in range(3)), return_exceptions=True)
    assert [type(each) for each in ends] == [DatabaseUnavailableError] * 3
    assert all("locked" in str(each) for each in ends)
    desk.observer.execute("ROLLBACK")
    assert await desk.write(4) == [4]


async def test_a_migration_shares_its_commit_with_nobody(desk: Desk) -> None:
    before, migration, after = (
        Holder(block, number)
        for number, block in enumerate(
            (desk.engine.writing(), desk.engine.migrating(), desk.engine.writing())
        )
    )
    tasks = [await started(before), *(asyncio.create_task(each.run()) for each in (migration, after))]
    before.go.set()
    await migration.is_inside.wait()
    assert desk.saved() == [0]
    migration.go.set()
    await after.is_inside.wait()
    assert desk.saved() == [0, 1]
    after.go.set()
    await asyncio.gather(*tasks)
    assert desk.saved() == [0, 1, 2]


async def test_closing_saves_what_is_under_way_and_refuses_who_waits(desk: Desk) -> None:
    holder = Holder(desk.engine.writing())
    task = await started(holder)
    waiting = await queued(desk.write(1), desk.write(2))
    closing_task = asyncio.create_task(desk.engine.close())
    await asyncio.sleep(0)
    holder.go.set()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in ends] == [DatabaseUnavailableError] * 2
    await asyncio.gather(task, closing_task)
    assert desk.saved() == [0]


async def test_cancelling_one_of_many_at_any_moment_harms_no_other(desk: Desk) -> None:
    expected: set[int] = set()
    for turns in range(60):
        numbers = [turns * 3 + each for each in range(3)]
        tasks = await queued(*(desk.write(number) for number in numbers))
        for _ in range(turns):
            await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not tasks[0].exception()
        assert not tasks[2].exception()
        expected |= {numbers[0], numbers[2]}
    saved = desk.saved()
    assert expected <= set(saved)
    assert desk.halves() == 2 * len(saved)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a block: it may raise at its end, or be cancelled after some turns of the loop."""

    starts_after: int
    pauses: int
    raises: bool
    cancelled_after: int | None


@dataclass(slots=True)
class Ends:
    """How the blocks ended, by their numbers."""

    saved: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)
    """Cancelled after their end, while they waited for the COMMIT."""


PLANS = st.builds(
    Plan,
    starts_after=st.integers(0, 30),
    pauses=st.integers(0, 4),
    raises=st.booleans(),
    cancelled_after=st.none() | st.integers(0, 80),
)


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def follow(desk: Desk, number: int, plan: Plan, ends: Ends) -> None:
    has_ended = False
    await turns(plan.starts_after)
    try:
        async with desk.engine.writing() as connection:
            await note(connection, number)
            await turns(plan.pauses)
            if plan.raises:
                raise ValueError(number)
            has_ended = True
    except asyncio.CancelledError:
        if has_ended:
            ends.perhaps.add(number)
        raise
    assert number in desk.saved()
    ends.saved.add(number)


async def cancel(task: asyncio.Task[None], plan: Plan) -> None:
    if plan.cancelled_after is not None:
        await turns(plan.cancelled_after)
        task.cancel()


async def play(plans: list[Plan], most: int, folder: Path) -> list[BaseException | None]:
    async with asyncio.timeout(30), opened(folder, most=most) as desk:
        ends = Ends()
        tasks = [asyncio.create_task(follow(desk, number, plan, ends)) for number, plan in enumerate(plans)]
        await asyncio.gather(*(cancel(task, plan) for task, plan in zip(tasks, plans, strict=True)))
        results = await asyncio.gather(*tasks, return_exceptions=True)
        last = len(plans)
        assert last in await desk.write(last)  # behind every COMMIT whose blocks were cancelled meanwhile
        saved = set(desk.saved())
        assert ends.saved | {last} <= saved <= ends.saved | ends.perhaps | {last}
        assert desk.halves() == 2 * len(saved)
    return results


@settings(max_examples=60, deadline=None)
@given(plans=st.lists(PLANS, min_size=1, max_size=40), most=st.sampled_from([1, 2, 7, 64]))
def test_whatever_becomes_of_each_exactly_those_that_ended_well_are_saved(
    plans: list[Plan], most: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        results = asyncio.run(play(plans, most, Path(folder)))
    for plan, result in zip(plans, results, strict=True):
        if isinstance(result, ValueError):
            assert plan.raises
        elif result is not None:
            assert isinstance(result, asyncio.CancelledError)
            assert plan.cancelled_after is not None
        else:
            assert not plan.raises
