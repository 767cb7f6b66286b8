"""The database itself: transactions, cancelled tasks, and errors that people can be told about."""

import asyncio
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import SupportError
from storage import Database, Store
from storage.backup import without_password
from storage.driver_errors import in_our_words
from storage.errors import (
    DATABASE_FAULTS,
    DatabaseConflictError,
    DatabaseFailedError,
    DatabaseUnavailableError,
)
from storage.postgresql import PostgresqlEngine
from storage.sqlite import SqliteEngine
from storage.statements import Statement
from tests.databases import FreshUrl, Postgresql, opened
from tests.storage.samples import ACME, BANCO, OPENED, OPENING, TICKET

NOW = SystemClock().now


async def put_and(database: Database, failure: BaseException) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME)
        raise failure


async def names(database: Database) -> list[str]:
    async with database.reading() as store:
        return [client.id for client in await store.clients.all()]


async def put(database: Database, *, name: str = "acme") -> None:
    async with database.transaction() as store:
        await store.clients.put(replace(ACME, id=name))


@pytest.mark.parametrize(
    "failure",
    [ValueError("a bug"), TimeoutError("of another"), OSError("of a service"), SupportError()],
    ids=["a bug", "a time-out elsewhere", "a broken pipe elsewhere", "a refusal"],
)
async def test_a_block_that_raises_saves_nothing_and_its_error_stays_as_it_is(
    database: Database, failure: Exception
) -> None:
    with pytest.raises(type(failure)) as caught:
        await put_and(database, failure)
    assert caught.value is failure
    assert await names(database) == []
    await put(database)
    assert await names(database) == ["acme"]


async def test_a_cancelled_task_saves_nothing_and_the_next_one_goes_on(database: Database) -> None:
    is_inside = asyncio.Event()

    async def put_and_wait() -> None:
        async with database.transaction() as store:
            await store.clients.put(ACME)
            is_inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(put_and_wait())
    await is_inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await put(database, name="banco")
    assert await names(database) == ["banco"]


async def test_cancelling_at_any_moment_leaves_all_or_nothing_and_a_usable_database(
    database: Database,
) -> None:
    steps = 0

    async def save(number: int) -> None:
        async with database.transaction() as store:
            ticket = replace(TICKET, number=number)
            await store.save(replace(OPENING, ticket=ticket, events=(replace(OPENED, ticket=number),)))

    for steps in range(40):
        task = asyncio.create_task(save(steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await save(steps + 1)
    async with database.reading() as store:
        for number in range(steps + 2):
            saved = await store.tickets.get(number)
            assert len(await store.tickets.events(number)) == (0 if saved is None else 1)
        assert saved is not None


async def test_a_hundred_cancelled_while_they_wait_their_turn_stop_nobody(database: Database) -> None:
    async with asyncio.timeout(30):
        tasks = [asyncio.create_task(put(database, name=f"c{n}")) for n in range(100)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [result for result in results[1::2] if result is not None] == []
    assert {f"c{n}" for n in range(1, 100, 2)} <= set(await names(database))


async def test_a_reader_sees_one_state_while_somebody_writes(database: Database) -> None:
    async with database.reading() as store:
        assert await store.clients.all() == []
        await put(database)
        assert await store.clients.all() == []
    assert await names(database) == ["acme"]


async def test_many_readers_beside_a_writer(database: Database) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME)
        assert await asyncio.gather(*(names(database) for _ in range(30))) == [[]] * 30
    assert await asyncio.gather(*(names(database) for _ in range(30))) == [["acme"]] * 30


async def test_nothing_can_be_written_while_reading(database: Database) -> None:
    async def write_while_reading() -> None:
        async with database.reading() as store:
            await store.clients.put(ACME)

    with pytest.raises(DATABASE_FAULTS):  # to SQLite, a file that must not be written is as this
        await write_while_reading()
    await put(database)
    assert await names(database) == ["acme"]


async def test_a_transaction_that_ended_takes_no_further_statement(database: Database) -> None:
    async with database.transaction() as store:
        late: Store = store
    with pytest.raises(RuntimeError, match="has ended"):
        await late.clients.put(ACME)
    assert await names(database) == []


async def test_a_failure_that_the_block_overlooks_is_not_taken_for_saved(database: Database) -> None:
    async def overlook() -> None:
        async with database.transaction() as store:
            await store.save(OPENING)
            with pytest.raises(DatabaseConflictError):
                await store.save(OPENING)
            await store.clients.put(BANCO)

    with pytest.raises(DatabaseFailedError):
        await overlook()
    assert await names(database) == []


async def test_of_two_that_wait_for_each_other_one_goes_on_and_the_other_has_to_come_again(
    fresh_url: FreshUrl,
) -> None:
    async with opened(fresh_url("postgresql")) as database:
        await put(database)
        await put(database, name="banco")
        both_hold = asyncio.Barrier(2)

        async def change(first: str, then: str) -> None:
            async with database.transaction() as store:
                await store.clients.lock(first)
                await both_hold.wait()
                await store.clients.lock(then)
                await store.clients.put(replace(ACME, id=f"{first}-{then}"))

        ends = await asyncio.gather(change("acme", "banco"), change("banco", "acme"), return_exceptions=True)
        [error] = [each for each in ends if each]
        assert isinstance(error, DatabaseConflictError), "whoever asked is heard once more"
        assert len(await names(database)) == 3


async def test_a_statement_that_was_cut_off_is_not_taken_for_saved(fresh_url: FreshUrl) -> None:
    engine = await PostgresqlEngine.open(fresh_url("postgresql"))

    async def overlook() -> None:
        async with engine.writing() as connection:
            await connection.execute("INSERT INTO counters VALUES ('seen', 1)")
            with suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await connection.execute("SELECT pg_sleep(20)")

    with pytest.raises(DatabaseFailedError):
        await overlook()
    await engine.close()


async def test_wiping_empties_every_table_and_starts_the_numbers_again(database: Database) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME)
        await store.save(OPENING)
        assert await store.tickets.next_number() == 1
    await database.wipe()
    async with database.transaction() as store:
        assert await store.clients.all() == []
        assert await store.tickets.get(142) is None
        assert (await store.health.outbox()).rows == 0
        assert await store.tickets.next_number() == 1
    assert await database.migrate() == ()


async def test_a_database_that_is_closed_says_so(database_url: str) -> None:
    async with opened(database_url) as database:
        await put(database)
    with pytest.raises(DatabaseUnavailableError):
        await put(database)
    with pytest.raises(DatabaseUnavailableError):
        await names(database)
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:s3cret@127.0.0.1:1/desk",
        "postgresql://desk@127.0.0.1:1/desk?password=s3cret",
        "postgresql://desk:s3/cret@127.0.0.1:1/desk",
        "postgresql://desk:s3cret@[::1/desk",
        "mysql://desk:s3cret@127.0.0.1/desk",
        "sqlite:///",
        "sqlite:////proc/nowhere/hourglass.db",
        "s3cret",
    ],
)
async def test_a_database_that_cannot_be_opened_is_a_clear_error_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError) as caught:
        await Database.open(url, now=NOW)
    assert "s3" not in str(caught.value)
    assert "s3" not in str(caught.value.__cause__)


