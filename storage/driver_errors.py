"""Errors of the databases' drivers, turned into ours; each driver's own are named beside it."""

import sqlite3
from functools import singledispatch
from types import TracebackType

from storage.errors import DatabaseConflictError, DatabaseFailedError, DatabaseUnavailableError

_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE})
_OUR_MISTAKE = frozenset({sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE})
_READ_ONLY = (
    "it can be read but not written: see that the user who runs Hourglass may write the file and its folder, "
    "and that the disk is not read-only"
)


class DriverErrors:
    """A block in which errors of the drivers turn into ours.

    A class, since one is entered at every statement, and a generator would take three times as long.
    """

    __slots__ = ("_address",)

    def __init__(self, address: str) -> None:
        """Name the database at *address*, which holds no password, in errors."""
        self._address = address

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End the block; a driver's error goes on as ours."""
        if isinstance(error, Exception):
            ours = in_our_words(error, self._address)
            if ours is not error:
                raise ours from error


@singledispatch
def in_our_words(error: Exception, address: str) -> Exception:
    """Return what an error means to us; itself where it is no driver's. Engines add their drivers'."""
    del address
    return error


@in_our_words.register
def _(error: OSError, address: str) -> Exception:
    return DatabaseUnavailableError(address, _said(error))


def _said(error: OSError) -> str:
    """Return the system's own sentence, and the file that it is about, without Python's number for it."""
    if not error.strerror:
        return str(error) or type(error).__name__
    return f"{error.strerror}: {error.filename}" if error.filename else error.strerror


@in_our_words.register
def _(error: sqlite3.Error, address: str) -> Exception:
    # The lowest byte is the primary code, the rest says more: https://www.sqlite.org/rescode.html
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code in _TAKEN:
        return DatabaseConflictError(str(error))
    if code is None or code & 0xFF in _OUR_MISTAKE:
        return DatabaseFailedError(str(error))
    if code & 0xFF == sqlite3.SQLITE_READONLY:
        return DatabaseUnavailableError(address, _READ_ONLY)
    return DatabaseUnavailableError(address, str(error))
