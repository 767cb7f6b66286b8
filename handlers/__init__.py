"""What Slack tells us: one module per subject, and here the one place that registers them all."""

from slack_bolt.async_app import AsyncApp

from handlers import channels, commands, errors, home, messages, modals, setup, tickets


def register(app: AsyncApp) -> None:
    """Register every listener with *app*."""
    for module in (messages, channels, tickets, modals, setup, commands, home, errors):
        module.register(app)
