"""A copy of everything, made while work goes on."""

import asyncio
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from storage import Database
from storage.errors import BackupElsewhereError, BackupExistsError, DatabaseUnavailableError
from tests.databases import FreshUrl, opened
from tests.storage.samples import OPENED, OPENING, TICKET


async def save(database: Database, number: int) -> None:
    async with database.transaction() as store:
        opened_event = replace(OPENED, ticket=number)
        await store.save(replace(OPENING, ticket=replace(TICKET, number=number), events=(opened_event,)))


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


async def test_a_copy_made_while_somebody_writes_is_whole(fresh_url: FreshUrl, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"

    async def write() -> None:
        for number in range(2, 200):
            await save(database, number)

    async with opened(fresh_url("sqlite")) as database:
        await save(database, 1)
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.05)
        await database.backup(backup)
        await writing
    async with opened(f"sqlite:///{backup}") as copy, copy.reading() as store:
        tickets = await store.tickets.listing(most=1000)
        assert tickets
        for ticket in tickets:
            assert len(await store.tickets.events(ticket.number)) == 1
    assert await asyncio.to_thread(_names, tmp_path, "*backup*") == ["backup.db"]


async def test_what_has_not_been_committed_is_not_in_the_copy(fresh_url: FreshUrl, tmp_path: Path) -> None:
    async with opened(fresh_url("sqlite")) as database:
        async with database.transaction() as store:
            await store.save(OPENING)
            await database.backup(tmp_path / "backup.db")
        async with database.reading() as store:
            assert await store.tickets.get(142) == TICKET
    async with opened(f"sqlite:///{tmp_path}/backup.db") as copy, copy.reading() as store:
        assert await store.tickets.get(142) is None


async def test_nothing_is_overwritten(fresh_url: FreshUrl, tmp_path: Path) -> None:
    taken = tmp_path / "backup.db"
    taken.write_text("precious")
    async with opened(fresh_url("sqlite")) as database:
        with pytest.raises(BackupExistsError) as caught:
            await database.backup(taken)
    assert caught.value.file == str(taken)
    assert taken.read_text() == "precious"


async def test_a_folder_that_is_not_there_is_a_clear_error(fresh_url: FreshUrl, tmp_path: Path) -> None:
    async with opened(fresh_url("sqlite")) as database:
        with pytest.raises(DatabaseUnavailableError, match="unable to open"):
            await database.backup(tmp_path / "nowhere" / "backup.db")


async def test_postgresql_names_the_command_to_use(fresh_url: FreshUrl) -> None:
    url = fresh_url("postgresql")
    async with opened(url) as database:
        with pytest.raises(BackupElsewhereError) as caught:
            await database.backup(Path("it's all.dump"))
    program, *options, address = shlex.split(caught.value.command)
    assert (program, options) == ("pg_dump", ["--format=custom", "--file", "it's all.dump"])
    assert address == url.replace("postgres:@", "postgres@")
