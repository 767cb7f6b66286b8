"""The Web API's chat.* and reactions.* methods."""

from typing import Final

from bot.sandbox import events, posts
from bot.sandbox.arguments import wrong
from bot.sandbox.calls import Call, Method
from bot.sandbox.channels import Channel
from bot.sandbox.emoji import is_emoji
from bot.sandbox.ephemerals import show
from bot.sandbox.errors import SlackError
from bot.sandbox.posts import Draft
from bot.sandbox.shapes import Json

_MOST_TEXT: Final = 40_000
_MOST_UPDATED_TEXT: Final = 4_000
_MOST_ATTACHMENTS: Final = 100
_MOST_REACTIONS: Final = 23
_TS_LENGTH: Final = 17


async def post_message(call: Call) -> Json:
    """Post a message as the app."""
    channel = _postable(call)
    draft = _draft(call, channel)
    message, _ = posts.say(call.hub, channel, call.world.app.bot_user_id, draft)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


async def post_ephemeral(call: Call) -> Json:
    """Show a message to one person; people of another workspace never get to see it."""
    channel = call.joined_channel()
    user = call.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    draft = _draft(call, channel)
    ts = show(call.hub, channel.id, user.id, draft.text, list(draft.blocks), draft.thread_ts)
    return {"message_ts": ts}


async def update(call: Call) -> Json:
    """Change a message of the app; a text that comes without blocks drops the blocks."""
    channel = call.joined_channel()
    message = _own(call, channel, "cant_update_message")
    args = call.args
    if not any(args.has(name) for name in ("text", "blocks", "attachments", "metadata")):
        raise SlackError("no_text")
    changes: Json = {}
    if args.has("text"):
        changes |= {"text": posts.tidy(_text(call, _MOST_UPDATED_TEXT)), "blocks": None}
    if args.has("blocks"):
        changes["blocks"] = posts.accepted_blocks(call.hub, args.parsed("blocks")) or None
    if args.has("attachments"):
        changes["attachments"] = _attachments(call) or None
    if args.has("metadata"):
        changes["metadata"] = _metadata(call)
    posts.edit(call.hub, channel, message, changes, call.world.app.bot_user_id)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


async def delete(call: Call) -> Json:
    """Delete a message of the app."""
    channel = call.channel()
    message = _own(call, channel, "cant_delete_message")
    posts.delete(call.hub, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


async def get_permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    anchor = message["ts"].replace(".", "")
    link = f"{call.hub.url}/archives/{channel.id}/p{anchor}"
    if "thread_ts" in message and message["thread_ts"] != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _postable(call: Call) -> Channel:
    channel = call.channel()
    public = "chat:write.public" in call.hub.manifest.bot_scopes and channel.kind == "channel"
    if not (call.is_member(channel) or public):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _draft(call: Call, channel: Channel) -> Draft:
    args = call.args
    if not any(args.has(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        raise SlackError("no_text")
    given = args.parsed("blocks") if args.has("blocks") else []
    return Draft(
        text=posts.tidy(_text(call, _MOST_TEXT)),
        thread_ts=_thread(call, channel),
        broadcast=args.flag("reply_broadcast"),
        blocks=posts.accepted_blocks(call.hub, given),
        attachments=_attachments(call),
        metadata=_metadata(call),
    )


def _attachments(call: Call) -> list[object]:
    attachments = call.args.parsed("attachments") or []
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return attachments


def _text(call: Call, most: int) -> str:
    text = call.args.text("text") or call.args.text("markdown_text")
    if len(text) > most:
        raise SlackError("msg_too_long")
    return text


def _thread(call: Call, channel: Channel) -> str | None:
    if not call.args.has("thread_ts"):
        return None
    ts = call.args.text("thread_ts")
    seconds, _, rest = ts.partition(".")
    if len(ts) != _TS_LENGTH or not (seconds.isdigit() and rest.isdigit()):
        raise SlackError("invalid_thread_ts")
    if channel.messages.get(ts) is None:
        raise SlackError("thread_not_found")
    return ts


def _metadata(call: Call) -> Json | None:
    if not call.args.has("metadata"):
        return None
    metadata = call.args.parsed("metadata")
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not (isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)):
        raise SlackError("invalid_metadata_schema")
    return metadata


def _own(call: Call, channel: Channel, refusal: str) -> Json:
    message = call.message(channel, "ts")
    if message.get("bot_id") != call.world.app.bot_id:
        raise SlackError(refusal)
    return message


async def add_reaction(call: Call) -> Json:
    """Add an emoji to a message."""
    channel, message, name = _reacted(call)
    react(call, channel, message, name)
    return {}


def react(call: Call, channel: Channel, message: Json, name: str) -> None:
    """Add the app's emoji; each once."""
    bot = call.world.app.bot_user_id
    if not add_to(message, name, bot):
        raise SlackError("already_reacted")
    events.reaction(call.hub, "reaction_added", bot, name, channel, message)


def add_to(message: Json, name: str, user_id: str) -> bool:
    """Put one person's emoji on a message; False when it was there."""
    reactions: list[Json] = message.setdefault("reactions", [])
    entry = next((each for each in reactions if each["name"] == name), None)
    if entry is None:
        if len(reactions) >= _MOST_REACTIONS:
            raise SlackError("too_many_emoji")
        entry = {"name": name, "users": [], "count": 0}
        reactions.append(entry)
    if user_id in entry["users"]:
        return False
    entry["users"].append(user_id)
    entry["count"] += 1
    return True


def take_from(message: Json, name: str, user_id: str) -> bool:
    """Take one person's emoji off a message; False when there was none."""
    reactions: list[Json] = message.get("reactions", [])
    entry = next((each for each in reactions if each["name"] == name and user_id in each["users"]), None)
    if entry is None:
        return False
    entry["users"].remove(user_id)
    entry["count"] -= 1
    if not entry["users"]:
        reactions.remove(entry)
    if not reactions:
        message.pop("reactions")
    return True


async def remove_reaction(call: Call) -> Json:
    """Take the app's emoji off a message."""
    channel, message, name = _reacted(call)
    bot = call.world.app.bot_user_id
    if not take_from(message, name, bot):
        raise SlackError("no_reaction")
    events.reaction(call.hub, "reaction_removed", bot, name, channel, message)
    return {}


async def get_reactions(call: Call) -> Json:
    """Return a message with its emoji."""
    channel = call.channel()
    message = call.message(channel, "timestamp")
    return {"type": "message", "channel": channel.id, "message": message}


def _reacted(call: Call) -> tuple[Channel, Json, str]:
    name = call.args.required("name").strip(":")
    if not is_emoji(name):
        raise SlackError("invalid_name")
    if not call.args.has("timestamp"):
        raise SlackError("no_item_specified") if call.args.has("channel") else wrong("[ERROR] no item")
    channel = call.joined_channel()
    return channel, call.message(channel, "timestamp"), name


METHODS: Final[dict[str, Method]] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
}
