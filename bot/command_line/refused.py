"""Refusals for programs: who asks for JSON gets JSON, whatever comes of it.

A command says so by its option `--json`. What cannot be done is then `{"error": {...}}` on stdout, where its
result would be, and the exit code is what it is for people: 1, or 2 where the command was typed wrongly.
"""

from typing import Any, Final

import typer

from bot.command_line.explained import ExplainedGroup, refusal
from bot.command_line.mended import remedy
from bot.command_line.output import say_json
from bot.errors import BadFileError, SupportError
from bot.views.plan_json import problems_as_json

_AS_JSON: Final = "hourglass.as_json"


class JsonRefusals(ExplainedGroup):
    """A group of commands whose refusals are JSON after `--json`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer does not name its base
        """Note whether JSON is asked for, before anything of what was typed can be refused."""
        ctx.meta[_AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer does not name its base of all contexts
        """Run the command that was typed."""
        if not ctx.meta[_AS_JSON]:
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            say_json({"error": {"kind": "usage", "message": refusal(error)}})
            raise typer.Exit(error.exit_code) from None
        except typer.Exit:
            raise
        except Exception as error:
            message = remedy(error)
            if message is None:
                raise
            say_json({"error": _told(error, message)})
            raise typer.Exit(1) from None


def _told(error: Exception, message: str) -> dict[str, object]:
    told: dict[str, object] = {"kind": _kind(error), "message": message}
    if isinstance(error, BadFileError):
        told["problems"] = problems_as_json(error.problems)
    return told


def _kind(error: Exception) -> str:
    return error.key if isinstance(error, SupportError) else "unusable_file"