async def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        await Database.open(f"sqlite:///{path}", now=NOW)


@pytest.mark.parametrize("change", ["PRAGMA journal_mode = WAL", "CREATE TABLE more (number INTEGER)"])
def test_a_file_that_we_may_not_write_is_no_mistake_of_ours_and_says_what_to_look_at(
    tmp_path: Path, change: str
) -> None:
    path = tmp_path / "hourglass.db"
    with closing(sqlite3.connect(path)) as outside:
        outside.execute("CREATE TABLE some (number INTEGER)")
    # As if its rights were gone, which root would not notice.
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as outside,
        pytest.raises(sqlite3.OperationalError) as caught,
    ):
        outside.execute(change)
    ours = in_our_words(caught.value, f"sqlite:///{path}")
    assert isinstance(ours, DatabaseUnavailableError)
    assert "may write the file and its folder" in ours.why


def rights_in(folder: Path) -> dict[str, int]:
    """The files in a folder, and who may read and write each."""
    return {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}


async def test_a_missing_folder_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"there is no folder .*/var/lib: make it first"):
        await Database.open(f"sqlite:///{tmp_path}/var/lib/hourglass.db", now=NOW)
    assert rights_in(tmp_path) == {}


async def test_a_new_file_and_those_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/hourglass.db") as database:
        await database.migrate()
        made = rights_in(tmp_path)
    assert made == {f"hourglass.db{end}": 0o600 for end in ("", "-wal", "-shm")}


async def test_the_rights_of_a_file_that_is_there_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hourglass.db"
    file.touch()
    file.chmod(0o640)
    async with opened(f"sqlite:///{file}") as database:
        await database.migrate()
    assert rights_in(tmp_path)["hourglass.db"] == 0o640


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
    ids=[
        "readers and the writer do not wait",
        "synced at each commit",
        "references hold",
        "waits for others",
    ],
)
async def test_how_sqlite_is_set(tmp_path: Path, pragma: str, expected: str | int) -> None:
    engine = await SqliteEngine.open(tmp_path / "hourglass.db")
    async with engine.migrating() as connection:
        (row,) = await connection.driver.fetch(Statement(f"PRAGMA {pragma}", ()), {})
    await engine.close()
    assert isinstance(row, sqlite3.Row)
    assert row[0] == expected


async def lose_connection(database: Database, disconnect: Callable[[], None]) -> None:
    async with database.transaction() as store:
        await store.clients.put(BANCO)
        disconnect()
        await store.clients.all()


async def test_a_lost_connection_is_a_clear_error_and_a_new_one_is_made(
    fresh_url: FreshUrl, lazy_postgresql: Callable[[], Postgresql]
) -> None:
    url = fresh_url("postgresql")
    async with opened(url) as database:
        await put(database)
        with pytest.raises(DatabaseUnavailableError):
            await lose_connection(database, partial(lazy_postgresql().disconnect, url))
        assert await names(database) == ["acme"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://desk:s3cret@db.example:5433/desk", "postgresql://desk@db.example:5433/desk"),
        ("postgresql://desk@/desk?host=/run/pg&password=s3cret", "postgresql://desk@/desk?host=/run/pg"),
        ("postgresql://db.example/desk", "postgresql://db.example/desk"),
    ],
    ids=["before the host", "among the options", "without any"],
)
def test_a_password_is_taken_out_of_an_address(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO counters VALUES ('quokka', 1), ('quokka', 2)", "SELECT CAST('quokka' AS BIGINT)"],
    ids=["a key that is taken", "a value that does not fit"],
)
async def test_an_error_of_postgresql_quotes_nothing_that_was_to_be_saved(
    fresh_url: FreshUrl, statement: str
) -> None:
    engine = await PostgresqlEngine.open(fresh_url("postgresql"))
    with pytest.raises(SupportError) as refused:
        async with engine.writing() as connection:
            await connection.execute(statement)
    await engine.close()
    written = "".join(traceback.format_exception(refused.value))
    assert "asyncpg" in written
    assert "quokka" not in written
