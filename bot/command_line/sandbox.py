"""`hourglass sandbox`: a local Slack, with the desk at work in it."""

import tempfile
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.app import Hourglass, running
from bot.command_line.environment import environment_of
from bot.command_line.failures import UnusableFileError
from bot.command_line.output import say
from bot.command_line.until_told import for_ever, run_until_told
from bot.logs import LogFormat, LogLevel, log_to_stderr
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
from bot.settings import Settings, read_settings
from bot.shipped import demo_clients, manifest_text

_PORT: Final = 8811

cli = typer.Typer()


@cli.command()
def sandbox(  # noqa: PLR0913 - each is an option of the command line
    context: typer.Context,
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
    with _told_plainly():
        file = read_world(world) if world else demo_world()
        declared = _declared(manifest, file)
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
                settings = _Settings(environment_of(context).variables, demo=world is None, socket=socket)
                await _with_bot(slack, settings, rate_limits=rate_limits)

    run_until_told(serve())


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


async def _slack_alone(slack: Sandbox) -> None:
    """Print what an app needs, and wait."""
    lines = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    say(*(f"{name}={value}" for name, value in lines.items()))
    await for_ever()


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


async def _with_bot(slack: Sandbox, given: _Settings, *, rate_limits: bool) -> None:
    """Run Hourglass in this process, on the local Slack's clock, and say what to try."""
    with tempfile.TemporaryDirectory(prefix="hourglass-") as folder:
        settings = given.read(slack, Path(folder))
        async with running(settings, slack.clock, unlimited_pace=not rate_limits) as hourglass:
            connect(slack, hourglass, socket=given.socket)
            welcome = _WELCOME if given.demo else _WELCOME_ELSEWHERE
            say(welcome.format(url=slack.url, database=_where(settings, Path(folder))))
            await for_ever()


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


_RUNNING: Final = """\
Hourglass is running against a local Slack: {url} (Ctrl-C ends it)
{database}.
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
