"""App Home's filters and pages: what somebody picks there to see other tickets."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.domain.home_state import HomePart, HomeState, place_of, read_home
from bot.services.home import show_home_soon
from bot.views import ids
from handlers.asked import desk_of, home_of, request_of


async def turn(
    ack: AsyncAck, action: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
) -> None:
    """Show what was picked, which may take a moment: the press is answered before."""
    before = read_home(home_of(body) or "")
    show_home_soon(desk_of(context), request_of(context), _then(before, action).text)
    await ack()


def _then(before: HomeState, action: Mapping[str, Any]) -> HomeState:
    """Return what is to be shown after a press."""
    picked = ids.picked(action)
    if action["action_id"] == ids.HOME_CLIENT:
        # A button for it stands beside a client in a list of them, and leads to all that is that client's.
        state = before.of_client(picked)
        return state if "selected_option" in action else state.turned(place_of(HomePart.ALL))
    if action["action_id"] == ids.HOME_SEVERITY:
        return before.of_severity(picked)
    return before.turned(picked)


LISTENERS: Final = dict.fromkeys(
    (ids.HOME_CLIENT, ids.HOME_SEVERITY, ids.HOME_PART, ids.HOME_BACK, ids.HOME_ON), turn
)
