"""One line in the log for each request that was handled: ids and how it ended, never what people said."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bot.desk import Desk
from bot.domain.desks import InboxRow
from bot.logs import get_log, known

_MILLISECOND: Final = timedelta(milliseconds=1)

_log = get_log(__name__)


def note(desk: Desk, row: InboxRow, outcome: str = "done") -> None:
    """Write down that a request was handled, and with what *outcome*, unless another was learnt meanwhile.

    `after_ms` is the time since it came to us; of what was found in a history, since it was said.
    """
    if _log.isEnabledFor(logging.INFO):
        after_ms = (desk.clock.now() - row.received_at) // _MILLISECOND
        outcome = str(known("outcome") or outcome)
        _log.info("handled", kind=row.kind, what=_what(row.body), outcome=outcome, after_ms=after_ms)


def _what(body: Mapping[str, Any]) -> str:
    """Return Slack's or our own name for what was done: an event's type, a command, a button, a form."""
    match body:
        case (
            {"event": {"type": str(name)}}
            | {"command": str(name)}
            | {"actions": [{"action_id": str(name)}, *_]}
            | {"callback_id": str(name)}
            | {"view": {"callback_id": str(name)}}
        ):
            return name
    return ""
