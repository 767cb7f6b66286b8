"""The sandbox's clock: it runs like any other, and can be moved forward."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count


class MovableClock:
    """Real time plus an offset that only grows; sleepers wake when it reaches them, moved or running."""

    def __init__(self, start_at: datetime | None = None) -> None:
        """Start at *start_at* (aware; the present when None); it may lie in the past or in the future."""
        self._offset = timedelta() if start_at is None else start_at - self.real_now()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._alarm: asyncio.TimerHandle | None = None

    @staticmethod
    def real_now() -> datetime:
        """Return the machine's own time (UTC), which signatures are dated with."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """Return the sandbox's time (UTC)."""
        return self.real_now() + self._offset

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone on by *seconds*."""
        await self.sleep_until(self.now() + timedelta(seconds=max(seconds, 0)))

    async def sleep_until(self, due: datetime) -> None:
        """Wait until this clock shows *due* or later."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (due, next(self._numbers), woken))
        self._wake()
        await woken

    def move_to(self, at: datetime) -> None:
        """Move forward to *at* and wake who slept until then; an instant that has passed changes nothing."""
        self._offset += max(at - self.now(), timedelta())
        self._wake()

    def _wake(self) -> None:
        now = self.now()
        while self._sleepers and (self._sleepers[0][2].done() or self._sleepers[0][0] <= now):
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        self._set_alarm(now)

    def _set_alarm(self, now: datetime) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._sleepers:
            wait_seconds = (self._sleepers[0][0] - now).total_seconds()
            self._alarm = asyncio.get_running_loop().call_later(wait_seconds, self._wake)
