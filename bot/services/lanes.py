"""Lanes: of things that must keep their order one goes after the other, while other lanes go on beside it."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.logs import get_log

_PATIENCE_SECONDS = 4.0

_log = get_log(__name__)


class Lanes:
    """One task at most for each lane; a lane that fails is logged and leaves the others alone."""

    def __init__(self, work_off: Callable[[str], Awaitable[None]], worked_off: Callable[[], None]) -> None:
        """Let *work_off* work in a lane by its name; *worked_off* is called when that ended well."""
        self._work_off = work_off
        self._worked_off = worked_off
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.stopping = False

    def __bool__(self) -> bool:
        """Whether anything is under way."""
        return bool(self._tasks)

    def __contains__(self, lane: str) -> bool:
        """Whether that lane is under way."""
        return lane in self._tasks

    def start(self, lane: str) -> None:
        """Work in a lane, unless that is under way already or we are stopping."""
        if lane not in self._tasks and not self.stopping:
            self._tasks[lane] = asyncio.create_task(self._run(lane), name=f"lane {lane}")

    async def ended(self) -> None:
        """Wait until all that are under way now have ended."""
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self) -> None:
        """Start no more and let what is under way end; what takes longer than a few seconds is cut off."""
        self.stopping = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(list(self._tasks.values()), timeout=_PATIENCE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, lane: str) -> None:
        try:
            await self._work_off(lane)
        except Exception:  # noqa: BLE001 - whatever it was, the others go on, and the next tick tries this one again
            _log.exception("lane failed", lane=lane)
        else:
            self._worked_off()
        finally:
            del self._tasks[lane]
