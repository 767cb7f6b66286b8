"""Tables are brought up to date once, whoever starts first, and never back."""

import asyncio
from pathlib import Path

import pytest

from storage import Database
from storage.errors import DatabaseFailedError, NewerDatabaseError
from storage.migrating import MIGRATIONS, each_statement, read_scripts
from storage.statements import Dialect
from tests.databases import FreshUrl, opened
from tests.storage.samples import ACME, BANCO, OPENING

ALL = tuple(sorted(read_scripts(MIGRATIONS, Dialect.SQLITE)))
BOTH = pytest.mark.parametrize("kind", list(Dialect))


def folder_with(path: Path, **scripts: str) -> Path:
    for name, script in {**read_scripts(MIGRATIONS, Dialect.SQLITE), **scripts}.items():
        (path / f"{name}.sql").write_text(script)
    return path


async def count_clients(database: Database) -> int:
    async with database.reading() as store:
        return len(await store.clients.all())


@BOTH
async def test_an_empty_database_gets_every_migration_once(kind: str, fresh_url: FreshUrl) -> None:
    async with opened(fresh_url(kind, migrated=False)) as database:
        assert await database.migrate() == ALL
        assert await database.migrate() == ()
        async with database.transaction() as store:
            await store.save(OPENING)


@BOTH
async def test_many_who_start_at_once_migrate_once(kind: str, fresh_url: FreshUrl) -> None:
    url = fresh_url(kind, migrated=False)

    async def start() -> tuple[str, ...]:
        async with opened(url) as database:
            return await database.migrate()

    applied = await asyncio.gather(*(start() for _ in range(8)))
    assert sorted(applied) == sorted([()] * 7 + [ALL])


async def test_a_new_migration_is_applied_and_keeps_what_was_there(
    database: Database, tmp_path: Path
) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME)
    script = "-- Both; in one script.\nCREATE TABLE a (b TEXT);\nINSERT INTO a\nSELECT ';' FROM clients;\n"
    assert await database.migrate(folder_with(tmp_path, **{"9001_more": script})) == ("9001_more",)
    assert await count_clients(database) == 1


async def test_a_database_of_a_newer_hourglass_is_refused(database: Database, tmp_path: Path) -> None:
    await database.migrate(folder_with(tmp_path, **{"9001_more": "CREATE TABLE a (b TEXT);"}))
    with pytest.raises(NewerDatabaseError) as caught:
        await database.migrate()
    assert caught.value.unknown == ("9001_more",)


async def test_a_migration_that_fails_changes_nothing(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as store:
        await store.clients.put(ACME, BANCO)
    broken = {
        "9001_good": "DELETE FROM clients;",
        "9002_bad": "CREATE TABLE b (c TEXT);\nINSERT INTO nowhere;",
    }
    with pytest.raises(DatabaseFailedError):
        await database.migrate(folder_with(tmp_path, **broken))
    assert await count_clients(database) == 2
    assert await database.migrate() == ()


def test_a_script_is_cut_where_its_statements_end() -> None:
    script = "-- one; two\nCREATE TABLE a (\n    -- inner\n    b TEXT\n);\n\nINSERT INTO a VALUES (';\n');\n"
    assert list(each_statement(script)) == [
        "CREATE TABLE a (\n    b TEXT\n);",
        "INSERT INTO a VALUES (';\n');",
    ]


def test_a_script_without_its_end_is_refused() -> None:
    with pytest.raises(ValueError, match="middle of a statement"):
        list(each_statement("CREATE TABLE a (b TEXT)"))


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [int(name[:4]) for name in ALL] == list(range(1, len(ALL) + 1))
