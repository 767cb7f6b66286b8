"""Events as Slack wraps them, with the differences of a channel that two workspaces share."""

import asyncio
from collections.abc import Sequence

from bot.sandbox.channels import Channel
from bot.sandbox.errors import CallerError
from bot.sandbox.hub import Hub
from bot.sandbox.people import Team
from bot.sandbox.shapes import Json
from bot.sandbox.typed import mentioned

Handover = asyncio.Task[None]
_KINDS = {"channel": "public", "group": "private", "im": "im"}
# Slack names the sender's workspace on these; on every other event the app's own (measured in Bolt's tests).
_FROM_THE_ACTORS_TEAM = frozenset({"message", "member_joined_channel", "member_left_channel"})
# These reach an app that is not in the channel too.
_ABOUT_ANY_CHANNEL = frozenset(
    {
        "channel_archive",
        "channel_unarchive",
        "channel_rename",
        "channel_shared",
        "channel_unshared",
        "channel_id_changed",
        "channel_left",
    }
)


def wrap(hub: Hub, event: Json, channel: Channel | None, outer: Team, event_id: str | None = None) -> Json:
    """Return the whole payload of one event, as *outer*'s workspace sends it."""
    world, home = hub.world, hub.world.home
    return {
        "token": "sandbox-verification-token",
        "team_id": outer.id,
        "enterprise_id": outer.enterprise_id,
        "context_team_id": home.id,
        "context_enterprise_id": home.enterprise_id,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or world.new_id("Ev"),
        "event_time": int(hub.now.timestamp()),
        "authorizations": [
            {
                "enterprise_id": home.enterprise_id,
                "team_id": home.id,
                "user_id": world.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": world.new_id("4-"),
    }


def emit(hub: Hub, event: Json, channel: Channel | None = None, actor: str | None = None) -> list[Handover]:
    """Push *event* if the app subscribed to it and may hear it; returns its handing over, or nothing."""
    world = hub.world
    kind = event["type"]
    if hub.faults.token_refusal:
        return []
    if not hub.manifest.subscribes(kind, _KINDS[channel.kind] if channel else None):
        return []
    if channel and world.app.bot_user_id not in channel.members and kind not in _ABOUT_ANY_CHANNEL:
        return []
    sender = world.users[actor].team_id if actor and kind in _FROM_THE_ACTORS_TEAM else world.home.id
    event.setdefault("event_ts", world.stamp())
    return [hub.courier.post(wrap(hub, event, channel, world.teams[sender]))]


def emit_raw(hub: Hub, event: Json, team: str | None, event_id: str) -> Handover:
    """Push an event as the caller wrote it, subscribed or not."""
    channel_id = event.get("channel")
    channel = hub.world.channels.get(channel_id) if isinstance(channel_id, str) else None
    outer = hub.world.home if team is None else _team(hub, team)
    return hub.courier.post(wrap(hub, event, channel, outer, event_id))


def _team(hub: Hub, name: str) -> Team:
    for team in hub.world.teams.values():
        if name.casefold() in {team.id.casefold(), team.name.casefold(), team.domain.casefold()}:
            return team
    raise CallerError("unknown_team", f"There is no team {name!r} here.", 404)


def message_posted(hub: Hub, channel: Channel, message: Json) -> list[Handover]:
    """Tell the app of a new message: as `message`, and as `app_mention` where it is named."""
    author = message["user"]
    event = {
        **message,
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": message["ts"],
    }
    if foreign_files(hub, author) and "files" in message:
        event["files"] = [_unseen(file) for file in message["files"]]
    handovers = emit(hub, event, channel, author)
    if hub.world.app.bot_user_id in mentioned(message.get("text", "")) and not channel.is_im:
        handovers += emit(hub, _mention(hub, event, channel), channel, author)
    return handovers


def _mention(hub: Hub, event: Json, channel: Channel) -> Json:
    world = hub.world
    kept = {key: each for key, each in event.items() if key not in {"channel_type", "subtype"}}
    mention = kept | {"type": "app_mention", "team": world.home.id}
    if channel.is_ext_shared and not world.is_home(event["user"]):
        theirs = world.teams[world.users[event["user"]].team_id].actor_id
        mention |= {"user_team": theirs, "source_team": theirs, "user_profile": {"team": theirs}}
    return mention


def foreign_files(hub: Hub, user_id: str) -> bool:
    """Tell whether files by this person come without their details: they are kept in another workspace."""
    return not hub.world.is_home(user_id)


def _unseen(file: Json) -> Json:
    return {"id": file["id"], "mode": "file_access", "file_access": "check_file_info"}


def message_changed(hub: Hub, channel: Channel, message: Json, previous: Json) -> list[Handover]:
    """Tell the app that a message was edited."""
    return emit(
        hub,
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "message": message,
            "previous_message": previous,
            "ts": hub.world.stamp(),
        },
        channel,
        message["user"],
    )


def message_deleted(hub: Hub, channel: Channel, gone: Json) -> list[Handover]:
    """Tell the app that a message was deleted."""
    return emit(
        hub,
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "deleted_ts": gone["ts"],
            "previous_message": gone,
            "ts": hub.world.stamp(),
        },
        channel,
        gone["user"],
    )


def reaction(hub: Hub, kind: str, user_id: str, name: str, channel: Channel, message: Json) -> list[Handover]:
    """Tell the app of `reaction_added` or `reaction_removed`; Slack names no team on either."""
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    event = {"type": kind, "user": user_id, "reaction": name, "item": item, "item_user": message["user"]}
    return emit(hub, event, channel, user_id)


def files_shared(hub: Hub, channel: Channel, user_id: str, file_ids: Sequence[str]) -> list[Handover]:
    """Tell the app of each file that came into a channel; Slack names no team here either."""
    handovers: list[Handover] = []
    for file_id in file_ids:
        event = {
            "type": "file_shared",
            "file_id": file_id,
            "user_id": user_id,
            "file": {"id": file_id},
            "channel_id": channel.id,
        }
        handovers += emit(hub, event, channel, user_id)
    return handovers


def membership(hub: Hub, kind: str, user_id: str, channel: Channel, inviter: str | None) -> list[Handover]:
    """Tell the app that somebody joined or left a channel."""
    event: Json = {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": hub.world.users[user_id].team_id,
    }
    if inviter is not None:
        event["inviter"] = inviter
    return emit(hub, event, channel, user_id)


async def handed_over(handovers: Sequence[Handover]) -> None:
    """Wait until the first attempt of each event is over, whatever became of it."""
    if handovers:
        await asyncio.wait(handovers)
