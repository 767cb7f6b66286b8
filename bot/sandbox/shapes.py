"""The names that the sandbox's modules share for what travels as JSON."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""One JSON object on its way to or from an app; Slack's shapes are open, so its values are `Any`."""
