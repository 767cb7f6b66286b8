"""What people can mend, asked about once something has failed: to word that, all of the desk is loaded."""

from importlib import import_module
from typing import Final

from bot.command_line.refused import Refused
from bot.command_line.unusable import TypedWronglyError

_FAILURES: Final = "bot.command_line.failures"


def refused(error: Exception) -> Refused | None:
    """Return what is told of *error*; None where it is a mistake of ours."""
    if isinstance(error, TypedWronglyError):
        return Refused("usage", str(error), error.code)
    failures = import_module(_FAILURES)
    return failures.refused(error) if isinstance(error, failures.MENDED_BY_PEOPLE) else None
