"""What the machine refuses, a port, a file or a database, in a sentence, and what to do about it."""

import errno
import os
import re
import shlex
import socket
from pathlib import Path
from typing import Final

from storage.errors import DatabaseUnavailableError

_BOUND: Final = re.compile(r"\('(?P<host>[^']+)', (?P<port>\d+)")
_PLACE: Final = "or name another place in DATABASE_URL"
_NO_PORT: Final = {
    errno.EADDRINUSE: "Port {port} on {host} is in use by another program. Stop that one, or choose another: "
    "`make run PORT=9000`, `hourglass sandbox --port 9000`, or PORT for `hourglass run`.",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine. Put one of its own into HOST.",
    errno.EACCES: "This user may not listen on port {port}. Choose one from 1024 on: --port for "
    "`hourglass sandbox`, PORT for `hourglass run`.",
}
_NO_FILE: Final = {
    errno.ENOENT: "There is no {file}. Check the name, and the folder that you are in.",
    errno.EISDIR: "{file} is a folder. Name a file.",
    errno.ENOTDIR: "{file} cannot be there: a part of its path is a file, not a folder. Check the path.",
    errno.EEXIST: "{file} is there already. Name another.",
    errno.EACCES: "This user may not use {file}. Let it (`chown`, `chmod`), or name another place.",
    errno.EPERM: "This user may not use {file}. Let it (`chown`, `chmod`), or name another place.",
    errno.EROFS: "{file} is on a disk that cannot be written to. Name another place.",
    errno.ENOSPC: "There is no room for {file}. Make some on its disk, or name another place.",
}


def system_refusal(error: OSError) -> str:
    """Return what somebody reads of a refusal by the system."""
    if isinstance(error, socket.gaierror):
        return f"The address in HOST is not known ({error.strerror}). Put one there such as 127.0.0.1."
    number = error.errno or 0
    bound = _BOUND.search(str(error))
    if bound and number in _NO_PORT:
        return _NO_PORT[number].format_map(bound.groupdict())
    if error.filename is None and number == errno.EADDRINUSE:
        return _NO_PORT[number].format(port="", host="this machine")
    if error.filename is not None and number in _NO_FILE:
        return _NO_FILE[number].format(file=error.filename)
    about = f" ({error.filename})" if error.filename is not None else ""
    return f"The system refused it: {error.strerror or error}{about}. Mend that, then try again."


def database_refusal(error: DatabaseUnavailableError) -> str:
    """Return what somebody reads of a database that cannot be used, by what is to be seen of its place."""
    if "hourglass migrate" in error.why:
        return f"The database {error.database} is not up to date. Run `hourglass migrate`, then try again."
    if not error.database.startswith("sqlite:///"):
        return (
            f"The database {error.database} cannot be used: {error.why}. Check that its server runs and lets "
            "this user in, and DATABASE_URL."
        )
    file = Path(error.database.removeprefix("sqlite:///"))
    return _seen(file) or _told(file, error.why)


def _seen(file: Path) -> str | None:
    """Return what is wrong with a file or its folder, as far as that can be seen from here."""
    folder = file.absolute().parent
    if _is_dir(file):
        return f"DATABASE_URL names a folder, {file}. Name a file in it: sqlite:///{file / 'hourglass.db'}."
    if not _is_dir(folder):
        if folder.exists():
            return f"{folder} is a file, not a folder. Name a place for the database in DATABASE_URL."
        return f"There is no folder {folder}. Make it (`mkdir -p {shlex.quote(str(folder))}`), {_PLACE}."
    if not os.access(folder, os.W_OK):
        return f"This user may not write to the folder {folder}. Let it (`chown`, `chmod`), {_PLACE}."
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        return f"This user may not read and write {file}. Let it (`chown`, `chmod`), {_PLACE}."
    return None


def _told(file: Path, why: str) -> str:
    """Return the same by what SQLite or we said of it."""
    if "is full" in why:
        return f"There is no room for {file}. Make some on its disk, {_PLACE}."
    if "no such file" in why:
        return f"There is no database {file}. Check DATABASE_URL, and the folder that you are in."
    if "not a database" in why:
        return f"{file} is no database. Name another file in DATABASE_URL, or put a backup in its place."
    return f"The database {file} cannot be used: {why}. Check that file and DATABASE_URL."


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
