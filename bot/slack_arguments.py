"""How the arguments of a call are written for Slack."""

from collections.abc import Mapping
from typing import Any


def written(method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as the SDK takes them, without those that are absent.

    Methods that write take JSON; those that read, and those about files, want a query.
    """
    given = {name: value for name, value in arguments.items() if value not in (None, "")}
    if method.startswith(("chat.", "views.", "reactions.", "conversations.open")):
        return {"json": given}
    return {"params": {name: _flat(value) for name, value in given.items()}}


def _flat(value: object) -> str:
    """Return one argument as a query holds it: Slack reads booleans as lower-case words."""
    return str(value).lower() if isinstance(value, bool) else str(value)
