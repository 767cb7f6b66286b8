"""The program that people type: which commands there are, and how one that fails says so."""

import sys
from collections import UserDict
from collections.abc import Mapping
from importlib import import_module, metadata
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

from bot.command_line.environment import Environment
from bot.command_line.failures import MENDED_BY_PEOPLE, in_words
from bot.command_line.output import warn

_MODULES: Final[Mapping[str, str]] = {
    "sandbox": "sandbox",
    "run": "run",
    "doctor": "doctor",
    "parked": "database",
    "clients": "clients",
    "plan": "plan",
    "migrate": "database",
    "backup": "database",
    "export": "export",
    "ledger": "ledger",
}
"""The module of this package that holds each command, in the order of the help."""


class _Commands(UserDict[str, Any]):
    """Commands by name, whose modules are imported when typed: `run` has no use for the local Slack."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer does not name its base of all commands
        """Import the module of a command and return the command; KeyError where there is none."""
        module = import_module(f"bot.command_line.{self.data[name]}")
        return get_group(module.cli).commands[name]


class _Program(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(**attributes)
        self.commands = _Commands(_MODULES)


_program = typer.Typer(
    cls=_Program,
    help="Hourglass: a support desk in Slack. What clients write becomes tickets that somebody owns.",
    epilog="New here? `hourglass sandbox` lets you try everything without a Slack workspace.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # a token may be among them
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


def run_program(variables: Mapping[str, str]) -> None:
    """Run what was typed, in the environment of *variables*.

    What people can mend is one sentence on stderr, and exit code 1.
    """
    try:
        _program(obj=Environment(dict(variables)))
    except MENDED_BY_PEOPLE as error:
        warn(in_words(error), colour="red")
        sys.exit(1)
