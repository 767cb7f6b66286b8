"""The tests' own PostgreSQL: a run that is killed leaves neither a server nor its folder behind."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import asyncpg

SERVER = """
import tempfile, time
from pathlib import Path
from tests.databases import Postgresql
folder = Path(tempfile.mkdtemp(prefix="hourglass-pg-"))
print(folder, Postgresql(folder).url("postgres"), flush=True)
time.sleep(600)
"""


async def answers(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    try:
        return bool(await connection.fetchval("SELECT 1"))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return False


async def test_a_server_ends_with_the_run_that_started_it_however_that_was_killed() -> None:
    run = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, stdout=PIPE)
    assert run.stdout is not None
    folder, url = (await run.stdout.readline()).decode().split()
    connection = await asyncpg.connect(url)
    assert await answers(connection)
    run.kill()
    await run.wait()
    async with asyncio.timeout(30):
        while await answers(connection) or await asyncio.to_thread(Path(folder).exists):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
    await connection.close()
