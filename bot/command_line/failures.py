"""How the failures that people can mend are told: one sentence that says what to do."""

import errno
import re
from typing import Final

from aiohttp import ClientError

from bot.domain.people import HOURGLASS
from bot.errors import SupportError
from bot.slack import SlackAwayError, SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.slack_answers import silence
from bot.views.errors import explain_plainly

_BOUND: Final = re.compile(r"\('(?P<host>[^']+)', (?P<port>\d+)")
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
        case SupportError():
            return explain_plainly(error, HOURGLASS)
        case SlackRefusedError():
            otherwise = f"Check {_TOKENS.get(error.method, 'the app')}."
            return f"Slack refused {error.method}: {error.error}. {_REMEDIES.get(error.error, otherwise)}"
        case SlackUnclearError():
            cause = error.__cause__
            why = silence(cause) if isinstance(cause, OSError | ClientError | TimeoutError) else str(error)
            return f"Slack could not be reached ({why}). Check the network and SLACK_API_URL, then try again."
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
