"""A consistent copy of the database while it is in use."""

import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from storage.errors import BackupExistsError


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy *source* to the new file *target*, which appears whole or not at all; blocks while it copies."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    _refuse_existing(target)
    try:
        _copy(source, unfinished)
        _refuse_existing(target)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise BackupExistsError(str(target))


def _copy(source: Path, unfinished: Path) -> None:
    """Copy in one step: a reader of a WAL database sees one state and stops no writer."""
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(unfinished)) as copy:
        ours.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
    with unfinished.open("rb+") as written:
        os.fsync(written.fileno())


def without_password(url: str) -> str:
    """Return a database's address as it may be shown to people and written to logs."""
    try:
        parts = urlsplit(url)
        is_odd = parts.port == 0 or "@" in parts.path + parts.query + parts.fragment
    except ValueError:
        is_odd = True
    if is_odd:
        # A password with a reserved sign that was not escaped: no telling which part of the address it is.
        return "postgresql://..."
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "password"]
    account, at, host = parts.netloc.rpartition("@")
    netloc = account.partition(":")[0] + at + host
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(query, safe="/"), ""))


def pg_dump(url: str, path: Path) -> str:
    """Return the command that backs a PostgreSQL database up into *path*; it asks for the password itself."""
    return shlex.join(["pg_dump", "--format=custom", "--file", str(path), without_password(url)])
