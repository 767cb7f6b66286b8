"""`hourglass ledger check`: all balances worked out again from the ledger's entries, and compared."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from bot.command_line.environment import Environment, environment_of
from bot.command_line.explained import Explained, ExplainedGroup
from bot.command_line.opened import database
from bot.command_line.output import say, say_json, warn
from bot.domain.ledger_check import Finding, Flaw
from bot.promises import Promises
from bot.services.ledger_check import Checked, check_ledgers
from bot.services.plans import plan_files
from bot.settings import read_ledger_settings

cli = typer.Typer()
_ledger = typer.Typer(help="Look after the ledger of clients' hours.", cls=ExplainedGroup)
cli.add_typer(_ledger, name="ledger")

_SENTENCES: Final = {
    Flaw.OPENING: "{client}, month of {month}: the {entry} is {found} and should be {expected}.",
    Flaw.ROUNDING: "{client}, month of {month}: {entry} accounts for {found}, its real time for {expected}.",
    Flaw.MINUTES: "{client}, month of {month}: {entry} changes the hours by {found}, not by {expected}.",
    Flaw.CHANGE: "{client}, month of {month}: {entry} adds {found}; its plan and days come to {expected}.",
    Flaw.REVERSAL: "{client}, month of {month}: {entry} takes back {found}; expected was {expected}.",
    Flaw.MONTH: "{client}, month of {month}: {entry} was worked on {found}; expected was {expected}.",
}


@_ledger.command(cls=Explained, epilog="ledger check")
def check(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print balances and findings as JSON.")] = False,
) -> None:
    """Work out all balances again and compare; exit code 1 where something is wrong."""
    checked = asyncio.run(_checked(environment_of(context)))
    findings = [finding for each in checked for finding in each.findings]
    if as_json:
        say_json({"clients": [_balances(each) for each in checked], "findings": [*map(_plain, findings)]})
    else:
        entries = sum(each.entries for each in checked)
        say(f"Entries checked: {entries}. Wrong: {len(findings)}.")
        for finding in findings:
            warn(sentence(finding), colour="red")
    if findings:
        raise typer.Exit(1)


async def _checked(environment: Environment) -> list[Checked]:
    plans = plan_files(read_ledger_settings(environment.with_file()).plans)
    async with database(environment, must_exist=True, up_to_date=True) as opened, opened.reading() as store:
        return await check_ledgers(store, Promises(plans))


def sentence(finding: Finding) -> str:
    """Return what is wrong in words."""
    return _SENTENCES[finding.flaw].format_map(_plain(finding))


def _plain(finding: Finding) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(finding).items()}


def _balances(checked: Checked) -> dict[str, object]:
    months = [
        {"month": each.month.isoformat(), "granted": each.allowed, "used": each.spent, "left": each.left}
        for each in checked.balances
    ]
    return {"client": checked.client, "entries": checked.entries, "months": months}
