"""The program that people type: which commands there are, and how one that fails says so."""

from collections import UserDict
from importlib import import_module, metadata
from typing import Annotated, Any

import typer
from typer.main import get_group

from bot.command_line.catalogue import MODULES
from bot.command_line.environment import Environment
from bot.command_line.explained import Program, refusal
from bot.command_line.unusable import TypedWronglyError


class _Commands(UserDict[str, Any]):
    """Commands by name, whose modules are imported when typed: `run` has no use for the local Slack."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer does not name its base of all commands
        """Import the module of a command and return the command; KeyError where there is none."""
        module = import_module(f"bot.command_line.{self.data[name]}")
        return get_group(module.cli).commands[name]


class _Program(Program):
    """The commands of the catalogue."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(**attributes)
        self.commands = _Commands(MODULES)


_program = typer.Typer(
    cls=_Program,
    help="A support desk in Slack: what clients write becomes tickets that somebody owns.",
    invoke_without_command=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,  # a mistake of ours is reported as it stands, without values
)


@_program.callback()
def options(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Answer what is asked of the program itself."""
    if version:
        typer.echo(metadata.version("hourglass-desk"))
        raise typer.Exit


def run_program(environment: Environment) -> int | None:
    """Run the command that was typed, and return the code to exit with; TypedWronglyError."""
    try:
        # typer's own words for what is typed wrongly take six lines, three of them a frame.
        code: int | None = _program(
            obj=environment, prog_name="hourglass", standalone_mode=False, color=environment.colours
        )
    except typer.TyperException as error:
        raise TypedWronglyError(refusal(error), error.exit_code) from None
    return code
