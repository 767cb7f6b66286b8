"""`hourglass migrate`, `backup` and `parked`: what is done to the memory, without Slack."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.clock import SystemClock
from bot.command_line.environment import environment_of
from bot.command_line.explained import Explained
from bot.command_line.opened import database
from bot.command_line.output import say, say_json
from bot.command_line.unusable import UnknownKeyError, UnusableFileError
from bot.services.parked import Parked, Way, put_aside
from storage.errors import DatabaseUnavailableError

cli = typer.Typer()

_DONE: Final = {Way.RETRY: "is tried again now", Way.DROP: "is given up"}


@cli.command(cls=Explained)
def migrate(context: typer.Context) -> None:
    """Bring the database up to date."""
    environment = environment_of(context)

    async def bring() -> tuple[str, ...]:
        async with database(environment) as opened:
            return await opened.migrate()

    applied = asyncio.run(bring())
    say(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")


@cli.command(cls=Explained, epilog="backup /var/backups/hourglass.db")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The new file to write; nothing is overwritten.")],
) -> None:
    """Write a consistent copy of the database, while Hourglass runs (SQLite)."""
    environment = environment_of(context)
    if not file.parent.is_dir():
        raise UnusableFileError(f"There is no folder {file.parent}. Make it first, or name another file.")

    async def copy() -> None:
        async with database(environment, must_exist=True) as opened:
            try:
                await opened.backup(file)
            except DatabaseUnavailableError as error:
                wrong = f"{file} could not be written ({error.why}). Name a place that you may write to."
                raise UnusableFileError(wrong) from error

    asyncio.run(copy())
    say(f"Wrote {file}.")


@cli.command(cls=Explained, epilog="parked\nparked retry KEY")
def parked(
    context: typer.Context,
    action: Annotated[Way, typer.Argument(metavar="list|retry|drop", help="What to do.")] = Way.LIST,
    key: Annotated[str, typer.Argument(help="Which one to try again, or to give up.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List what was put aside after it failed; try one again, or give it up."""
    environment = environment_of(context)
    if action is not Way.LIST and not key:
        raise typer.BadParameter(f"Say which one to {action}, by its key: `hourglass parked` lists them.")

    async def ask() -> list[Parked] | None:
        async with database(environment, must_exist=True, up_to_date=True) as opened:
            return await put_aside(opened, action, key, SystemClock().now())

    found = asyncio.run(ask())
    if found is None:
        raise UnknownKeyError(f"Nothing is put aside under `{key}`. `hourglass parked` lists what is.")
    if as_json:
        say_json([{**asdict(each), "put_aside_at": each.put_aside_at.isoformat()} for each in found])
        return
    if action is not Way.LIST:
        say(f"`{key}` {_DONE[action]}.")
    say(*(_line(each) for each in found))
    if not found:
        say("Nothing is put aside." if action is Way.LIST else "Nothing else is put aside.")


def _line(each: Parked) -> str:
    about = [f"{each.what} in {each.channel}"]
    about += [f"ticket #{each.ticket}"] if each.ticket else []
    about += [each.client] if each.client else []
    return f"{each.key}  {', '.join(about)}, put aside {each.put_aside_at:%Y-%m-%d %H:%M} UTC: {each.why}"
