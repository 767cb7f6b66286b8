"""App Home: what a member of staff finds when they open the bot."""

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.services.home import home_view
from handlers.asked import desk_of, request_of


async def open_home(context: AsyncBoltContext) -> None:
    """Show App Home as things stand now."""
    desk, request = desk_of(context), request_of(context)
    await desk.slack.publish_home(request.person.id, await home_view(desk, request))


def register(app: AsyncApp) -> None:
    """Listen to App Home."""
    app.event("app_home_opened")(open_home)
