"""Saying, editing and deleting messages, for people and for the app alike."""

import re
import secrets
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from bot.sandbox import events
from bot.sandbox.blocks import check_blocks, stored_blocks
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.events import Handover
from bot.sandbox.grammar import mappings, problem
from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json
from bot.sandbox.stored_files import describe_file, files_shown, share
from bot.sandbox.world import World

_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be said."""

    text: str
    thread_ts: str | None = None
    broadcast: bool = False
    blocks: Sequence[Json] = ()
    attachments: Sequence[object] = ()
    metadata: Json | None = None
    file_ids: Sequence[str] = ()


def say(hub: Hub, channel: Channel, author: str, draft: Draft) -> tuple[Json, list[Handover]]:
    """Put *draft* into the channel as *author*'s and tell the app; returns the stored message."""
    world = hub.world
    message: Json = {"type": "message", "user": author, "ts": world.stamp(), "text": draft.text}
    message |= bot_marks(world) if author == world.app.bot_user_id else _person_marks(world, author)
    if draft.blocks:
        message["blocks"] = list(draft.blocks)
    if draft.attachments:
        message["attachments"] = list(draft.attachments)
    if draft.metadata is not None:
        message["metadata"] = draft.metadata
    message |= _with_files(hub, channel, author, draft)
    if draft.thread_ts is not None:
        message |= _in_thread(channel, draft)
    channel.messages.add(message)
    handovers = events.message_posted(hub, channel, message)
    return message, handovers + events.files_shared(hub, channel, author, draft.file_ids)


def bot_marks(world: World) -> Json:
    """Return what tells a message of the app from a person's."""
    app = world.app
    return {
        "team": world.home.id,
        "bot_id": app.bot_id,
        "app_id": app.id,
        "bot_profile": {
            "id": app.bot_id,
            "app_id": app.id,
            "name": app.name,
            "deleted": False,
            "updated": world.created,
            "team_id": world.home.id,
            "icons": {},
        },
    }


def _person_marks(world: World, author: str) -> Json:
    return {"team": world.users[author].team_id, "client_msg_id": secrets.token_hex(16)}


def _with_files(hub: Hub, channel: Channel, author: str, draft: Draft) -> Json:
    linked, shown = files_shown(hub, author, draft.text, draft.blocks)
    share(hub, [*draft.file_ids, *linked, *shown], channel.id)
    described = [describe_file(hub, hub.world.files[each]) for each in [*draft.file_ids, *linked]]
    if not described:
        return {}
    subtype = {"subtype": "file_share"} if draft.file_ids else {}
    return {**subtype, "files": described, "upload": False, "display_as_bot": False}


def note(hub: Hub, channel: Channel, user_id: str, subtype: str, deed: str, **more: object) -> list[Handover]:
    """Put one of Slack's own lines into the channel, such as that somebody has joined."""
    world = hub.world
    message: Json = {"type": "message", "subtype": subtype, "user": user_id, "ts": world.stamp()}
    message |= {"team": world.users[user_id].team_id, "text": f"<@{user_id}> {deed}", **more}
    channel.messages.add(message)
    event = {**message, "channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
    return events.emit(hub, event, channel, user_id)


def _in_thread(channel: Channel, draft: Draft) -> Json:
    parent = channel.messages.get(draft.thread_ts or "")
    if parent is None:
        raise SlackError("thread_not_found")
    root_ts = str(parent.get("thread_ts", parent["ts"]))
    root = channel.messages.get(root_ts) or parent
    marks: Json = {"thread_ts": root_ts, "parent_user_id": root["user"]}
    if draft.broadcast:
        kept = {key: each for key, each in root.items() if key != "blocks"}
        marks |= {"subtype": "thread_broadcast", "root": kept}
    return marks


def edit(hub: Hub, channel: Channel, message: Json, changes: Json, editor: str) -> list[Handover]:
    """Change a stored message in place (None takes a key away) and tell the app what it was before."""
    previous = deepcopy(message)
    message |= {key: each for key, each in changes.items() if each is not None}
    for key in [key for key, each in changes.items() if each is None]:
        message.pop(key, None)
    message["edited"] = {"user": editor, "ts": hub.world.stamp()}
    return events.message_changed(hub, channel, deepcopy(message), previous)


def delete(hub: Hub, channel: Channel, ts: str) -> list[Handover]:
    """Take a message away and tell the app."""
    return events.message_deleted(hub, channel, channel.messages.remove(ts))


def accepted_blocks(hub: Hub, blocks: object) -> list[Json]:
    """Return an app's blocks as Slack stores them; SlackError names the place of what it refuses."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = check_blocks(blocks, "message") or _unknown_files(hub, blocks)
    if problems:
        raise refused("invalid_blocks", problems)
    return stored_blocks(blocks, block_id)


def refused(error: str, problems: list[str]) -> SlackError:
    """Return the refusal of blocks or of a view, with the places of what is wrong."""
    messages = [f"[ERROR] {each}" for each in problems]
    return SlackError(error, errors=problems, response_metadata={"messages": messages})


def block_id() -> str:
    """Return five random characters, which Slack names blocks with."""
    return secrets.token_urlsafe(4)[:5]


def _unknown_files(hub: Hub, blocks: list[object]) -> list[str]:
    problems = []
    for place, block in enumerate(mappings(blocks)):
        named = block.get("slack_file")
        file_id = named.get("id") if isinstance(named, Mapping) else None
        file = hub.world.files.get(str(file_id))
        if file_id is not None and (file is None or not file.is_scanned(hub.now)):
            problems.append(problem("invalid slack file", f"/blocks/{place}/slack_file"))
    return problems


def tidy(text: str) -> str:
    """Return an app's text as Slack stores it: a bare ampersand is escaped."""
    return _BARE_AMPERSAND.sub("&amp;", text)
