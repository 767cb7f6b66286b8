"""`hourglass sandbox`: a local Slack, with the desk at work in it."""

import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.app import Hourglass, running
from bot.command_line.environment import Environment, environment_of
from bot.command_line.explained import Explained
from bot.command_line.moments import EXAMPLE, moment
from bot.command_line.opened import database
from bot.command_line.opening import opening_of
from bot.command_line.output import say, warn
from bot.command_line.until_told import for_ever, run_until_told
from bot.command_line.unusable import UnusableFileError
from bot.logs import LogFormat, LogLevel, log_to_stderr
from bot.sandbox import (
    BotControl,
    HistoryError,
    Manifest,
    ManifestError,
    MovableClock,
    Past,
    Sandbox,
    WorldFile,
    WorldFileError,
    demo_history,
    demo_world,
    past_of,
    read_manifest,
    read_world,
)
from bot.settings import Settings, read_settings
from bot.shipped import demo_clients, manifest_text

_PORT: Final = 8811

cli = typer.Typer()

_Port = Annotated[
    int, typer.Option(min=0, max=65_535, metavar="N", help="Port of the local Slack's page and API.")
]
_World = Annotated[
    Path | None,
    typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Your own people and channels (TOML)."),
]
_Manifest = Annotated[
    Path | None,
    typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Manifest of the app; left out: ours."),
]
_Empty = Annotated[bool, typer.Option("--empty", help="Leave out the demo world's last days: no ticket yet.")]
_Now = Annotated[
    bool, typer.Option("--now", help="Begin at this machine's time, though support may be closed.")
]
_At = Annotated[
    str | None, typer.Option(metavar="MOMENT", help=f"Begin at a moment, with its zone: {EXAMPLE}.")
]
_Push = Annotated[str | None, typer.Option(metavar="URL", help="With --slack-only: where events go.")]
_BotControl = Annotated[
    str | None, typer.Option(metavar="URL", help="With --slack-only: the bot's control address.")
]


@cli.command(
    cls=Explained,
    epilog="sandbox --open\nsandbox --port 9000\nsandbox --slack-only --push http://127.0.0.1:3000/slack/events",
)
def sandbox(  # noqa: PLR0913 - each is an option of the command line
    context: typer.Context,
    *,
    port: _Port = _PORT,
    world: _World = None,
    manifest: _Manifest = None,
    socket: Annotated[bool, typer.Option("--socket", help="Deliver by Socket Mode instead of HTTP.")] = False,
    rate_limits: Annotated[bool, typer.Option(help="Whether to refuse more than Slack would take.")] = True,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    empty: _Empty = False,
    now: _Now = False,
    at: _At = None,
    slack_only: Annotated[bool, typer.Option("--slack-only", help="The local Slack, without a bot.")] = False,
    push: _Push = None,
    bot_control: _BotControl = None,
) -> None:
    """Try everything on this machine, without a Slack workspace."""
    log_to_stderr(LogLevel.WARNING, LogFormat.CONSOLE)
    with _told_plainly():
        file = read_world(world) if world else demo_world()
        declared = _declared(manifest, file)
    environment = environment_of(context)
    asked = _Asked(_beginning(at, now=now), is_demo=not (world or manifest or slack_only), is_empty=empty)

    async def serve() -> None:
        begun = False if slack_only else await _begun(environment, lives=asked.lives)
        opened, past = asked.opened(file, begun=begun)
        async with Sandbox.start(
            opened,
            declared,
            port=port,
            socket=socket,
            rate_limits=rate_limits,
            push_url=push,
            bot_control_url=bot_control,
            awaits_bot=not slack_only,
        ) as slack:
            ready = _Ready(slack, open_page=open_page)
            if slack_only:
                await _slack_alone(slack, ready)
            else:
                settings = _Settings(environment.variables, demo=world is None, socket=socket)
                await _with_bot(slack, settings, ready, past, rate_limits=rate_limits)

    run_until_told(serve())


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is done once somebody may look."""

    slack: Sandbox
    _: KW_ONLY
    open_page: bool

    async def say_and_wait(self, *lines: str) -> None:
        """Say what to try, open the page where that was asked for, and wait."""
        say(*lines)
        if self.open_page:
            webbrowser.open(self.slack.url)
        await for_ever()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the world is to be when somebody looks at it first."""

    at: datetime | None
    """When it begins; None: at an hour at which somebody answers, where it is the demo world."""
    _: KW_ONLY
    is_demo: bool
    is_empty: bool
    """Whether the demo world's last days are left out."""

    @property
    def lives(self) -> bool:
        """Whether it lives through its last days at its very first start."""
        return self.is_demo and not self.is_empty

    def opened(self, file: WorldFile, *, begun: bool) -> tuple[WorldFile, Past | None]:
        """Return the world with its beginning, and what it is to live through.

        Where the desk has *begun* its work before, in a database that was kept, time only goes on.
        """
        at, why = self.at or file.starts_at, ""
        if self.is_demo and not begun and at is None:
            at, why = opening_of(MovableClock.real_now())
        past = None
        if self.lives and not begun:
            past = past_of(demo_history(), file, at or MovableClock.real_now())
        starts_at = past.begins_at if past else at
        return file.model_copy(update={"starts_at": starts_at, "starts_why": why}), past


