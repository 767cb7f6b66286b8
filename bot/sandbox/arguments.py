"""The arguments of a Web API call, however the app sent them: query, form or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.errors import SlackError

_TRUE = frozenset({"1", "true", "True"})


def missing(name: str) -> SlackError:
    """Return the refusal of a call that lacks the argument *name*."""
    return wrong(f"[ERROR] missing required field: {name}")


def wrong(*messages: str) -> SlackError:
    """Return the refusal of arguments that do not fit."""
    return SlackError("invalid_arguments", response_metadata={"messages": list(messages)})


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was sent; a value that is an object or a list may come as JSON text."""

    sent: Mapping[str, object]

    def has(self, name: str) -> bool:
        """Tell whether the argument was sent with a value."""
        return self.sent.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.sent.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """Return an argument that must be there; SlackError when it is not."""
        if not self.has(name):
            raise missing(name)
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self.sent.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value) in _TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """Return a whole number from 1 to *most*; more is cut down as Slack does, less is refused."""
        value = self.text(name) or str(default)
        if not value.lstrip("-").isdigit() or int(value) < 1:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return min(int(value), most)

    def parsed(self, name: str) -> object:
        """Return an object or a list; text that is no JSON is returned as it is."""
        value = self.sent.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            return value

    def names(self, name: str) -> list[str]:
        """Return a list of names that came as a list or with commas between them."""
        value = self.parsed(name)
        listed = value if isinstance(value, list) else self.text(name).split(",")
        return [str(each).strip() for each in listed if str(each).strip()]
