"""`hourglass export`: all that there is of a client, as files."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.environment import Environment, environment_of
from bot.command_line.explained import Explained
from bot.command_line.opened import database
from bot.command_line.output import say
from bot.command_line.unusable import UnusableFileError
from bot.services.exporting import export as make

cli = typer.Typer()


@cli.command(cls=Explained, epilog="export --client acme --out acme")
def export(
    context: typer.Context,
    client: Annotated[str, typer.Option(help="The client's id, as in the clients file.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write; nothing is overwritten.")],
) -> None:
    """Write a client's tickets, hours and list of files as JSON and CSV."""
    made = asyncio.run(_made(environment_of(context), client))
    _refuse_taken(out, list(made))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        with (out / name).open("xb") as file:
            file.write(content)
    say(*(f"Wrote {out / name}." for name in made))


async def _made(environment: Environment, client: str) -> dict[str, bytes]:
    async with database(environment, must_exist=True, up_to_date=True) as opened, opened.reading() as store:
        if not await store.clients.all():
            raise UnusableFileError("There is no client. Declare one with `hourglass clients apply FILE`.")
        return dict(await make(store, client))


def _refuse_taken(out: Path, names: list[str]) -> None:
    """Raise UnusableFileError where a file would be overwritten, or where there can be no folder."""
    if out.exists() and not out.is_dir():
        raise UnusableFileError(f"{out} is a file. Name a folder with --out.")
    taken = [name for name in names if (out / name).exists()]
    if taken:
        raise UnusableFileError(
            f"{out} holds {', '.join(taken)} already, which is not overwritten: name another folder."
        )
