"""What Slack sends, read: which kind of request it is, its key, its lane, and who sent it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.domain.desks import InboxRow
from bot.services.reading import SAID, is_heard
from bot.services.scribe import EVENT

COMMAND: Final = "command"
ACTION: Final = "action"
SUBMISSION: Final = "submission"
SHORTCUT: Final = "shortcut"

_SECRET: Final = ("token", "verification_token")


def inbox_row(body: Mapping[str, Any], received_at: datetime) -> InboxRow | None:
    """Return the inbox row of a request; None for what we never handle, such as a bot's own words."""
    kept = {name: value for name, value in body.items() if name not in _SECRET}
    event = body.get("event")
    if isinstance(event, Mapping):
        return _event_row(kept, event, received_at)
    kind, key = _kind_and_key(body)
    return InboxRow(key, kind, channel_of(body), None, kept, received_at) if key else None


def _event_row(body: Mapping[str, Any], event: Mapping[str, Any], received_at: datetime) -> InboxRow | None:
    message = None
    if event.get("type") in {"message", "app_mention"}:
        if not is_heard(event):
            return None
        if str(event.get("subtype") or "") in SAID:
            message = f"{event.get('channel')}:{event.get('ts')}"
    return InboxRow(str(body["event_id"]), EVENT, channel_of(body), message, body, received_at)


def _kind_and_key(body: Mapping[str, Any]) -> tuple[str, str]:
    if "command" in body:
        return COMMAND, str(body.get("trigger_id") or "")
    match body.get("type"):
        case "block_actions":
            return ACTION, str(body.get("trigger_id") or "")
        case "view_submission":
            return SUBMISSION, _submission_key(body["view"])
        case "message_action" | "shortcut":
            return SHORTCUT, str(body.get("trigger_id") or "")
    return "", ""


def _submission_key(view: Mapping[str, Any]) -> str:
    """Name a submission by its view and what was entered: the same again is the impatient second click."""
    entered = json.dumps(view.get("state"), sort_keys=True).encode()
    return f"{view.get('id')}:{hashlib.sha256(entered).hexdigest()[:16]}"


def channel_of(body: Mapping[str, Any]) -> str:
    """Return the channel that a request is about; a person's id where it is about none."""
    event = body.get("event")
    if isinstance(event, Mapping):
        return _event_channel(event)
    channel = body.get("channel")
    if isinstance(channel, Mapping):
        return str(channel.get("id"))
    if body.get("channel_id"):
        return str(body["channel_id"])
    return _view_channel(body) or user_of(body)


def _event_channel(event: Mapping[str, Any]) -> str:
    channel = event.get("channel")
    if isinstance(channel, Mapping):  # channel_rename sends the whole channel
        return str(channel.get("id"))
    item = event.get("item")
    if isinstance(item, Mapping):
        return str(item.get("channel") or "")
    # `channel_id_changed` belongs among what was said before it.
    channel = channel or event.get("old_channel_id")
    return str(channel or event.get("channel_id") or event.get("user") or "")


def _view_channel(body: Mapping[str, Any]) -> str:
    """Return the channel that a modal of ours is about, which it carries."""
    view = body.get("view")
    carried = view.get("private_metadata") if isinstance(view, Mapping) else None
    try:
        found = json.loads(carried) if carried else {}
    except ValueError:
        return ""
    return str(found.get("channel") or "") if isinstance(found, dict) else ""


def user_of(body: Mapping[str, Any]) -> str:
    """Return the id of the person who sent a request; empty for what no person did."""
    event = body.get("event")
    if isinstance(event, Mapping):
        # The author: a tombstone that stands in a deleted message's place names Slackbot instead.
        inner = event.get("previous_message") or event.get("message") or event
        user = inner.get("user") if isinstance(inner, Mapping) else None
        return str(user.get("id") if isinstance(user, Mapping) else user or "")
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or "")
    return str(body.get("user_id") or "")
