"""Errors of the databases' drivers, turned into ours; each driver's own are named beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch

from storage.errors import DatabaseConflictError, DatabaseFailedError, DatabaseUnavailableError

_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE})
_OUR_MISTAKE = frozenset(
    {sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_READONLY}
)


@contextmanager
def driver_errors(address: str) -> Iterator[None]:
    """Turn errors of the drivers into ours; *address* is the database's, without its password."""
    try:
        yield
    except Exception as error:
        ours = in_our_words(error, address)
        if ours is error:
            raise
        raise ours from error


@singledispatch
def in_our_words(error: Exception, address: str) -> Exception:
    """Return what an error means to us; itself where it is no driver's. Each engine registers its driver's."""
    del address
    return error


@in_our_words.register
def _(error: OSError, address: str) -> Exception:
    return DatabaseUnavailableError(address, str(error) or type(error).__name__)


@in_our_words.register
def _(error: sqlite3.Error, address: str) -> Exception:
    # The lowest byte is the primary code, the rest says more: https://www.sqlite.org/rescode.html
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code in _TAKEN:
        return DatabaseConflictError(str(error))
    if code is None or code & 0xFF in _OUR_MISTAKE:
        return DatabaseFailedError(str(error))
    return DatabaseUnavailableError(address, str(error))
