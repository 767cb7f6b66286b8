"""How Hourglass writes its log: its own lines and those of the libraries, in one form, to stderr.

Lines at INFO and above hold ids and reasons; never a token, nor a word of what people said.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

_LEVELS: Final = logging.getLevelNamesMapping()
_ABOUT: Final[ContextVar[dict[str, object] | None]] = ContextVar("_ABOUT", default=None)
"""What the lines are about that are written now; tasks that were started meanwhile add to the same."""
_PYTHONS_OWN: Final = frozenset({"exc_info", "stack_info", "stacklevel", "extra"})
_EVENT_WIDTH: Final = 30
_IS_AMBIGUOUS: Final = re.compile("[ ='\"]").search
_AS_JSON: Final = json.JSONEncoder(default=repr).encode

_DIM, _BOLD, _CYAN, _RED, _GREEN, _YELLOW = (f"\x1b[{code}m" for code in (2, 1, 36, 31, 32, 33))
_PLAIN: Final = "\x1b[0m"
_LEVEL_COLOURS: Final = {"DEBUG": _DIM, "INFO": _GREEN, "WARNING": _YELLOW, "ERROR": _RED, "CRITICAL": _RED}


class LogLevel(StrEnum):
    """The least important kind of log line that is still written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """Who reads the log: a person at a console, or a program that wants one JSON object a line."""

    CONSOLE = "console"
    JSON = "json"


class Log(logging.LoggerAdapter[logging.Logger]):
    """A module's log: fixed words, and facts by their names, as in `warning("request waits", failures=2)`."""

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        """Keep the facts apart from what Python's logging itself understands."""
        facts = {name: kwargs.pop(name) for name in [*kwargs] if name not in _PYTHONS_OWN}
        return msg, {**kwargs, "extra": {"facts": facts}}


def get_log(module: str) -> Log:
    """Return the log of a module, which is what its lines are signed with."""
    return Log(logging.getLogger(module))


@contextmanager
def about(*, event_id: str | None = None, ticket: int | None = None) -> Iterator[None]:
    """Name in each line of the block what it is about: the request's key, the ticket, what is `learnt`."""
    token = _ABOUT.set({})
    learnt(event_id=event_id, ticket=ticket)
    try:
        yield
    finally:
        _ABOUT.reset(token)


def learnt(
    *,
    event_id: str | None = None,
    ticket: int | None = None,
    client: str | None = None,
    outcome: str | None = None,
) -> None:
    """Name from now on what has been found out about what is being done; nothing where no block is open."""
    known, found = (
        _ABOUT.get(),
        {"event_id": event_id, "ticket": ticket, "client": client, "outcome": outcome},
    )
    if known is not None:
        known.update({name: value for name, value in found.items() if value is not None})


def known(fact: str) -> object:
    """Return what was `learnt` under that name; None where nothing was."""
    return (_ABOUT.get() or {}).get(fact)


def log_to_stderr(level: LogLevel, form: LogFormat) -> None:
    """Write what is at least as important as *level* to stderr, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Objects() if form is LogFormat.JSON else _Columns(colours=sys.stderr.isatty()))
    logging.basicConfig(level=_LEVELS[level.value], handlers=[handler], force=True)
    # Each tick, and each call to Slack, would be a line of its own.
    for chatty in ("apscheduler", "slack_sdk"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, _LEVELS[level.value]))


class _Objects(logging.Formatter):
    """For programs: each line is a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            **_facts(record),
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": _written_at(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _AS_JSON(line)


class _Columns(logging.Formatter):
    """For people: when, how bad, what and where, then the facts; a traceback stands below, without values."""

    def __init__(self, *, colours: bool) -> None:
        super().__init__()
        self._colours = colours

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - Python's own name
        level = self._in(_LEVEL_COLOURS.get(record.levelname, _BOLD), f"{record.levelname.lower():<8}")
        event = self._in(_BOLD, f"{record.getMessage():<{_EVENT_WIDTH}}")
        facts = "".join(f" {self._in(_CYAN, name)}={_value(value)}" for name, value in _facts(record).items())
        return f"{self._in(_DIM, _written_at(record))} [{level}] {event}  [{record.name}]{facts}"

    def _in(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_PLAIN}" if self._colours else text


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what a line is about; libraries name no facts of their own."""
    return {**(_ABOUT.get() or {}), **getattr(record, "facts", {})}


def _written_at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _value(value: object) -> str:
    """Return a value so that it ends where it seems to, and stays on its line."""
    text = str(value)
    return text if text.isprintable() and not _IS_AMBIGUOUS(text) else repr(text)
