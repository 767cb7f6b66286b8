"""The command line: reads the environment, and starts or looks after Hourglass."""

import asyncio
import errno
import json
import os
import re
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Annotated, Final

import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.app import Hourglass, apply_clients_file, running
from bot.clock import SystemClock
from bot.domain.people import HOURGLASS
from bot.errors import SupportError
from bot.logs import log_to_stderr
from bot.sandbox import (
    BotControl,
    Manifest,
    ManifestError,
    Sandbox,
    WorldFile,
    WorldFileError,
    demo_world,
    read_manifest,
    read_world,
)
from bot.services.parked import Parked, Way, put_aside
from bot.settings import LogFormat, LogLevel, Settings, read_database_url, read_settings
from bot.shipped import demo_clients, manifest_text
from bot.slack import SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.views.errors import explain_plainly
from storage import Database
from storage.errors import DatabaseUnavailableError

_PORT: Final = 8811
_BOUND: Final = re.compile(r"\('(?P<host>[^']+)', (?P<port>\d+)")
_REMEDIES: Final = {
    "socket_mode_not_enabled": "Turn Socket Mode on on your app's page, or leave SLACK_APP_TOKEN out."
}
_TOKENS: Final = {"auth.test": "SLACK_BOT_TOKEN", "apps.connections.open": "SLACK_APP_TOKEN"}
_MENDED_BY_PEOPLE: Final = (
    SupportError,
    SlackBusyError,
    SlackRefusedError,
    SlackUnclearError,
    ManifestError,
    WorldFileError,
    OSError,
)

cli = typer.Typer(
    help="Hourglass: a support desk in Slack. What clients write becomes tickets that somebody owns.",
    epilog="New here? `hourglass sandbox` lets you try everything without a Slack workspace.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # a token may be among them
)
clients = typer.Typer(help="Declare the clients you serve.", no_args_is_help=True)
cli.add_typer(clients, name="clients")

_out, _err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


