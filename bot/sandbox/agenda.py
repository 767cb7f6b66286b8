"""What the sandbox itself has to do later, and what it is doing now."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Any

from bot.sandbox.clock import MovableClock

Errand = Callable[[], Awaitable[None]]


class Agenda:
    """Errands that wait for their hour on the sandbox's clock, and the tasks that are under way."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._errands: list[tuple[datetime, int, Errand]] = []
        self._numbers = count()
        self._under_way: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self.started = 0

    def next_due(self) -> datetime | None:
        """Return when the next errand is due, None when there is none."""
        return self._errands[0][0] if self._errands else None

    def at(self, due: datetime, errand: Errand) -> None:
        """Do *errand* once the clock shows *due*."""
        heapq.heappush(self._errands, (due, next(self._numbers), errand))
        self._changed.set()

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start *work* now; `quiet` waits for it."""
        self.started += 1
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def run_due(self) -> None:
        """Start every errand whose hour has come, earliest first."""
        now = self._clock.now()
        while self._errands and self._errands[0][0] <= now:
            self.begin(_run(heapq.heappop(self._errands)[2]))

    async def quiet(self) -> None:
        """Wait until nothing is under way and nothing is due."""
        self.run_due()
        while self._under_way:
            await asyncio.wait(set(self._under_way))
            self.run_due()

    def open(self) -> None:
        """Start watching the clock, so that errands run by themselves."""
        self._watch = asyncio.ensure_future(self._follow())

    def clear(self) -> None:
        """Forget every errand and stop what is under way."""
        self._errands.clear()
        for task in self._under_way:
            task.cancel()

    async def close(self) -> None:
        """Stop watching and drop everything."""
        self.clear()
        tasks = {*self._under_way, *([self._watch] if self._watch else [])}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            self._changed.clear()
            self.run_due()
            await self._wait_for_next()

    async def _wait_for_next(self) -> None:
        due = self.next_due()
        waits: list[asyncio.Task[Any]] = [asyncio.ensure_future(self._changed.wait())]
        if due is not None:
            waits.append(asyncio.ensure_future(self._clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            for wait in waits:
                with suppress(asyncio.CancelledError):
                    await wait


async def _run(errand: Errand) -> None:
    await errand()
