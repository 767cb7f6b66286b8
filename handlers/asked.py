"""What a listener finds in Bolt's context: the desk, and who asks for what."""

from slack_bolt.async_app import AsyncBoltContext

from bot.desk import Desk, Request


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
