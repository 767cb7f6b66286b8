"""Reads what to print on standard input, writes the file on standard output, and ends.

What goes wrong is one line on standard error: which error, and where; never what was to be printed.
"""

import json
import resource
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Final, Protocol

_MOST_SECONDS: Final = 60
"""It ends by then whatever becomes of the one who started it."""
_MOST_BYTES: Final = 1_000_000_000
"""Of addresses, of which a part only is ever used as memory."""


class Printer(Protocol):
    """A module that prints one kind of thing; loaded only where that is asked for."""

    def printed(self, values: object) -> bytes:
        """Return the file; ValueError where the values are not those of such a thing."""
        ...


def main() -> int:
    """Print one thing; return the code to end with."""
    _bound()
    try:
        asked = json.load(sys.stdin.buffer)
        printer: Printer = import_module(f"bot.printing.{asked['what']}")
        sys.stdout.buffer.write(printer.printed(asked["values"]))
    except Exception as error:  # noqa: BLE001 - whoever asked is told, and goes on
        at = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__name__} in {at.filename}, line {at.lineno}\n")
        return 1
    return 0


def _bound() -> None:
    """Take no more time and memory than what we print can need."""
    signal.alarm(_MOST_SECONDS)
    with suppress(ValueError, OSError):  # not every system lets a process bound itself
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


if __name__ == "__main__":
    sys.exit(main())
