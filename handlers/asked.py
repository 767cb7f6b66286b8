"""What a listener finds in Bolt's context: the desk, and who asks for what, and where."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncBoltContext

from bot.desk import Desk, Request
from bot.views.ids import unpack

Listener: TypeAlias = Callable[[Desk, Request, Mapping[str, Any]], Awaitable[None]]
"""What takes in an event: the desk, who caused it, when and where, and the event as Slack sent it."""


def desk_of(context: AsyncBoltContext) -> Desk:
    """Return the desk that this Bolt app serves."""
    desk = context["desk"]
    if not isinstance(desk, Desk):
        raise TypeError("a request that did not come through the door")
    return desk


def request_of(context: AsyncBoltContext) -> Request:
    """Return who asks, when and where."""
    request = context["request"]
    if not isinstance(request, Request):
        raise TypeError("a request that did not come through the door")
    return request


def modal_of(body: Mapping[str, Any]) -> str:
    """Return the id of the modal that something was pressed in; empty where that was anywhere else."""
    view = body.get("view")
    return str(view["id"]) if isinstance(view, Mapping) and view.get("type") == "modal" else ""


def home_of(body: Mapping[str, Any]) -> str | None:
    """Return what App Home carries that something was pressed in, or a modal that was opened from there.

    None where it was pressed anywhere else.
    """
    view = body.get("view")
    if not isinstance(view, Mapping):
        return None
    if view.get("type") == "home":
        return str(view.get("private_metadata") or "")
    home = unpack(view).get("home")
    return None if home is None else str(home)
