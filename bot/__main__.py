"""The command line: reads the environment, and starts or looks after Hourglass."""

import asyncio
import json
import logging
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import structlog
import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.app import Hourglass, apply_clients_file, running
from bot.clock import SystemClock
from bot.domain.people import HOURGLASS
from bot.errors import SupportError
from bot.sandbox import (
    BotControl,
    ManifestError,
    Sandbox,
    WorldFileError,
    demo_world,
    read_manifest,
    read_world,
)
from bot.settings import LogFormat, LogLevel, Settings, read_database_url, read_settings
from bot.shipped import demo_clients, manifest_text
from bot.slack import SlackRefusedError, SlackUnclearError
from bot.views.errors import explain_plainly
from storage import Database

_PORT: Final = 8811
_LEVELS: Final = logging.getLevelNamesMapping()

cli = typer.Typer(
    help="Hourglass: a support desk in Slack that keeps the promises of your support plans.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
)
clients = typer.Typer(help="The clients you serve.", no_args_is_help=True)
cli.add_typer(clients, name="clients")

_out, _err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


def main() -> None:
    """Run the command line; what people can mend is one sentence on stderr and exit code 1."""
    try:
        cli()
    except (
        SupportError,
        SlackRefusedError,
        SlackUnclearError,
        ManifestError,
        WorldFileError,
        OSError,
    ) as error:
        _err.print(_in_words(error), style="red", markup=False)
        sys.exit(1)


def _in_words(error: Exception) -> str:
    if isinstance(error, SupportError):
        return explain_plainly(error, HOURGLASS)
    if isinstance(error, SlackRefusedError):
        return f"Slack refused {error.method}: {error.error}. Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN."
    if isinstance(error, SlackUnclearError):
        return f"Slack could not be reached ({error}). Check the network and SLACK_API_URL, then try again."
    return str(error)


def _environment() -> Mapping[str, str]:
    """Return the environment, over what a `.env` file in this folder says."""
    given = {name: value for name, value in dotenv_values(".env").items() if value}
    return given | dict(os.environ)


def _log_to_stderr(level: LogLevel, form: LogFormat) -> None:
    """Write our log lines and those of the libraries to stderr, in one form."""
    as_json = form is LogFormat.JSON
    last: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([structlog.processors.format_exc_info] if as_json else []),
                last,
            ],
        )
    )
    logging.basicConfig(level=_LEVELS[level.value], handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


async def _until_told_to_stop() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told.set)
    await told.wait()


@cli.command()
def run() -> None:
    """Run Hourglass against your Slack workspace."""
    settings = read_settings(_environment())
    _log_to_stderr(settings.log_level, settings.log_format)

    async def serve() -> None:
        async with running(settings, SystemClock()) as hourglass:
            way = "Socket Mode" if settings.slack_app_token else f"{hourglass.url}/slack/events"
            _err.print(f"Hourglass is running as @{hourglass.desk.installation.name}, listening on {way}.")
            await _until_told_to_stop()

    asyncio.run(serve())


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

    async def copy() -> None:
        async with _database() as database:
            await database.backup(file)

    asyncio.run(copy())
    _out.print(f"Wrote {file}.", markup=False)


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    database = await Database.open(read_database_url(_environment()), now=SystemClock().now)
    try:
        yield database
    finally:
        await database.close()


@clients.command("apply")
def clients_apply(
    file: Annotated[Path, typer.Argument(help="The clients file (TOML); clients.example.toml documents it.")],
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
def sandbox(
    port: Annotated[int, typer.Option(help="Port of the local Slack's page and API.")] = _PORT,
    world: Annotated[Path | None, typer.Option(help="World file (TOML); left out: the demo world.")] = None,
    socket: Annotated[bool, typer.Option("--socket", help="Deliver by Socket Mode instead of HTTP.")] = False,
    rate_limits: Annotated[bool, typer.Option(help="Refuse more than Slack would take.")] = True,
    slack_only: Annotated[
        bool, typer.Option("--slack-only", help="The local Slack alone, without a bot.")
    ] = False,
    push: Annotated[str | None, typer.Option(help="With --slack-only: where events are posted.")] = None,
    bot_control: Annotated[
        str | None, typer.Option(help="With --slack-only: the bot's control address.")
    ] = None,
    manifest: Annotated[Path | None, typer.Option(help="With --slack-only: the app's manifest.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Try everything on this machine, without a Slack workspace."""
    _log_to_stderr(LogLevel.WARNING, LogFormat.CONSOLE)
    declared = read_manifest(manifest.read_text(encoding="utf-8") if manifest else manifest_text())
    file = read_world(world) if world else demo_world()
    start = Sandbox.start(
        file,
        declared,
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

    asyncio.run(serve())


async def _slack_alone(slack: Sandbox) -> None:
    """Print what an app needs, and wait."""
    lines = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    print("\n".join(f"{name}={value}" for name, value in lines.items()), flush=True)  # noqa: T201 - for programs
    await _until_told_to_stop()


async def _with_bot(slack: Sandbox, *, demo: bool, rate_limits: bool, socket: bool) -> None:
    """Run Hourglass in this process, on the local Slack's clock, and say what to try."""
    with tempfile.TemporaryDirectory(prefix="hourglass-") as folder:
        settings = _sandbox_settings(slack, Path(folder), demo=demo, socket=socket)
        async with running(settings, slack.clock, unlimited_pace=not rate_limits) as hourglass:
            connect(slack, hourglass, socket=socket)
            _out.print(_WELCOME.format(url=slack.url, database=_where(settings)), markup=False)
            await _until_told_to_stop()


def connect(slack: Sandbox, hourglass: Hourglass, *, socket: bool) -> None:
    """Let the local Slack send its events to *hourglass*, and drive it when the clock is moved."""
    if not socket:
        slack.push_url = f"{hourglass.url}/slack/events"
    slack.attach(BotControl(next_due=hourglass.next_due, idle=hourglass.idle, reset=hourglass.reset))


def _sandbox_settings(slack: Sandbox, folder: Path, *, demo: bool, socket: bool) -> Settings:
    """Return settings for the local Slack: its tokens, a database that goes with *folder*, the demo's clients."""
    environ = _environment()
    given = {name: environ[name] for name in ("DATABASE_URL", "HOURGLASS_PLANS") if environ.get(name)}
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


_WELCOME: Final = """\
Hourglass is running against a local Slack: {url} (data in {database}; Ctrl-C ends it)
Three things to try, in another terminal:
  1. A client reports a problem:
     curl {url}/control/message -d '{{"channel":"#acme","user":"ana","text":"Order processing is not running"}}'
  2. See the answer in the thread's channel and the card for the engineers:
     curl '{url}/control/messages?channel=%23triage'
  3. An engineer takes it:
     curl {url}/control/command -d '{{"user":"sam","channel":"#triage","command":"/ticket","text":"claim 1"}}'
"""


if __name__ == "__main__":
    main()
