"""From the start of the process to its first answer, and memory at rest, beside the bare Bolt app.

Hourglass has a SQLite database and a clients file from an earlier start, and is started by its command. Both
in turn, several times; the middle of each counts, since the first start of all reads from the disk.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bot.shipped import demo_clients
from tests.bench.places import Server, Slack, bare_app, hourglass, local_slack
from tests.bench.programs import Memory, memory_of
from tests.bench.table import Row, at_most

_STARTS: Final = 7
_LOOK_SECONDS: Final = 0.005
_AT_REST_SECONDS: Final = 2.0

_Start = Callable[[], AbstractAsyncContextManager[Server]]


@dataclass(frozen=True, slots=True)
class _Started:
    """One start."""

    seconds: float
    memory: Memory


async def measure() -> list[Row]:
    """Return the rows of start-up time and memory."""
    with tempfile.TemporaryDirectory() as name:
        clients = Path(name) / "clients.toml"
        clients.write_text(demo_clients(), encoding="utf-8")
        async with local_slack() as slack:
            return _rows(*await _starts(slack, f"sqlite:///{name}/bench.db", clients))


async def _starts(slack: Slack, url: str, clients: Path) -> tuple[list[_Started], list[_Started]]:
    def ours() -> AbstractAsyncContextManager[Server]:
        return hourglass(slack, url, clients, pause_seconds=_LOOK_SECONDS)

    def peers() -> AbstractAsyncContextManager[Server]:
        return bare_app(slack, pause_seconds=_LOOK_SECONDS)

    await _start(ours)  # makes the database
    pairs = [(await _start(peers), await _start(ours)) for _ in range(_STARTS)]
    return [bare for bare, _ in pairs], [own for _, own in pairs]


async def _start(start: _Start) -> _Started:
    began = time.perf_counter()
    async with start() as server:
        seconds = time.perf_counter() - began
        await asyncio.sleep(_AT_REST_SECONDS)
        return _Started(seconds, memory_of(server.process.pid))


def _rows(bare: list[_Started], own: list[_Started]) -> list[Row]:
    figures: list[tuple[str, Callable[[_Started], float], float]] = [
        ("{:.2f} s to the first answer", lambda each: each.seconds, 2),
        ("{:.1f} MB (PSS) at rest", lambda each: each.memory.proportional, 1.6),
        ("{:.1f} MB (RSS) at rest", lambda each: each.memory.resident, 1.6),
    ]
    rows = []
    for form, of, bound in figures:
        peer, ours = median(map(of, bare)), median(map(of, own))
        rows += [
            Row("a Bolt app that only acks", form.format(peer), 1.0),
            Row("Hourglass", form.format(ours), ours / peer, at_most(bound)),
        ]
    return rows
