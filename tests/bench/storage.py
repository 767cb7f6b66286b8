"""Small transactions a second on SQLite (`synchronous=FULL`), 64 at once: grouped, and one by one."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Final

from storage.group_commit import MOST_BLOCKS
from storage.sqlite import SqliteEngine
from tests.bench.table import Row

_TASKS: Final = 64
_TRANSACTIONS: Final = 3000
_ROUNDS: Final = 3


async def measure() -> list[Row]:
    """Return the best rate of a few rounds, and its ratio to the first's."""
    alone, grouped = 0.0, 0.0
    for _ in range(_ROUNDS):
        alone = max(alone, await _rate(most_in_group=1))
        grouped = max(grouped, await _rate(most_in_group=MOST_BLOCKS))
    return [
        Row("each with a COMMIT of its own", f"{alone:,.0f}/s", 1.0),
        Row(f"up to {MOST_BLOCKS} in a COMMIT", f"{grouped:,.0f}/s", grouped / alone),
    ]


async def _rate(*, most_in_group: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        engine = await SqliteEngine.open(Path(folder) / "bench.db", most_in_group=most_in_group)
        async with engine.migrating() as connection:
            await connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        started = time.perf_counter()
        await asyncio.gather(*(_write(engine, _TRANSACTIONS // _TASKS) for _ in range(_TASKS)))
        seconds = time.perf_counter() - started
        await engine.close()
    return _TRANSACTIONS // _TASKS * _TASKS / seconds


async def _write(engine: SqliteEngine, times: int) -> None:
    for _ in range(times):
        async with engine.writing() as connection:
            await connection.execute("INSERT INTO notes (text) VALUES ('nothing works since this morning')")
