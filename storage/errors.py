"""What can go wrong with the memory; no driver's own error leaves this package."""

from dataclasses import dataclass
from typing import Final

from bot.errors import SupportError


@dataclass(eq=False)
class DatabaseUnavailableError(SupportError):
    """The database cannot be used now; `database` is its address without the password."""

    database: str
    why: str


@dataclass(eq=False)
class DatabaseInUseError(SupportError):
    """Another process works on this SQLite file, which has room for one."""

    database: str


@dataclass(eq=False)
class DatabaseConflictError(SupportError):
    """Somebody else wrote the same first: nothing of this transaction was saved; it may be tried again."""

    why: str


@dataclass(eq=False)
class DatabaseFailedError(SupportError):
    """The database refused a statement: a mistake of ours, never of the person who asked."""

    why: str


DATABASE_FAULTS: Final = (DatabaseConflictError, DatabaseFailedError, DatabaseUnavailableError)
"""Errors of a database at work, whatever was asked of it; each says `why`."""


@dataclass(eq=False)
class NewerDatabaseError(SupportError):
    """A newer Hourglass has changed this database; `unknown` names the changes this one does not know."""

    unknown: tuple[str, ...]


@dataclass(eq=False)
class BackupExistsError(SupportError):
    """There is a file of that name already, and a backup overwrites nothing."""

    file: str


@dataclass(eq=False)
class BackupElsewhereError(SupportError):
    """PostgreSQL makes its own backups: `command` is the one to use, without the password."""

    command: str
