"""How the failures that people can mend are told: one sentence that says what to do."""

from importlib import import_module
from pathlib import Path
from typing import Final

from aiohttp import ClientError

from bot.command_line.environment import FILL_IT_IN, NO_FILE, has_file
from bot.command_line.refused import Refused
from bot.command_line.refused_by_system import database_refusal, system_refusal
from bot.command_line.unusable import UnknownKeyError, UnusableFileError
from bot.domain.people import HOURGLASS
from bot.errors import BadFileError, SupportError
from bot.settings import UNSET, SettingsError
from bot.slack import SlackAwayError, SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.slack_answers import silence
from bot.views.plan_json import problems_as_json
from storage.errors import DatabaseUnavailableError

_ERRORS: Final = "bot.views.errors"
"""Loaded with the first refusal that is worded: most commands end well."""
_REMEDIES: Final = {
    "socket_mode_not_enabled": "Turn Socket Mode on on your app's page, or leave SLACK_APP_TOKEN out."
}
_TOKENS: Final = {"auth.test": "SLACK_BOT_TOKEN", "apps.connections.open": "SLACK_APP_TOKEN"}


MENDED_BY_PEOPLE: Final = (
    SupportError,
    SlackAwayError,
    SlackRefusedError,
    UnusableFileError,
    UnknownKeyError,
    OSError,
)


def refused(error: Exception) -> Refused:
    """Return what is told of *error*, one of those that people can mend."""
    problems = tuple(problems_as_json(error.problems)) if isinstance(error, BadFileError) else None
    return Refused(_kind(error), _in_words(error), problems=problems)


def _kind(error: Exception) -> str:
    match error:
        case SupportError():
            return error.key
        case SlackRefusedError():
            return "slack_refused"
        case SlackAwayError():
            return "slack_away"
        case UnusableFileError():
            return "unusable_file"
        case UnknownKeyError():
            return "unknown_key"
    return "system"


def _in_words(error: Exception) -> str:
    match error:
        case DatabaseUnavailableError():
            return database_refusal(error)
        case SettingsError():
            return _explained(error) + _hint(error)
        case SupportError():
            return _explained(error)
        case SlackRefusedError() | SlackAwayError():
            return _of_slack(error)
        case OSError():
            return system_refusal(error)
    return str(error)


def _explained(error: SupportError) -> str:
    said: str = import_module(_ERRORS).explain_plainly(error, HOURGLASS)
    return said


def _hint(error: SettingsError) -> str:
    """Return what helps beside settings that are missing: that there is no `.env` file here."""
    if has_file() or not any(each.wrong.startswith(UNSET) for each in error.problems):
        return ""
    return f"\nThere is {NO_FILE} in {Path.cwd()}: {FILL_IT_IN}."


def _of_slack(error: SlackRefusedError | SlackAwayError) -> str:
    match error:
        case SlackRefusedError():
            otherwise = f"Check {_TOKENS.get(error.method, 'the app')}."
            return f"Slack refused {error.method}: {error.error}. {_REMEDIES.get(error.error, otherwise)}"
        case SlackUnclearError():
            cause = error.__cause__
            why = silence(cause) if isinstance(cause, OSError | ClientError | TimeoutError) else str(error)
            return f"Slack could not be reached ({why}). Check the network and SLACK_API_URL, then try again."
        case SlackBusyError():
            return f"Slack is busy. Try again in {error.seconds:.0f} seconds."
    return str(error)
