"""What people can mend, asked about once something has failed: to word that, all of the desk is loaded."""

from importlib import import_module
from typing import Final

_FAILURES: Final = "bot.command_line.failures"


def remedy(error: Exception) -> str | None:
    """Return what somebody reads of *error*; None where it is a mistake of ours."""
    failures = import_module(_FAILURES)
    return failures.in_words(error) if isinstance(error, failures.MENDED_BY_PEOPLE) else None