def _beginning(at: str | None, *, now: bool) -> datetime | None:
    """Return the moment that was asked for; the real one begins now."""
    if now and at:
        wrong = "--now and --at are two beginnings: leave one of them out."
        raise typer.BadParameter(wrong, param_hint="--at")
    if now:
        return MovableClock.real_now()
    if at is None:
        return None
    asked = moment(at)
    if asked.year not in _YEARS:
        wrong = f"the sandbox begins in a year from {_YEARS.start} to {_YEARS.stop - 1}."
        raise typer.BadParameter(wrong, param_hint="--at")
    return asked.astimezone(UTC)


async def _begun(environment: Environment, *, lives: bool) -> bool:
    """Return whether the desk has worked in a database that is kept; UnusableFileError for half of a past.

    Where it has not, and is going to live through one, the database is marked until all of it is there.
    """
    if not environment.variables.get("DATABASE_URL"):
        return False
    async with database(environment) as kept:
        await kept.migrate()
        async with kept.transaction() as store:
            begun, under_way = bool(await store.clients.all()), await store.beginnings.under_way()
            if begun and under_way:
                raise UnusableFileError(_HALF.format(address=kept.address))
            if lives and not begun:
                await store.beginnings.open()
            elif under_way:
                await store.beginnings.close()
    return begun


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the local Slack's errors into ours: the program knows of them only while it runs one."""
    try:
        yield
    except (ManifestError, WorldFileError) as error:
        raise UnusableFileError(str(error)) from error


def _declared(named: Path | None, world: WorldFile) -> Manifest:
    """Return the manifest that was named, else the one that the world names, else that of Hourglass."""
    file = named or world.manifest
    return read_manifest(file.read_text(encoding="utf-8") if file else manifest_text())


async def _slack_alone(slack: Sandbox, ready: _Ready) -> None:
    """Print what an app needs, and wait."""
    lines = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    await ready.say_and_wait(*(f"{name}={value}" for name, value in lines.items()))


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the bot is to be set up with; a `.env` file is left alone: it names the real desk's database."""

    variables: Mapping[str, str]
    _: KW_ONLY
    demo: bool
    socket: bool

    def read(self, slack: Sandbox, folder: Path) -> Settings:
        """Return settings for the local Slack: its tokens, and a database in *folder* unless one is named."""
        settings = read_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder / 'hourglass.db'}",
                **self._given(folder),
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_SIGNING_SECRET": slack.signing_secret,
                "SLACK_APP_TOKEN": slack.app_token if self.socket else "",
                "SLACK_API_URL": slack.api_url,
            }
        )
        return settings.model_copy(update={"port": 0})  # any free one: only the local Slack needs to know

    def _given(self, folder: Path) -> dict[str, str]:
        taken = ["DATABASE_URL", "HOURGLASS_PLANS"]
        if not self.demo:
            taken += ["HOURGLASS_CLIENTS", "HOURGLASS_TRIAGE"]
        given = {name: self.variables[name] for name in taken if self.variables.get(name)}
        if self.demo:
            declared = folder / "clients.toml"
            declared.write_text(demo_clients(), encoding="utf-8")
            given["HOURGLASS_CLIENTS"] = str(declared)
        return given


