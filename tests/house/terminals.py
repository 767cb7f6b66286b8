"""A terminal to type commands in, for tests of what comes there alone."""

import os
import pty
import subprocess
from pathlib import Path

from tests.house.typed import HOURGLASS, environment


def in_terminal(folder: Path, *arguments: str, **given: str) -> str:
    """Type a command in a terminal of 80 columns, and return all that it writes there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*HOURGLASS, *arguments],
        cwd=folder,
        env=environment(folder, {"COLUMNS": "80", **given}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        return _all_of(ours).decode()


def _all_of(terminal: int) -> bytes:
    written = b""
    with os.fdopen(terminal, "rb", buffering=0) as output:
        while True:
            try:
                read = output.read(4096)
            except OSError:  # Linux says so where the other side is closed
                return written
            if not read:
                return written
            written += read
