"""Work that lasts until somebody ends it."""

import asyncio
import faulthandler
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Final

from bot.command_line.garbage import keep_all_that_is_here
from bot.logs import get_log

_LONGEST_END_SECONDS: Final = 9
"""Supervisors kill after ten, and say nothing of what it waited for."""

_log = get_log(__name__)


def run_until_told(work: Coroutine[object, object, None]) -> None:
    """Run *work* until Ctrl-C or SIGTERM, which let it put things in order first, but not for ever.

    Where that hangs, on a database that does not answer, the process says where and ends with code 1; nothing
    is lost by that: what it left undone is found by the next. After Ctrl-C KeyboardInterrupt is raised in the
    end, as people and their shells expect of it.
    """
    heard: list[signal.Signals] = []

    async def until_told() -> None:
        task = asyncio.create_task(work)

        def end(told: signal.Signals) -> None:
            heard.append(told)
            _log.info("stopping", told_by=told.name)
            # It has a thread of its own, which a loop that hangs cannot hold up.
            faulthandler.dump_traceback_later(_LONGEST_END_SECONDS, exit=True)
            task.cancel()

        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, end, each)
        with suppress(asyncio.CancelledError):
            await task

    try:
        asyncio.run(until_told())
    finally:
        faulthandler.cancel_dump_traceback_later()
    if signal.SIGINT in heard:
        raise KeyboardInterrupt


async def for_ever() -> None:
    """Wait until cancelled, all being wired."""
    keep_all_that_is_here()
    await asyncio.Event().wait()
