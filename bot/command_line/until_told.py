"""Work that lasts until somebody ends it."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress

from bot.command_line.garbage import keep_all_that_is_here


def run_until_told(work: Coroutine[object, object, None]) -> None:
    """Run *work* until Ctrl-C or SIGTERM, which let it put things in order first."""

    async def until_told() -> None:
        task = asyncio.create_task(work)
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(until_told())


async def for_ever() -> None:
    """Wait until cancelled, all being wired."""
    keep_all_that_is_here()
    await asyncio.Event().wait()
