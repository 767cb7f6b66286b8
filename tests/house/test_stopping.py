"""A run that is told to end: no error in its log, whatever was under way."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.databases import FreshUrl
from tests.house.test_logs import running

_SOME_TICKS_SECONDS = 1.5
_LONGER_SECONDS = 0.5
_SUPERVISORS_PATIENCE_SECONDS = 15
"""Told were ten; a machine with much to do needs longer for the same."""


async def until_nobody_listens(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return
            writer.close()
            await asyncio.sleep(0.05)


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Nobody else can write until the block ends; some ticks of the bot have waited for it by then."""
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(_SOME_TICKS_SECONDS)
        yield
        outside.execute("COMMIT")


async def test_a_tick_that_waits_for_the_database_is_let_end_and_no_error_is_logged(
    tmp_path: Path, fresh_url: FreshUrl
) -> None:
    url = fresh_url("sqlite")
    async with running(tmp_path, url, "json") as run:
        async with locked(url):
            run.process.send_signal(signal.SIGTERM)
            await until_nobody_listens(run.port)
            await asyncio.sleep(_LONGER_SECONDS)
        assert await asyncio.to_thread(run.process.wait, 30) == 0
    lines = [json.loads(line) for line in run.log.read_text().splitlines()]
    assert [line for line in lines if line["level"] != "info"] == []
    assert [line["told_by"] for line in lines if line["event"] == "stopping"] == ["SIGTERM"]


async def test_a_database_that_nobody_gets_to_write_does_not_keep_a_run_from_its_end(
    tmp_path: Path, fresh_url: FreshUrl
) -> None:
    url = fresh_url("sqlite")
    async with running(tmp_path, url, "json") as run, locked(url):
        await run.post("message", user="ana", channel="#acme", text="Orders are stuck")
        run.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(run.process.wait, _SUPERVISORS_PATIENCE_SECONDS) == 1
        said = run.log.read_text()
        assert "Timeout" in said, "where it hung is told"
