"""The database, opened for a command that never speaks to Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.command_line.environment import Environment
from bot.settings import read_database_url
from storage import Database
from storage.errors import DatabaseUnavailableError


@asynccontextmanager
async def database(
    environment: Environment, *, must_exist: bool = False, up_to_date: bool = False
) -> AsyncIterator[Database]:
    """Open the database for a while; DatabaseUnavailableError where it is not there or not as it must be."""
    url = read_database_url(environment.with_file())
    if must_exist:
        _refuse_missing(url)
    opened = await Database.open(url, now=SystemClock().now)
    try:
        if up_to_date:
            await _refuse_old(opened)
        yield opened
    finally:
        await opened.close()


def _refuse_missing(url: str) -> None:
    """Raise DatabaseUnavailableError for a SQLite file that is not there: opening it would make one."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise DatabaseUnavailableError(url, "there is no such file")


async def _refuse_old(database: Database) -> None:
    """Raise DatabaseUnavailableError where our tables are not there yet, or are those of an older version."""
    if (await database.standing()).pending:
        raise DatabaseUnavailableError(database.address, "it is not up to date: run `hourglass migrate`")