@cli.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Answer what is asked of the program itself."""
    if version:
        _out.print(metadata.version("hourglass-desk"))
        raise typer.Exit


def main() -> None:
    """Run the command line; what people can mend is one sentence on stderr and exit code 1."""
    try:
        cli()
    except _MENDED_BY_PEOPLE as error:
        _err.print(_in_words(error), style="red", markup=False)
        sys.exit(1)


def _in_words(error: Exception) -> str:
    match error:
        case SupportError():
            return explain_plainly(error, HOURGLASS)
        case SlackRefusedError():
            otherwise = f"Check {_TOKENS.get(error.method, 'the app')}."
            return f"Slack refused {error.method}: {error.error}. {_REMEDIES.get(error.error, otherwise)}"
        case SlackUnclearError():
            return (
                f"Slack could not be reached ({error}). Check the network and SLACK_API_URL, then try again."
            )
        case SlackBusyError():
            return f"Slack is busy. Try again in {error.seconds:.0f} seconds."
        case OSError(errno=errno.EADDRINUSE):
            return _taken(str(error))
    return str(error)


def _taken(refusal: str) -> str:
    """Say which address another program has; *refusal* is what asyncio says of it."""
    found = _BOUND.search(refusal)
    place = f"Port {found['port']} on {found['host']}" if found else "The port"
    return (
        f"{place} is in use by another program. Stop that one, or choose another port: "
        "--port for `hourglass sandbox`, PORT for `hourglass run`."
    )


def _environment() -> Mapping[str, str]:
    """Return the environment, over what a `.env` file in this folder says."""
    given = {name: value for name, value in dotenv_values(".env").items() if value}
    return given | dict(os.environ)


def _serve(work: Coroutine[object, object, None]) -> None:
    """Run *work* until Ctrl-C or SIGTERM, which let it put things in order first."""

    async def until_told() -> None:
        task = asyncio.create_task(work)
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(until_told())


async def _for_ever() -> None:
    await asyncio.Event().wait()


@cli.command()
def run() -> None:
    """Run Hourglass against your Slack workspace."""
    settings = read_settings(_environment())
    log_to_stderr(settings.log_level, settings.log_format)
    _serve(_run(settings))


async def _run(settings: Settings) -> None:
    async with running(settings, SystemClock()) as hourglass:
        way = (
            f"connected by Socket Mode; {hourglass.url}/healthz says how it is"
            if settings.slack_app_token
            else f"listening on {hourglass.url}/slack/events"
        )
        _err.print(f"Hourglass is running as @{hourglass.desk.installation.name}, {way}.", markup=False)
        await _for_ever()


@cli.command()
def migrate() -> None:
    """Bring the database up to date."""

    async def bring() -> tuple[str, ...]:
        async with _database() as database:
            return await database.migrate()

    applied = asyncio.run(bring())
    _out.print(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file to write; nothing is overwritten.")],
) -> None:
    """Write a consistent copy of the database, while Hourglass runs (SQLite)."""
    if not file.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.parent}: make it first, or name another file.")

    async def copy() -> None:
        async with _database(must_exist=True) as database:
            await database.backup(file)

    asyncio.run(copy())
    _out.print(f"Wrote {file}.", markup=False)


@cli.command()
def parked(
    action: Annotated[Way, typer.Argument(help="What to do.")] = Way.LIST,
    key: Annotated[str, typer.Argument(help="Which one to try again, or to give up.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List what was put aside after it failed; try one again, or give it up."""

    async def ask() -> list[Parked] | None:
        async with _database(must_exist=True) as database:
            return await put_aside(database, action, key, SystemClock().now())

    found = asyncio.run(ask())
    if found is None:
        raise typer.BadParameter("Nothing of that key is put aside: `hourglass parked` lists what is.")
    if as_json:
        _out.print_json(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        _out.print(f"{each.key}  {each.what} in {each.channel}: {each.error}", markup=False)
    if not found:
        _out.print("Nothing is put aside.")


@asynccontextmanager
async def _database(*, must_exist: bool = False) -> AsyncIterator[Database]:
    url = read_database_url(_environment())
    if must_exist:
        _refuse_missing(url)
    database = await Database.open(url, now=SystemClock().now)
    try:
        yield database
    finally:
        await database.close()


def _refuse_missing(url: str) -> None:
    """Raise DatabaseUnavailableError for a SQLite file that is not there: opening it would make one."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise DatabaseUnavailableError(url, "there is no such file")


@clients.command("apply")
def clients_apply(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="The clients file (TOML); clients.example.toml documents it."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print what changed as JSON.")] = False,
) -> None:
    """Make clients, channels and roles as a file declares them; says what changed."""
    settings = read_settings(_environment())
    applied = asyncio.run(apply_clients_file(settings, SystemClock(), file))
    if as_json:
        _out.print_json(json.dumps({"changes": applied.changes, "missing": applied.missing}))
    else:
        for line in applied.changes or ("Nothing to change.",):
            _out.print(line, markup=False)
        for line in applied.missing:
            _err.print(line, style="yellow", markup=False)
    if applied.missing:
        raise typer.Exit(1)


@cli.command()
def sandbox(  # noqa: PLR0913 - each is an option of the command line
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port of the local Slack's page and API.")
    ] = _PORT,
    world: Annotated[Path | None, typer.Option(help="World file (TOML); left out: the demo world.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="App manifest; left out: the world's, or ours.")
    ] = None,
    socket: Annotated[bool, typer.Option("--socket", help="Deliver by Socket Mode instead of HTTP.")] = False,
    rate_limits: Annotated[bool, typer.Option(help="Refuse more than Slack would take.")] = True,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    slack_only: Annotated[bool, typer.Option("--slack-only", help="The local Slack, without a bot.")] = False,
    push: Annotated[str | None, typer.Option(help="With --slack-only: where events are posted.")] = None,
    bot_control: Annotated[
        str | None, typer.Option(help="With --slack-only: the bot's control address.")
    ] = None,
) -> None:
    """Try everything on this machine, without a Slack workspace."""
    log_to_stderr(LogLevel.WARNING, LogFormat.CONSOLE)
    file = read_world(world) if world else demo_world()
    start = Sandbox.start(
        file,
        _declared(manifest, file),
        port=port,
        socket=socket,
        rate_limits=rate_limits,
        push_url=push,
        bot_control_url=bot_control,
        awaits_bot=not slack_only,
    )

    async def serve() -> None:
        async with start as slack:
            if open_page:
                webbrowser.open(slack.url)
            if slack_only:
                await _slack_alone(slack)
            else:
                await _with_bot(slack, demo=world is None, rate_limits=rate_limits, socket=socket)

    _serve(serve())


def _declared(named: Path | None, world: WorldFile) -> Manifest:
    """Return the manifest that was named, else the one that the world names, else that of Hourglass."""
    file = named or world.manifest
    return read_manifest(file.read_text(encoding="utf-8") if file else manifest_text())


async def _slack_alone(slack: Sandbox) -> None:
    """Print what an app needs, and wait."""
    lines = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    print("\n".join(f"{name}={value}" for name, value in lines.items()), flush=True)  # noqa: T201 - for programs
    await _for_ever()


async def _with_bot(slack: Sandbox, *, demo: bool, rate_limits: bool, socket: bool) -> None:
    """Run Hourglass in this process, on the local Slack's clock, and say what to try."""
    with tempfile.TemporaryDirectory(prefix="hourglass-") as folder:
        settings = _sandbox_settings(slack, Path(folder), demo=demo, socket=socket)
        async with running(settings, slack.clock, unlimited_pace=not rate_limits) as hourglass:
            connect(slack, hourglass, socket=socket)
            welcome = _WELCOME if demo else _WELCOME_ELSEWHERE
            _out.print(welcome.format(url=slack.url, database=_where(settings)), markup=False)
            await _for_ever()


def connect(slack: Sandbox, hourglass: Hourglass, *, socket: bool) -> None:
    """Let the local Slack send its events to *hourglass*, and drive it when the clock is moved."""
    if not socket:
        slack.push_url = f"{hourglass.url}/slack/events"
    slack.attach(BotControl(hourglass.next_due, hourglass.idle, hourglass.reset, next_try=hourglass.next_try))


def _sandbox_settings(slack: Sandbox, folder: Path, *, demo: bool, socket: bool) -> Settings:
    """Return settings for the local Slack: its tokens, and a database in *folder* unless one is named.

    A `.env` file is left alone: it names the real desk's database, and the sandbox can be reset.
    """
    taken = ["DATABASE_URL", "HOURGLASS_PLANS", *([] if demo else ["HOURGLASS_CLIENTS", "HOURGLASS_TRIAGE"])]
    given = {name: os.environ[name] for name in taken if os.environ.get(name)}
    if demo:
        declared = folder / "clients.toml"
        declared.write_text(demo_clients(), encoding="utf-8")
        given["HOURGLASS_CLIENTS"] = str(declared)
    settings = read_settings(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'hourglass.db'}",
            **given,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_APP_TOKEN": slack.app_token if socket else "",
            "SLACK_API_URL": slack.api_url,
        }
    )
    return settings.model_copy(update={"port": 0})  # any free one: only the local Slack needs to know


def _where(settings: Settings) -> str:
    return "a temporary SQLite file" if settings.database_url.startswith("sqlite") else "PostgreSQL"


_RUNNING: Final = """\
Hourglass is running against a local Slack: {url} (data in {database}; Ctrl-C ends it)
"""
_WELCOME: Final = f"""\
{_RUNNING}Three things to try, in another terminal:
  1. A client reports a problem:
     curl {{url}}/control/message \\
       -d '{{{{"channel":"#acme","user":"ana","text":"Order processing is not running"}}}}'
  2. See its card, which the engineers see:
     curl '{{url}}/control/messages?channel=%23triage'
  3. An engineer takes it:
     curl {{url}}/control/command \\
       -d '{{{{"user":"sam","channel":"#triage","command":"/ticket","text":"claim 1"}}}}'
"""
_WELCOME_ELSEWHERE: Final = f"""\
{_RUNNING}See who and what is there:
     curl {{url}}/control/world
"""


if __name__ == "__main__":
    main()
