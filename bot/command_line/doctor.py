"""`hourglass doctor`: what is wrong, and how to mend it."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import SystemClock
from bot.command_line.environment import FILL_IT_IN, NO_FILE, environment_of, has_file
from bot.command_line.explained import Explained
from bot.command_line.output import say_json
from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Finding, Outcome, warning
from bot.settings import UNSET

_STYLES: Final = {
    Outcome.OK: "green",
    Outcome.WARNING: "yellow",
    Outcome.PROBLEM: "bold red",
    Outcome.SKIPPED: "dim",
}
_MARKS: Final = {Outcome.OK: "✓", Outcome.WARNING: "!", Outcome.PROBLEM: "✗", Outcome.SKIPPED: "-"}
"""For whoever sees no colours, or not these."""

cli = typer.Typer()


@cli.command(cls=Explained, epilog="doctor\ndoctor --json")
def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check all that Hourglass needs, and say how to mend what is wrong.

    It looks at settings, tokens, scopes, database, disk, plans, clients, channels, who is on call, what is
    measured, and clocks. It changes nothing. Exit code 1: something is to be mended.
    """
    found = asyncio.run(examine(environment_of(context).with_file(), SystemClock()))
    if not has_file() and any(each.about == "settings" and UNSET in each.said for each in found):
        said = f"there is {NO_FILE} in {Path.cwd()}"
        found.insert(0, warning("settings", said, f"{FILL_IT_IN[0].upper()}{FILL_IT_IN[1:]}."))
    is_well = all(each.outcome is not Outcome.PROBLEM for each in found)
    if as_json:
        say_json({"ok": is_well, "findings": [asdict(each) for each in found]})
    else:
        Console(highlight=False).print(_table(found), _verdict(found), sep="\n")
    if not is_well:
        raise typer.Exit(1)


def _table(found: list[Finding]) -> Table:
    table = Table.grid(padding=(0, 2))
    for each in found:
        style = _STYLES[each.outcome]
        said = Text(each.said)
        if each.remedy:
            said.append(f"\n→ {each.remedy}", style=style)
        mark = Text(f"{_MARKS[each.outcome]} {each.outcome.value}", style=style, no_wrap=True)
        table.add_row(mark, Text(each.about), said)
    return table


def _verdict(found: list[Finding]) -> Text:
    problems, warnings = (
        sum(each.outcome is outcome for each in found) for outcome in (Outcome.PROBLEM, Outcome.WARNING)
    )
    if not problems and not warnings:
        return Text("\nAll is well.", style="green")
    style = _STYLES[Outcome.PROBLEM if problems else Outcome.WARNING]
    return Text(f"\n{problems} to mend, {warnings} to look at.", style=style)
