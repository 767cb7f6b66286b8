"""`hourglass doctor`: what is wrong, and how to mend it."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import SystemClock
from bot.command_line.environment import environment_of
from bot.command_line.output import say_json
from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Finding, Outcome

_COLOURS: Final = {
    Outcome.OK: "green",
    Outcome.WARNING: "yellow",
    Outcome.PROBLEM: "bold red",
    Outcome.SKIPPED: "dim",
}

cli = typer.Typer()


@cli.command()
def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check tokens, scopes, database, plans, clients, channels and clock, and say how to mend each."""
    found = asyncio.run(examine(environment_of(context).with_file(), SystemClock()))
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
        said = Text(each.said)
        if each.remedy:
            said.append(f"\n→ {each.remedy}", style=_COLOURS[each.outcome])
        table.add_row(Text(each.outcome.value, style=_COLOURS[each.outcome]), Text(each.about), said)
    return table


def _verdict(found: list[Finding]) -> Text:
    problems, warnings = (
        sum(each.outcome is outcome for each in found) for outcome in (Outcome.PROBLEM, Outcome.WARNING)
    )
    if not problems and not warnings:
        return Text("\nAll is well.", style="green")
    return Text(f"\n{problems} to mend, {warnings} to look at.", style="bold")