async def _with_bot(
    slack: Sandbox, given: _Settings, ready: _Ready, past: Past | None, *, rate_limits: bool
) -> None:
    """Run Hourglass in this process, on the local Slack's clock, and say what to try."""
    with tempfile.TemporaryDirectory(prefix="hourglass-") as folder:
        settings = given.read(slack, Path(folder))
        async with (
            AsyncExitStack() as undone,
            running(settings, slack.clock, unlimited_pace=not rate_limits) as hourglass,
        ):
            connect(slack, hourglass, socket=given.socket)
            if past is not None:
                undone.push_async_callback(_forget, settings)
                await _live_through(slack, past)
                async with hourglass.desk.database.transaction() as store:
                    await store.beginnings.close()
                undone.pop_all()
            welcome = _WELCOME_ELSEWHERE if not given.demo else _WELCOME if past else _WELCOME_EMPTY
            await ready.say_and_wait(welcome.format(url=slack.url, database=_where(settings, Path(folder))))


async def _live_through(slack: Sandbox, past: Past) -> None:
    """Let the last days happen, and say how far they are."""
    watched = sys.stderr.isatty()

    def told(done: int, of: int) -> None:
        if watched:
            over = _CLEARED if done == of else ""
            typer.echo(f"\r{_LIVING} {done} of {of}{over}", err=True, nl=False)

    if not watched:
        warn(_LIVING)
    try:
        await slack.live_through(past, told)
    except HistoryError as error:
        raise UnusableFileError(f"The demo world's last days stopped: {error}. Try --empty.") from error


async def _forget(settings: Settings) -> None:
    """Empty the database again, which was empty: half of the last days would be a world that never was."""
    async with database(Environment({"DATABASE_URL": settings.database_url})) as half:
        await half.wipe()


def connect(slack: Sandbox, hourglass: Hourglass, *, socket: bool) -> None:
    """Let the local Slack send its events to *hourglass*, and drive it when the clock is moved."""
    if not socket:
        slack.push_url = f"{hourglass.url}/slack/events"
    slack.attach(BotControl(hourglass.next_due, hourglass.idle, hourglass.reset, next_try=hourglass.next_try))


def _where(settings: Settings, folder: Path) -> str:
    """Return where the data is, for `hourglass export` and the like, and whether it stays."""
    if not settings.database_url.startswith("sqlite"):
        return "Data in PostgreSQL"
    file = settings.database_url.removeprefix("sqlite:///")
    if Path(file).is_relative_to(folder):
        return f"Data in {file}, which goes when it ends; DATABASE_URL keeps it elsewhere"
    return f"Data in {file}"


_YEARS: Final = range(2000, 2100)
_HALF: Final = (
    "{address} holds half of the demo world's last days: `hourglass sandbox` was cut off while it lived "
    "through them. Delete that database, or name another one in DATABASE_URL, and start again."
)
_LIVING: Final = "Living through the last days ..."
_CLEARED: Final = "\r\x1b[K"
_OPEN: Final = "Open {url} in a browser: a local Slack, where Hourglass is running."
_END: Final = "Ctrl-C ends it. {database}."
_WELCOME: Final = f"""\
{_OPEN} Three things to try there:
  1. You are Ana, a client: in #acme approve the estimate that waits for you, or say what else is broken.
  2. Press the name, top right, and be Sam, an engineer: in #triage answer Globex, before its time is up.
  3. Be Max, a manager: type /digest last 7 days all here
{_END}"""
_WELCOME_EMPTY: Final = f"""\
{_OPEN} Three things to try there:
  1. You are Ana, a client: say in #acme that order processing is not running.
  2. Press the name, top right, and be Sam, an engineer: press Claim on the card in #triage, then Resolve.
  3. Be Max, a manager: move the clock to next Monday, and type /digest week all here.
{_END}"""
_WELCOME_ELSEWHERE: Final = f"""\
{_OPEN}
{_END}"""
