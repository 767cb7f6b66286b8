"""`hourglass plan`: whether a plan's file can be used, and what it promises.

It needs no settings and no database.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.environment import environment_of
from bot.command_line.failures import UnusableFileError, in_words
from bot.command_line.output import say, say_json, warn
from bot.domain.plans import Plan, with_addons
from bot.errors import BadFileError
from bot.services.plans import find_plan, load_plan
from bot.views.plan_json import plan_as_json
from bot.views.plan_page import plan_page

cli = typer.Typer()
_plan = typer.Typer(help="Check a plan's file, or show what a plan promises.", no_args_is_help=True)
cli.add_typer(_plan, name="plan")


@_plan.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan's file (TOML).")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """List every problem of a plan's file, with line, field and remedy."""
    try:
        plan = load_plan(file)
    except BadFileError as error:
        _refuse(error, as_json=as_json)
    else:
        _approve(plan, as_json=as_json)


@_plan.command()
def show(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="A plan's name, such as matai-growth, or its file.")],
    *,
    addon: Annotated[list[str] | None, typer.Option(help="As with this add-on; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Print what a plan promises, as a page that a client could be sent."""
    found = _named(plan, context)
    if addon and not found.addons:
        raise typer.BadParameter(f"{found.name} has no add-ons.", param_hint="--addon")
    found = with_addons(found, addon or ())
    if as_json:
        say_json(plan_as_json(found))
    else:
        say(plan_page(found))


def _named(word: str, context: typer.Context) -> Plan:
    """Return the plan that *word* names: a file, the company's own plan, or one that is shipped."""
    if word.endswith(".toml"):
        return load_plan(Path(word))
    folder = environment_of(context).with_file().get("HOURGLASS_PLANS")
    if folder and not Path(folder).expanduser().is_dir():
        raise UnusableFileError(f"HOURGLASS_PLANS names a folder that does not exist ({folder!r}).")
    return find_plan(word, Path(folder).expanduser() if folder else None)


def _approve(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        say_json({"ok": True, "plan": plan.id, "version": plan.version, "problems": []})
    else:
        say(f"{plan.name} can be used: plan `{plan.id}`, version {plan.version}.")


def _refuse(error: BadFileError, *, as_json: bool) -> None:
    if as_json:
        say_json({"ok": False, "plan": None, "version": None, "problems": error.problems})
    else:
        warn(in_words(error), colour="red")
    raise typer.Exit(1)
