"""Messages that one person alone sees, and the addresses under which an app may answer an interaction."""

from datetime import timedelta

from bot.sandbox.hub import Hub
from bot.sandbox.posts import bot_marks
from bot.sandbox.shapes import Json
from bot.sandbox.world import ResponseUrl

MOST_ANSWERS = 5
_MINUTES = 30


def show(
    hub: Hub,
    channel_id: str,
    user_id: str,
    text: str,
    blocks: list[Json],
    thread_ts: str | None = None,
    *,
    via: str = "ephemeral",
) -> str:
    """Show a message to one person and return its `ts`; people of another workspace never get to see it."""
    world = hub.world
    ts = world.stamp()
    if not world.is_home(user_id):
        return ts
    message: Json = {"type": "message", "subtype": "bot_message", "is_ephemeral": True, "ts": ts}
    message |= {"user": world.app.bot_user_id, "channel": channel_id, "text": text, **bot_marks(world)}
    if blocks:
        message["blocks"] = blocks
    if thread_ts is not None:
        message["thread_ts"] = thread_ts
    world.ephemerals.setdefault(user_id, []).append(message)
    world.heard.setdefault(user_id, []).append({"response_type": "ephemeral", "via": via, **message})
    return ts


def ephemeral_at(hub: Hub, user_id: str, ts: str) -> Json | None:
    """Return what this person sees under that `ts` and nobody else does."""
    return next((each for each in hub.world.ephemerals.get(user_id, []) if each["ts"] == ts), None)


def response_url(
    hub: Hub, user_id: str, channel_id: str, message_ts: str | None = None, thread_ts: str | None = None
) -> str:
    """Return a new address where the app may answer this interaction."""
    key = hub.world.new_id("R")
    due = hub.now + timedelta(minutes=_MINUTES)
    hub.world.response_urls[key] = ResponseUrl(user_id, channel_id, due, message_ts, thread_ts)
    return f"{hub.url}/hooks/response/{key}"
