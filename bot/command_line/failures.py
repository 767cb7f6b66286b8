"""How the failures that people can mend are told: one sentence that says what to do."""

from importlib import import_module
from typing import Final

from aiohttp import ClientError

from bot.command_line.refused_by_system import database_refusal, system_refusal
from bot.domain.people import HOURGLASS
from bot.errors import SupportError
from bot.slack import SlackAwayError, SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.slack_answers import silence
from storage.errors import DatabaseUnavailableError

_ERRORS: Final = "bot.views.errors"
"""Loaded with the first refusal that is worded: most commands end well."""
_REMEDIES: Final = {
    "socket_mode_not_enabled": "Turn Socket Mode on on your app's page, or leave SLACK_APP_TOKEN out."
}
_TOKENS: Final = {"auth.test": "SLACK_BOT_TOKEN", "apps.connections.open": "SLACK_APP_TOKEN"}


class UnusableFileError(Exception):
    """A file that was named on the command line cannot be used; the text says which and why."""


MENDED_BY_PEOPLE: Final = (
    SupportError,
    SlackAwayError,
    SlackRefusedError,
    UnusableFileError,
    OSError,
)


def in_words(error: Exception) -> str:
    """Return what somebody reads of *error*."""
    match error:
        case DatabaseUnavailableError():
            return database_refusal(error)
        case SupportError():
            said: str = import_module(_ERRORS).explain_plainly(error, HOURGLASS)
            return said
        case SlackRefusedError() | SlackAwayError():
            return _of_slack(error)
        case OSError():
            return system_refusal(error)
    return str(error)


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
