"""Hourglass on a clock that goes in steps, with a long outbox to send. Run as a program by `outbox`.

Its clock stands still until all senders wait on it, then goes on by a quarter of a second: so what is sent in
how many seconds says how the senders share their time, however fast the machine is.
"""

import asyncio
import heapq
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.app import Hourglass, running
from bot.domain.notices import Act, Notice, Words
from bot.logs import log_to_stderr
from bot.settings import read_settings
from tests.bench.programs import memory_of

SOON_ROWS = 1_000
_AT_ONCE = 500
_STEP_SECONDS = 0.25
_STEPS_A_TICK = 4
_IDLE_TICKS = 10
_LOOK_SECONDS = 0.001


@dataclass(slots=True)
class Sent:
    """What became of it: seconds are the clock's, memory is in MB (PSS)."""

    seconds: float = 0
    cpu_seconds: float = 0
    memory_soon: float = 0
    memory_late: float = 0


class _SteppedClock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self._numbers = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._asleep: set[asyncio.Task[object] | None] = set()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (due, next(self._numbers), woken))
        task = asyncio.current_task()
        self._asleep.add(task)
        try:
            await woken
        finally:
            self._asleep.discard(task)

    def step(self, seconds: float) -> None:
        """Go on, and wake who slept until then."""
        self._now += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)

    async def all_asleep(self) -> None:
        """Wait until each lane that is under way waits for this clock."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            lanes = {task for task in asyncio.all_tasks() if task.get_name().startswith("lane ")}
            if lanes <= self._asleep:
                return


async def serve(channels: list[str], rows_each: int) -> None:
    """Say that we are ready, send once a line comes, print what became of it, and wait to be ended."""
    clock, settings = _SteppedClock(), read_settings(os.environ)
    log_to_stderr(settings.log_level, settings.log_format)
    async with running(settings, clock) as hourglass:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        await _tell(hourglass, channels, rows_each)
        sent = await _send(hourglass, clock)
        print(json.dumps(asdict(sent)), flush=True)
        await asyncio.Event().wait()


async def _tell(hourglass: Hourglass, channels: list[str], rows_each: int) -> None:
    """Put the rows into the outbox, a few of each channel at a time, as a busy day would."""
    notices = [
        Notice(f"bench:{channel}:{number}", Act.POST, Words.ANSWER, channel, facts={"text": f"Line {number}"})
        for number in range(rows_each)
        for channel in channels
    ]
    for start in range(0, len(notices), _AT_ONCE):
        async with hourglass.desk.database.transaction() as store:
            await store.tell(*notices[start : start + _AT_ONCE])


async def _send(hourglass: Hourglass, clock: _SteppedClock) -> Sent:
    """Let time go on until nothing has gone out for a while: the throttled channel's rows never do."""
    sent, began_at, cpu = Sent(), clock.now(), time.process_time()
    total = waiting = await _waiting(hourglass)
    idle_ticks = 0
    while idle_ticks < _IDLE_TICKS:
        await hourglass.tick()
        for _ in range(_STEPS_A_TICK):
            await clock.all_asleep()
            clock.step(_STEP_SECONDS)
        sent.seconds = (clock.now() - began_at).total_seconds()
        before, waiting = waiting, await _waiting(hourglass)
        idle_ticks = idle_ticks + 1 if waiting == before else 0
        if not sent.memory_soon and total - waiting >= SOON_ROWS:
            sent.memory_soon = memory_of(os.getpid()).proportional
    sent.cpu_seconds = time.process_time() - cpu
    sent.memory_late = memory_of(os.getpid()).proportional
    return sent


async def _waiting(hourglass: Hourglass) -> int:
    async with hourglass.desk.database.reading() as store:
        return (await store.health.outbox()).rows


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[2].split(","), int(sys.argv[1])))
