"""The memory: whether it is there, up to date and can be written to, and whether there is room for it."""

import os
import shlex
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.errors import SupportError
from bot.services.doctor.findings import Finding, problem, warning, well
from bot.services.doctor.of_slack import against
from storage import Database
from storage.errors import DatabaseInUseError, DatabaseUnavailableError
from storage.health import Server
from storage.statements import Dialect

_KINDS: Final = {Dialect.SQLITE: "SQLite", Dialect.POSTGRESQL: "PostgreSQL"}
_GIGABYTE: Final = 1_000_000_000
_LITTLE_ROOM: Final = 1 * _GIGABYTE
_NO_ROOM: Final = _GIGABYTE // 10
_CHECK_ADDRESS: Final = {
    Dialect.SQLITE: "Check DATABASE_URL, and that this user may read and write the file and its folder.",
    Dialect.POSTGRESQL: "Check DATABASE_URL, that the server runs, and that it lets this user in.",
}
_MIGRATE: Final = "`hourglass run` does it when it starts; or run `hourglass migrate` now."

_START: Final = "Start one with `hourglass run`, unless it is to be down."


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database's address; None for PostgreSQL's."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _is_there(path: Path, *, otherwise: bool) -> bool:
    """Whether there is a file or folder; *otherwise* where that cannot be told, as in a closed folder."""
    try:
        return path.exists()
    except OSError:
        return otherwise


@asynccontextmanager
async def opened(url: str, clock: Clock) -> AsyncIterator[Database]:
    """Open a database for as long as the block lasts; one that is not there is not made."""
    file = sqlite_file(url)
    if file is not None and not _is_there(file, otherwise=True):
        raise DatabaseUnavailableError(url, "there is no such file")
    database = await Database.open(url, now=clock.now)
    try:
        yield database
    finally:
        await database.close()


def not_there(url: str, error: DatabaseUnavailableError) -> Finding:
    """Return what it means that a database cannot be opened."""
    file = sqlite_file(url)
    if file is not None and not _is_there(file, otherwise=True):
        return _not_made(file)
    kind = Dialect.SQLITE if file else Dialect.POSTGRESQL
    return problem("database", f"{error.database} cannot be used: {error.why}", _CHECK_ADDRESS[kind])


def _not_made(file: Path) -> Finding:
    folder = file.absolute().parent
    if not _is_there(folder, otherwise=True):
        remedy = f"Make it (`mkdir -p {shlex.quote(str(folder))}`), or correct DATABASE_URL."
        return problem("database", f"there is no folder {folder} for {file.name}", remedy)
    if not os.access(folder, os.W_OK):
        remedy = "`hourglass run` can make it once this user may write to the folder; see there."
        return warning("database", f"{file} is not there yet", remedy)
    return warning("database", f"{file} is not there yet", "`hourglass run` makes it when it starts.")


async def look_at_database(database: Database, clock: Clock) -> tuple[list[Finding], bool]:
    """Return what there is to say of an open database, and whether our tables in it can be read."""
    async with database.reading() as store:
        server = await store.health.server()
    standing = await database.standing()
    found = [
        well("database", f"{_KINDS[database.dialect]} {server.version} at {database.address}"),
        _served(database, server),
    ]
    if server.now_at is not None:
        found.append(against("database clock", "PostgreSQL's", clock.now() - server.now_at))
    if standing.unknown:
        said = f"changed by a newer Hourglass ({', '.join(standing.unknown)})"
        remedy = "Start that version, or restore a backup from before."
        return [*found, problem("migrations", said, remedy)], False
    if standing.pending:
        said = f"not applied yet: {', '.join(standing.pending)}"
        return [*found, warning("migrations", said, _MIGRATE)], False
    found += [well("migrations", "up to date"), await _writable(database), *await _parked(database, clock)]
    return found, True


async def _writable(database: Database) -> Finding:
    try:
        async with database.transaction() as store:
            await store.health.touch()
    except SupportError as error:
        why = str(error.facts.get("why") or error.key)
        return problem("writing", f"nothing can be written: {why}", _CHECK_ADDRESS[database.dialect])
    return well("writing", "possible")


def _served(database: Database, server: Server) -> Finding:
    """Say who else is at work on it; on SQLite only one can be."""
    if database.dialect is Dialect.POSTGRESQL:
        if server.others:
            return well("at work", "at least one other Hourglass is connected to it")
        return warning("at work", "no other Hourglass is connected to it", _START)
    try:
        with database.serving():
            return warning("at work", "no Hourglass runs on it at this moment", _START)
    except DatabaseInUseError:
        return well("at work", "a Hourglass is running on it")


async def _parked(database: Database, clock: Clock) -> Iterator[Finding]:
    async with database.reading() as store:
        inbox, outbox = await store.health.inbox(clock.now()), await store.health.outbox()
    put_aside = inbox.parked + outbox.parked
    if not put_aside:
        return iter([well("put aside", "nothing")])
    said = f"{inbox.parked} from Slack and {outbox.parked} for Slack, after they failed"
    remedy = "`hourglass parked` lists them; `hourglass parked retry KEY` and `drop KEY` settle one."
    return iter([warning("put aside", said, remedy)])


def look_at_disk(file: Path) -> Iterator[Finding]:
    """Look at the folder of a SQLite file, or the one that it will be made in."""
    folder = next(each for each in file.absolute().parents if _is_there(each, otherwise=False))
    if folder == file.absolute().parent and not os.access(folder, os.W_OK):
        yield problem(
            "folder", f"{folder} cannot be written to", "Let this user write to it: `chown` or `chmod`."
        )
    free = shutil.disk_usage(folder).free
    said = f"{free / _GIGABYTE:.1f} GB free in {folder}"
    remedy = "Make room, or move the database and say so in DATABASE_URL."
    if free < _NO_ROOM:
        yield problem("disk", said, remedy)
    elif free < _LITTLE_ROOM:
        yield warning("disk", said, remedy)
    else:
        yield well("disk", said)
