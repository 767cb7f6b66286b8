"""However much waits to be sent, Slack is called at the pace that it asks for."""

import asyncio
from datetime import timedelta

from bot.sandbox import MovableClock
from bot.services.pace import Pace


async def test_many_channels_together_keep_the_workspaces_pace() -> None:
    clock, landed = MovableClock(), list[float]()
    pace, began_at = Pace(clock), clock.now()

    async def post(channel: str) -> None:
        await pace.post(channel)
        landed.append((clock.now() - began_at).total_seconds())

    posts = [asyncio.create_task(post(f"C{number}")) for number in range(300)]
    while len(landed) < len(posts):
        await asyncio.sleep(0)
        clock.move_to(clock.now() + timedelta(seconds=0.1))
    early = [sum(at <= seconds for at in landed) for seconds in (1, 10, 30)]
    assert all(count <= 100 + 5 * seconds for count, seconds in zip(early, (1, 10, 30), strict=True)), early
    assert max(landed) < 300 / 4
