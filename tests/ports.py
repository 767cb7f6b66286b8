"""Free ports for the processes that tests start, of which no two tests are given the same."""

import fcntl
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

_FIRST, _LAST = 21_000, 29_000
"""Below the ports that systems hand out by themselves, so that nobody is given one of these meanwhile."""
_kept: Final[list[int]] = []
"""Our locks, one a port: held until this process ends."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on, and that no test is given as long as we live."""
    folder = Path(tempfile.gettempdir()) / "hourglass-test-ports"
    folder.mkdir(exist_ok=True)
    for port in range(_FIRST, _LAST):
        if _is_ours(folder / str(port)) and _is_free(port):
            return port
    raise RuntimeError(f"no port is free between {_FIRST} and {_LAST}")


def _is_ours(path: Path) -> bool:
    lock = os.open(path, os.O_CREAT | os.O_RDWR)
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _kept.append(lock)
        return True
    os.close(lock)
    return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False
