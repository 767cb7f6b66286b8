"""The desk at work."""

from bot.app import running
from bot.clock import SystemClock
from bot.command_line.environment import Environment
from bot.command_line.output import warn
from bot.command_line.until_told import for_ever, run_until_told
from bot.logs import LogFormat, get_log, log_to_stderr
from bot.settings import Settings, read_settings

_log = get_log(__name__)


def work(environment: Environment) -> None:
    """Run Hourglass with the settings of *environment*, until told to end."""
    settings = read_settings(environment.with_file())
    log_to_stderr(settings.log_level, settings.log_format)
    run_until_told(_work(settings))


async def _work(settings: Settings) -> None:
    async with running(settings, SystemClock()) as hourglass:
        way = (
            f"connected by Socket Mode; {hourglass.url}/healthz says how it is"
            if settings.slack_app_token
            else f"listening on {hourglass.url}/slack/events"
        )
        _greet(f"Hourglass is running as @{hourglass.desk.installation.name}, {way}.", settings.log_format)
        await for_ever()


def _greet(said: str, form: LogFormat) -> None:
    """Say that all is up: to people whatever the log leaves out, to programs as a line of the log."""
    if form is LogFormat.JSON:
        _log.info(said)
    else:
        warn(said)
