"""`hourglass plan`: whether a plan's file can be used, what it promises, and what that comes to.

It needs no settings and no database.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.command_line.environment import environment_of
from bot.command_line.explained import Explained, ExplainedGroup
from bot.command_line.moments import EXAMPLE, moment
from bot.command_line.output import say, say_json
from bot.command_line.simulated import sample_shown
from bot.command_line.unusable import UnusableFileError
from bot.domain.field_types import known_zones, nearest_zone
from bot.domain.plan_differences import differences
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan, with_addons
from bot.domain.simulation import simulate as simulated
from bot.domain.tickets import Severity
from bot.domain.toml_text import nearest
from bot.errors import BadFileError, UnknownWordError
from bot.services.plans import find_plan, load_plan
from bot.views.plan_differences import difference_in_words, differences_as_json
from bot.views.plan_json import plan_as_json, problems_as_json
from bot.views.plan_page import plan_page
from bot.views.simulation_json import sample_as_json

cli = typer.Typer()
_plan = typer.Typer(
    help="Check a plan's file, show what a plan promises, try it on a ticket, or compare two.",
    cls=ExplainedGroup,
)
cli.add_typer(_plan, name="plan")

_Word = Annotated[str, typer.Argument(help="A plan's name, such as matai-growth, or its file.")]
_AddOns = Annotated[
    list[str] | None, typer.Option("--addon", metavar="NAME", help="An add-on; may be repeated.")
]


@_plan.command(cls=Explained, epilog="plan check plans/ours.toml")
def check(
    file: Annotated[Path, typer.Argument(help="The plan's file (TOML).")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """List every problem of a plan's file, with line, field and remedy."""
    try:
        plan = _loaded(file)
    except BadFileError as error:
        if not as_json:
            raise
        say_json({"ok": False, "plan": None, "version": None, "problems": problems_as_json(error.problems)})
        raise typer.Exit(1) from None
    _approve(plan, as_json=as_json)


@_plan.command(cls=Explained, epilog="plan show matai-growth\nplan show plans/ours.toml --addon after-hours")
def show(
    context: typer.Context,
    plan: _Word,
    *,
    addon: _AddOns = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Print what a plan promises, as a page that a client could be sent."""
    found = _with_addons(_named(plan, context), addon)
    if as_json:
        say_json(plan_as_json(found))
    else:
        say(plan_page(found))


@_plan.command(cls=Explained, epilog="plan simulate matai-growth --severity high --at 2026-12-24T17:30-05:00")
def simulate(
    context: typer.Context,
    plan: _Word,
    *,
    severity: Annotated[str, typer.Option(metavar="LEVEL", help="critical, high, medium or low.")],
    at: Annotated[
        str, typer.Option(metavar="MOMENT", help=f"When the ticket is opened, with its zone: {EXAMPLE}.")
    ],
    addon: _AddOns = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The client's; left out: the plan's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the moments as JSON, in UTC.")] = False,
) -> None:
    """Print every deadline, warning and escalation of a sample ticket that nobody answers."""
    found = _with_addons(_named(plan, context), addon)
    terms = PlanTerms(found, _zone(time_zone or found.time_zone))
    sample = simulated(terms, _severity(severity), moment(at))
    if as_json:
        say_json(sample_as_json(sample))
    else:
        Console(highlight=False).print(sample_shown(sample))


@_plan.command(cls=Explained, epilog="plan diff matai-efficiency matai-growth")
def diff(
    context: typer.Context,
    old: _Word,
    new: _Word,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
) -> None:
    """Print what changes from one plan, or file, to another, field by field."""
    before, after = _named(old, context), _named(new, context)
    found = differences(before, after)
    if as_json:
        say_json(differences_as_json(before, after, found))
    else:
        say(*(map(difference_in_words, found) if found else ("no difference",)))


def _severity(word: str) -> Severity:
    if word not in set(Severity):
        raise UnknownWordError("severity", word, nearest(word, Severity), tuple(Severity))
    return Severity(word)


def _zone(name: str) -> str:
    zones = known_zones()
    if name not in zones:
        raise UnknownWordError("time_zone", name, nearest_zone(name, zones))
    return name


def _with_addons(plan: Plan, chosen: list[str] | None) -> Plan:
    if chosen and not plan.addons:
        raise typer.BadParameter(f"{plan.name} has no add-ons.", param_hint="--addon")
    return with_addons(plan, chosen or ())


def _named(word: str, context: typer.Context) -> Plan:
    """Return the plan that *word* names: a file, the company's own plan, or one that is shipped."""
    if word.endswith(".toml"):
        return _loaded(Path(word))
    folder = environment_of(context).with_file().get("HOURGLASS_PLANS")
    if folder and not Path(folder).expanduser().is_dir():
        raise UnusableFileError(f"HOURGLASS_PLANS names a folder that does not exist ({folder!r}).")
    return find_plan(word, Path(folder).expanduser() if folder else None)


def _loaded(file: Path) -> Plan:
    try:
        return load_plan(file)
    except FileNotFoundError:
        raise UnusableFileError(
            f"There is no file {file}. Check its name and the folder that you are in."
        ) from None
    except IsADirectoryError:
        raise UnusableFileError(f"{file} is a folder. Name a plan's file, which ends in .toml.") from None
    except OSError as error:
        raise UnusableFileError(
            f"{file} cannot be read ({error.strerror}). Let this user read it, then try again."
        ) from None


def _approve(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        say_json({"ok": True, "plan": plan.id, "version": plan.version, "problems": []})
    else:
        say(f"{plan.name} can be used: plan `{plan.id}`, version {plan.version}.")
