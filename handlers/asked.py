"""What a listener finds in Bolt's context: the desk, and who asks for what, and where."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncBoltContext

from bot.desk import Desk, Request

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


def is_in_home(body: Mapping[str, Any]) -> bool:
    """Whether something was pressed in App Home."""
    view = body.get("view")
    return isinstance(view, Mapping) and view.get("type") == "home"
