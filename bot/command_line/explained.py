"""Commands that explain themselves: their `--help`, and what is said of words that they do not know."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from bot.command_line.catalogue import ENTRIES

_PAGES: Final = "bot.command_line.help_pages"
"""Draws with rich, which a desk at work has no use for."""


def _page(of: str, command: object, context: object) -> str:
    draw: Callable[[object, object], str] = getattr(import_module(_PAGES), of)
    return draw(command, context)


class Explained(TyperCommand):
    """A command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer does not name its own
        """Write its page."""
        formatter.write(_page("command_page", self, ctx))


class ExplainedGroup(TyperGroup):
    """A word that further words follow, such as `plan`; alone it explains them."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write its page."""
        formatter.write(_page("group_page", self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as above
        """Explain itself where nothing more is typed."""
        if not args:
            typer.echo(ctx.get_help())
            raise typer.Exit
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Find the command that the first word names; else name those that come near, and what lists all."""
        try:
            return super().resolve_command(ctx, args)
        except typer.TyperException as error:
            self._refuse(error, args[0])

    def _refuse(self, error: typer.TyperException, word: str) -> NoReturn:
        """Raise *error*, with the command that ends in *word* where there is one, as `plan simulate` does."""
        behind = [entry.typed for entry in ENTRIES if entry.typed.split()[1:] == [word]]
        if behind and "Did you mean" not in error.message:
            meant = " or ".join(f"'{typed}'" for typed in behind)
            error.message = f"{error.message.rstrip('.')}. Did you mean {meant}?"
        raise error


class Program(ExplainedGroup):
    """All commands, behind the program's own name."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the program's page."""
        formatter.write(_page("program_page", self, ctx))


def refusal(error: typer.TyperException) -> str:
    """Return what somebody reads who typed a command that cannot be: what is wrong, and what says more."""
    message = error.format_message().removeprefix("Invalid value: ").rstrip()
    message = message if message.endswith((".", "?", "!")) else f"{message}."
    context = getattr(error, "ctx", None)
    return f"{message} `{context.command_path} --help` says how it is typed." if context else message
