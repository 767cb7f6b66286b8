"""`hourglass metrics`: what is measured outside Hourglass, given by files until monitoring is connected."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.command_line.environment import Environment, environment_of
from bot.command_line.explained import Explained, ExplainedGroup
from bot.command_line.opened import database
from bot.command_line.output import say, say_json
from bot.command_line.unusable import UnusableFileError
from bot.promises import Promises
from bot.services.measurements import Change, Imported, MeasuresFile, import_file
from bot.services.plans import plan_files
from bot.settings import read_ledger_settings
from bot.views.measured import amount_words, span_of

cli = typer.Typer()
_metrics = typer.Typer(
    help="Give what is measured for clients: uptime, success_rate, operations, hours_saved, money_saved.",
    cls=ExplainedGroup,
)
cli.add_typer(_metrics, name="metrics")


@_metrics.command("import", cls=Explained, epilog="metrics import october.csv --dry-run")
def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A CSV file with the columns client, metric, period (or date), value.")
    ],
    client: Annotated[str, typer.Option(help="The one client that it is about, by its id.")] = "",
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what changed as JSON.")] = False,
) -> None:
    """Take the values of a file, all of them or none; the same file again changes nothing.

    A period is a day, a month or a quarter: 2026-10-05, 2026-10 or 2026-q4. Values are 99.95 for uptime and
    success_rate, 12345 for operations, 12.5 for hours_saved and 1200.50 or 1200.50 EUR for money_saved. A
    value that differs from what was given before takes its place; both are kept, with who gave them and when.
    """
    given = MeasuresFile(file.name, _text(file), client)
    imported = asyncio.run(_imported(environment_of(context), given, dry_run=dry_run))
    if as_json:
        say_json(
            {
                "changes": [_plain(each) for each in imported.changes],
                "unchanged": imported.unchanged,
                "dry_run": dry_run,
            }
        )
        return
    say(*(_line(each) for each in imported.changes))
    done = "would be taken" if dry_run else "taken"
    say(f"Values {done}: {len(imported.changes)}. Known already: {imported.unchanged}.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnusableFileError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise UnusableFileError(f"{file} is a folder. Name a CSV file.") from None
    except UnicodeDecodeError:
        raise UnusableFileError(f"{file} is not in UTF-8. Save it as CSV in UTF-8, then try again.") from None


async def _imported(environment: Environment, file: MeasuresFile, *, dry_run: bool) -> Imported:
    promises = Promises(plan_files(read_ledger_settings(environment.with_file()).plans))
    async with (
        database(environment, must_exist=True, up_to_date=True) as opened,
        opened.transaction() as store,
    ):
        return await import_file(promises, store, file, SystemClock().now(), dry_run=dry_run)


def _line(each: Change) -> str:
    said = f"{each.client}: {each.now.metric} of {span_of(each.now)} is {amount_words(each.now)}"
    return f"{said}, was {amount_words(each.before)}." if each.before else f"{said}."


def _plain(each: Change) -> dict[str, object]:
    return {
        "client": each.client,
        "metric": each.now.metric,
        "first": each.now.first.isoformat(),
        "last": each.now.last.isoformat(),
        "amount": each.now.amount,
        "currency": each.now.currency,
        "before": each.before.amount if each.before else None,
    }
