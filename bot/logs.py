"""How Hourglass writes its log: its own lines and those of the libraries, in one form, to stderr."""

import logging
import sys
from typing import Any, Final

import structlog

from bot.settings import LogFormat, LogLevel

_LEVELS: Final = logging.getLevelNamesMapping()
_SHARED: Final[list[Any]] = [
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
