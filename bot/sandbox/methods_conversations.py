"""The Web API's conversations.* methods."""

import base64
import binascii
from typing import Final

from bot.sandbox import events, posts
from bot.sandbox.calls import Call, Method, page
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.methods_people import visible
from bot.sandbox.shapes import Json

_FIRST: Final = "0"
_LAST: Final = "9999999999.999999"
_MOST: Final = 999


async def list_conversations(call: Call) -> Json:
    """List the conversations that the app may see."""
    return page(call, [call.conversation(each, with_count=True) for each in visible(call)], "channels")


async def info(call: Call) -> Json:
    """Describe a conversation."""
    return {"channel": call.conversation(call.channel(), with_count=call.args.flag("include_num_members"))}


async def members(call: Call) -> Json:
    """List the people of a conversation, those of other workspaces too."""
    channel = call.channel()
    listed = page(call, [{"id": member} for member in channel.members], "members")
    return listed | {"members": [each["id"] for each in listed["members"]]}


async def history(call: Call) -> Json:
    """Return the top level of a conversation, newest first."""
    channel = _readable(call)
    oldest, latest, inclusive = _span(call)
    size = call.args.number("limit", 100, _MOST)
    before = _before(call)
    found = channel.messages.top_level(oldest, before or latest, inclusive=inclusive)[::-1]
    if found and found[0]["ts"] == before:
        found = found[1:]
    return _slice(call, found, size) | {"pin_count": 0}


async def replies(call: Call) -> Json:
    """Return a thread: the parent first, then its replies, oldest first."""
    channel = _readable(call)
    ts = call.args.required("ts")
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("thread_not_found")
    parent = message.get("thread_ts", ts)
    oldest, latest, inclusive = _span(call)
    after = _before(call)
    found = channel.messages.thread(parent, after or oldest, latest, inclusive=inclusive and after is None)
    return _slice(call, found[1:] if after else found, call.args.number("limit", 1000, 1000))


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    return channel


def _span(call: Call) -> tuple[str, str, bool]:
    args = call.args
    bounds = [
        _bound(args.text(name) or other, name) for name, other in (("oldest", _FIRST), ("latest", _LAST))
    ]
    # Without bounds Slack's answer holds everything up to now.
    inclusive = args.flag("inclusive") or not (args.has("oldest") or args.has("latest"))
    return bounds[0], bounds[1], inclusive


def _bound(text: str, name: str) -> str:
    """Return an instant as a `ts` that sorts among the others; whole seconds will do."""
    seconds, _, rest = text.partition(".")
    if not seconds.isdigit() or (rest and not rest.isdigit()):
        raise SlackError(f"invalid_ts_{name}")
    return f"{int(seconds):010}.{rest[:6]:0<6}"


def _slice(call: Call, found: list[Json], size: int) -> Json:
    shown = [_seen(call, message) for message in found[:size]]
    answer: Json = {"messages": shown, "has_more": len(found) > size}
    if answer["has_more"]:
        cursor = base64.b64encode(f"next_ts:{shown[-1]['ts']}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _before(call: Call) -> str | None:
    """Return the `ts` where the last page ended."""
    cursor = call.args.text("cursor")
    if not cursor:
        return None
    try:
        label, ts = base64.b64decode(cursor, validate=True).decode().split(":")
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
    if label != "next_ts":
        raise SlackError("invalid_cursor")
    return ts


def _seen(call: Call, message: Json) -> Json:
    if "metadata" in message and not call.args.flag("include_all_metadata"):
        message = {key: each for key, each in message.items() if key != "metadata"}
    files = message.get("files")
    if files and events.foreign_files(call.hub, message["user"]):
        unseen = [
            {"id": file["id"], "mode": "file_access", "file_access": "check_file_info"} for file in files
        ]
        message = message | {"files": unseen}
    return message


async def open_conversation(call: Call) -> Json:
    """Open the direct message with a person."""
    if call.args.has("channel"):
        channel = call.channel()
        return {"channel": call.conversation(channel)}
    users = call.args.names("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        # Several people at once need mpim:write, and the sandbox has no group messages.
        raise SlackError("missing_scope", needed="mpim:write")
    call.need_scope("im")
    person = call.world.users.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.bot_id is not None:
        raise SlackError("cannot_dm_bot")
    channel = call.world.direct_message(person.id)
    return {"channel": call.conversation(channel) if call.args.flag("return_im") else {"id": channel.id}}


async def join(call: Call) -> Json:
    """Join a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    bot = call.world.app.bot_user_id
    if bot in channel.members:
        return {"channel": call.conversation(channel), "warning": "already_in_channel"}
    channel.members.append(bot)
    posts.note(call.hub, channel, bot, "channel_join", "has joined the channel")
    events.membership(call.hub, "member_joined_channel", bot, channel, None)
    return {"channel": call.conversation(channel)}


async def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = call.channel()
    bot = call.world.app.bot_user_id
    if bot not in channel.members:
        return {"not_in_channel": True}
    posts.note(call.hub, channel, bot, "channel_leave", "has left the channel")
    events.membership(call.hub, "member_left_channel", bot, channel, None)
    channel.members.remove(bot)
    return {}


METHODS: Final[dict[str, Method]] = {
    "conversations.list": list_conversations,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.open": open_conversation,
    "conversations.join": join,
    "conversations.leave": leave,
}
