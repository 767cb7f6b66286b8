"""`hourglass run`, where more is typed than that; alone it is not even read (`bot.command_line.entry`)."""

import typer

from bot.command_line.at_work import work
from bot.command_line.environment import environment_of
from bot.command_line.explained import Explained

cli = typer.Typer()


@cli.command(cls=Explained)
def run(context: typer.Context) -> None:
    """Run Hourglass in your Slack workspace.

    Its settings come from the environment, or from a file .env in this folder: .env.example names them all.
    """
    work(environment_of(context))
