"""Reads on standard input what to print, a line of JSON for each, and answers on standard output.

An answer is a line, `{"bytes": 1234}`, and the file itself after it. What goes wrong is one line as well,
`{"failed": ...}`: which error, and where; never what was to be printed. With that, or when nothing more can
come, the printer ends.
"""

import json
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Final, Protocol

_MOST_SECONDS: Final = 60
"""For one thing: it ends by then whatever becomes of the one who started it."""
_MOST_BYTES: Final = 1_000_000_000
"""Of addresses, of which a part only is ever used as memory."""


class Printer(Protocol):
    """A module that prints one kind of thing; loaded only where that is asked for."""

    def printed(self, values: object) -> bytes:
        """Return the file; ValueError where the values are not those of such a thing."""
        ...


def main() -> int:
    """Print what is asked for, until no more comes or something fails; return the code to end with."""
    _bound()
    for line in sys.stdin.buffer:
        signal.alarm(_MOST_SECONDS)
        try:
            file = _printed(line)
        except Exception as error:  # noqa: BLE001 - whoever asked is told, and goes on
            at = traceback.extract_tb(error.__traceback__)[-1]
            _say({"failed": f"{type(error).__name__} in {at.filename}, line {at.lineno}"})
            return 1
        _say({"bytes": len(file)}, file)
        signal.alarm(0)
    return 0


def _printed(line: bytes) -> bytes:
    asked = json.loads(line)
    printer: Printer = import_module(f"bot.printing.{asked['what']}")
    return printer.printed(asked["values"])


def _say(head: dict[str, object], file: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + file)
    sys.stdout.buffer.flush()


def _bound() -> None:
    """Take no more memory than what we print can need."""
    os.putenv("OPENBLAS_NUM_THREADS", "1")  # else numpy takes addresses for each core that there is
    with suppress(ValueError, OSError):  # not every system lets a process bound itself
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


if __name__ == "__main__":
    sys.exit(main())
