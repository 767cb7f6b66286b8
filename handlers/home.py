"""App Home: what a member of staff finds when they open the bot."""

from collections.abc import Mapping
from typing import Any, Final

from bot.desk import Desk, Request
from bot.services.home import home_view
from handlers.asked import Listener


async def open_home(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Show App Home as things stand now, with what was chosen there when it was last open."""
    before = event.get("view")
    carried = str(before.get("private_metadata") or "") if isinstance(before, Mapping) else ""
    await desk.slack.publish_home(request.person.id, await home_view(desk, request, carried))


EVENTS: Final[Mapping[str, Listener]] = {"app_home_opened": open_home}
