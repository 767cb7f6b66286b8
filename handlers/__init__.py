"""What Slack tells us: one module per subject, and here the one place that names them all.

Events wait in the inbox and are handed to their listeners from there; all else comes through Bolt.
"""

from collections.abc import Mapping
from typing import Final

from slack_bolt.async_app import AsyncApp

from handlers import journal, later
from handlers.asked import Listener

EVENTS: Final[Mapping[str, Listener]] = later.late_events()
"""Who listens to which event."""


def register(app: AsyncApp) -> None:
    """Register every listener to commands, clicks and submissions with *app*."""
    for module in (later, journal):
        module.register(app)
