"""How Hourglass writes its log: its own lines and those of the libraries, in one form, to stderr.

Lines at INFO and above hold ids and reasons; never a token, nor a word of what people said.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import structlog

from bot.settings import LogFormat, LogLevel

_LEVELS: Final = logging.getLevelNamesMapping()
_ABOUT: Final[ContextVar[dict[str, object] | None]] = ContextVar("_ABOUT", default=None)
"""What the lines are about that are written now; tasks that were started meanwhile add to the same."""


@contextmanager
def about(*, event_id: str | None = None, ticket: int | None = None) -> Iterator[None]:
    """Name in each line of the block what it is about: the request's key, the ticket, what is `learnt`."""
    token = _ABOUT.set({})
    learnt(event_id=event_id, ticket=ticket)
    try:
        yield
    finally:
        _ABOUT.reset(token)


def learnt(*, event_id: str | None = None, ticket: int | None = None, client: str | None = None) -> None:
    """Name from now on what has been found out about what is being done; nothing where no block is open."""
    known, found = _ABOUT.get(), {"event_id": event_id, "ticket": ticket, "client": client}
    if known is not None:
        known.update({name: value for name, value in found.items() if value is not None})


def _say_about(_logger: object, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    return {**(_ABOUT.get() or {}), **line}


_SHARED: Final[list[Any]] = [
    _say_about,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]


def log_to_stderr(level: LogLevel, form: LogFormat) -> None:
    """Write what is at least as important as *level* to stderr, one line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written(form)],
        )
    )
    logging.basicConfig(level=_LEVELS[level.value], handlers=[handler], force=True)
    # Each tick, and each call to Slack, would be a line of its own.
    for chatty in ("apscheduler", "slack_sdk"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, _LEVELS[level.value]))
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _written(form: LogFormat) -> list[Any]:
    """Return the last steps of a line: an object for programs, or columns for people."""
    if form is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # Plain tracebacks: the pretty ones print local variables, and a token may be among them.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
