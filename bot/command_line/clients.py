"""`hourglass clients`: the clients that the company serves, as a file declares them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app import apply_clients_file
from bot.clock import SystemClock
from bot.command_line.environment import environment_of
from bot.command_line.explained import Explained, ExplainedGroup
from bot.command_line.output import say, say_json, warn_all
from bot.settings import read_settings

cli = typer.Typer()
_clients = typer.Typer(help="Declare the clients you serve.", cls=ExplainedGroup)
cli.add_typer(_clients, name="clients")


@_clients.command(cls=Explained, epilog="clients apply clients.toml")
def apply(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="The clients file (TOML); clients.example.toml documents it."
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what changed as JSON.")] = False,
) -> None:
    """Make clients, channels and roles as a file declares them; says what changed."""
    settings = read_settings(environment_of(context).with_file())
    applied = asyncio.run(apply_clients_file(settings, SystemClock(), file))
    if as_json:
        say_json({"changes": applied.changes, "missing": applied.missing})
    else:
        say(*(applied.changes or ("Nothing to change.",)))
        warn_all(applied.missing)
    if applied.missing:
        raise typer.Exit(1)
