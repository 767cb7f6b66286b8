"""Work that never ends, and what goes wrong in it: it is logged, and goes on once it can."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import aiohttp
import asyncpg
import pytest

from bot.app import running
from bot.sandbox import MovableClock, Sandbox
from bot.services.going_on import go_on
from storage.statements import Dialect
from tests.databases import ON_SQLITE
from tests.live import Control, Live, bot_settings, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

UNENDING = {"inbox", "outbox", "token", "history"}

_REFUSE_LEASES = {
    Dialect.SQLITE: """
        CREATE TRIGGER lease BEFORE UPDATE ON inbox WHEN NEW.leased_by IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'not today'); END
    """,
    Dialect.POSTGRESQL: """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
        CREATE TRIGGER lease BEFORE UPDATE ON inbox
        FOR EACH ROW WHEN (NEW.leased_by IS NOT NULL) EXECUTE FUNCTION refuse();
    """,
}
_ALLOW_LEASES = {
    Dialect.SQLITE: "DROP TRIGGER lease",
    Dialect.POSTGRESQL: "DROP TRIGGER lease ON inbox; DROP FUNCTION refuse",
}


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    async with slack() as sandbox:
        yield sandbox


async def run_sql(url: str, sql: str) -> None:
    """Change the database behind the bot's back."""
    if url.startswith("sqlite"):
        # On a thread: the bot, for whose writing it waits, writes on this one.
        await asyncio.to_thread(_run_on_sqlite, url.removeprefix("sqlite:///"), sql)
        return
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


def _run_on_sqlite(file: str, sql: str) -> None:
    with closing(sqlite3.connect(file, timeout=30)) as outside:
        outside.execute(sql)


@asynccontextmanager
async def hidden(url: str, table: str) -> AsyncIterator[None]:
    """The database refuses all that is about that table until the block ends."""
    await run_sql(url, f"ALTER TABLE {table} RENAME TO hidden")
    try:
        yield
    finally:
        await run_sql(url, f"ALTER TABLE hidden RENAME TO {table}")


@asynccontextmanager
async def without_leases(url: str) -> AsyncIterator[None]:
    """The database lets nobody take requests up until the block ends."""
    dialect = Dialect(url.partition(":")[0])
    await run_sql(url, _REFUSE_LEASES[dialect])
    try:
        yield
    finally:
        await run_sql(url, _ALLOW_LEASES[dialect])


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(0.05)


def under_way() -> set[str]:
    """Names of the work that goes on at this moment."""
    return {task.get_name() for task in asyncio.all_tasks()}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param("outbox", "the outbox cannot be read", id="the outbox"),
        pytest.param("gaps", "histories cannot be read", id="what is to be read of histories"),
    ],
)
async def test_a_statement_that_is_refused_ends_no_work(
    live: Live, database_url: str, caplog: pytest.LogCaptureFixture, table: str, said: str
) -> None:
    async def is_logged() -> bool:
        live.bot.desk.outbox_grew.set()
        live.bot.desk.gaps_noted.set()
        return said in caplog.text

    async with hidden(database_url, table):
        await until(is_logged)
    assert under_way() >= UNENDING


async def test_what_cannot_be_taken_up_at_the_start_is_taken_up_once_it_can(
    world: Sandbox, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clients = demo_clients_file(tmp_path)
    async with desk(world, database_url, clients) as live:
        await live.fault("users.info", "http_500", count=50)
        ts = await live.begin("ana", "#acme", "The import fails")
        await live.advance(seconds=0)
        await live.fault("users.info", "http_500", count=0)
    settings = bot_settings(world, database_url, clients)

    async def is_logged() -> bool:
        return "it ticks all the same" in caplog.text

    async with aiohttp.ClientSession() as session, AsyncExitStack() as at_work:
        there = Control(world, session)

        async def is_answered() -> bool:
            return len(await there.texts("#acme", ts)) == 1

        async with without_leases(database_url):
            await at_work.enter_async_context(running(settings, world.clock, unlimited_pace=True))
            world.clock.move_to(world.clock.now() + timedelta(minutes=1))
            await until(is_logged)
        await until(is_answered)
        assert under_way() >= UNENDING


async def test_what_waits_its_turn_goes_on_while_no_timer_can_be_read(live: Live, database_url: str) -> None:
    await live.fault("chat.postMessage", "http_500", count=2)
    ts = await live.begin("ana", "#acme", "The import fails")
    await live.advance(seconds=0)
    assert await live.texts("#acme", ts) == []

    async def is_answered() -> bool:
        return len(await live.texts("#acme", ts)) == 1

    async with hidden(database_url, "timers"):
        live.sandbox.clock.move_to(live.sandbox.clock.now() + timedelta(minutes=1))
        await until(is_answered)


async def test_work_that_fails_begins_again_after_a_while(caplog: pytest.LogCaptureFixture) -> None:
    clock, begun = MovableClock(), list[datetime]()

    async def work() -> None:
        begun.append(clock.now())
        if len(begun) < 3:
            raise ValueError(f"{len(begun)} is too few")
        await asyncio.Event().wait()

    async def has_begun() -> bool:
        clock.move_to(clock.now() + timedelta(seconds=1))
        return len(begun) == 3

    task = asyncio.create_task(go_on("counting", work, clock))
    await until(has_begun)
    assert all(later - earlier > timedelta(seconds=5) for earlier, later in pairwise(begun))
    assert "1 is too few" in caplog.text
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
