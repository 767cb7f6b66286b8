"""What Slack sends an app when a person runs a command, presses, picks, submits or closes something."""

from bot.sandbox.channels import Channel
from bot.sandbox.ephemerals import response_url
from bot.sandbox.hub import Hub
from bot.sandbox.people import Team, User
from bot.sandbox.shapes import Json
from bot.sandbox.views import shown


def command(hub: Hub, user: User, channel: Channel, name: str, text: str) -> Json:
    """Return the form of a slash command."""
    world = hub.world
    return {
        "token": "sandbox-verification-token",
        "team_id": world.home.id,
        "team_domain": world.home.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(hub, user.id, channel.id),
        "trigger_id": world.trigger(user.id),
    }


def _person(hub: Hub, kind: str, user: User, team: Team, view_id: str | None = None) -> Json:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": hub.app.id,
        "token": "sandbox-verification-token",
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": hub.world.trigger(user.id, view_id),
    }


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name}


def message_action(hub: Hub, user: User, channel: Channel, message: Json, action: Json, state: Json) -> Json:
    """Return the block_actions of something used in a message; `team` is the app's, `user.team_id` theirs."""
    ephemeral = message.get("is_ephemeral", False)
    ts, thread_ts = message["ts"], message.get("thread_ts")
    container: Json = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if thread_ts is not None:
        container["thread_ts"] = thread_ts
    payload = _person(hub, "block_actions", user, hub.world.home) | {
        "container": container,
        "channel": _place(channel),
        "state": {"values": state},
        "response_url": response_url(hub, user.id, channel.id, ts, thread_ts),
        "actions": [action],
    }
    return payload if ephemeral else payload | {"message": message}


def view_action(hub: Hub, user: User, view: Json, action: Json) -> Json:
    """Return the block_actions of something pressed in a modal or an App Home."""
    modal_id = view["id"] if view["type"] == "modal" else None
    return _person(hub, "block_actions", user, _team_of(hub, user), modal_id) | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": shown(view),
        "actions": [action],
    }


def suggestion(
    hub: Hub, user: User, *, view: Json | None = None, place: tuple[Channel, Json] | None = None
) -> Json:
    """Return the block_suggestion of a select whose options the app gives, in a view or in a message."""
    payload = _person(hub, "block_suggestion", user, hub.world.home if view is None else _team_of(hub, user))
    payload.pop("trigger_id")
    if view is not None:
        return payload | {"container": {"type": "view", "view_id": view["id"]}, "view": shown(view)}
    if place is None:
        return payload
    channel, message = place
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    return payload | {"container": container, "channel": _place(channel), "message": message}


def submission(hub: Hub, user: User, view: Json) -> Json:
    """Return a view_submission; `team` is the submitter's, ours is `view.app_installed_team_id`."""
    payload = _person(hub, "view_submission", user, _team_of(hub, user), view["id"])
    return payload | {"view": shown(view), "response_urls": []}


def closed(hub: Hub, user: User, view: Json, *, cleared: bool) -> Json:
    """Return a view_closed; nothing can be opened in answer to it."""
    payload = _person(hub, "view_closed", user, _team_of(hub, user))
    payload.pop("trigger_id")
    return payload | {"view": shown(view), "is_cleared": cleared}


def message_shortcut(hub: Hub, user: User, channel: Channel, message: Json, callback_id: str) -> Json:
    """Return the message_action of a shortcut used on a message."""
    return _person(hub, "message_action", user, hub.world.home) | {
        "action_ts": hub.world.stamp(),
        "callback_id": callback_id,
        "channel": _place(channel),
        "message_ts": message["ts"],
        "message": message,
        "response_url": response_url(hub, user.id, channel.id, message["ts"], message.get("thread_ts")),
    }


def global_shortcut(hub: Hub, user: User, callback_id: str) -> Json:
    """Return the payload of a shortcut used anywhere."""
    payload = _person(hub, "shortcut", user, hub.world.home)
    return payload | {"action_ts": hub.world.stamp(), "callback_id": callback_id}


def _team_of(hub: Hub, user: User) -> Team:
    return hub.world.teams[user.team_id]
