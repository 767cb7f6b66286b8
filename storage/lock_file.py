"""A lock file: of those who would work on the same file at once, the first one does."""

import fcntl
from pathlib import Path
from typing import BinaryIO

from storage.errors import DatabaseInUseError


def hold(path: Path, address: str) -> BinaryIO:
    """Hold the lock file *path* until what is returned is closed; DatabaseInUseError if somebody else does.

    The file stays, empty, since removing it would let two hold one each. The system lets go of the lock of
    a process that dies, in whatever way.
    """
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise DatabaseInUseError(address) from None
    except OSError:
        file.close()
        raise
    return file
