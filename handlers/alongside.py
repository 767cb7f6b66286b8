"""Work that goes on beside a block, and ends it where it fails."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run *work* for as long as the block lasts; what it raises is raised from the block, at once.

    As `asyncio.timeout` does, by cancelling the task that entered the block. A task group would do the same,
    and wrap whatever the block itself raises.
    """
    within = asyncio.current_task()
    cancelled_before = within.cancelling() if within else 0
    task = asyncio.create_task(work)
    task.add_done_callback(lambda ended: _failure(ended) and within and within.cancel())
    try:
        yield
    except asyncio.CancelledError:
        failure = _failure(task)
        if within and failure and within.uncancel() <= cancelled_before:
            raise failure from None
        raise
    finally:
        task.cancel()
        await asyncio.wait([task])


def _failure(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None
