"""A line in the log for each command, click and submission, once its listener has ended, well or not."""

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.listener.async_listener_completion_handler import AsyncCustomListenerCompletionHandler

from bot.domain.desks import InboxRow
from bot.services.journal import note
from handlers.asked import desk_of


async def ended(context: AsyncBoltContext) -> None:
    """Write down how a request ended, unless it is handled once more."""
    row = context.get("row")
    if isinstance(row, InboxRow) and context.get("failure") is None:
        note(desk_of(context), row)


def register(app: AsyncApp) -> None:
    """Have Bolt call us at the end of each listener."""
    handler = AsyncCustomListenerCompletionHandler(app.logger, ended)
    app.listener_runner.listener_completion_handler = handler
