"""Control calls that let a person say and change things."""

import base64
import binascii

from bot.sandbox import events, posts
from bot.sandbox.channels import Channel
from bot.sandbox.control_bodies import DeleteBody, EditBody, FileBody, MessageBody, ReactionBody
from bot.sandbox.emoji import is_emoji
from bot.sandbox.errors import CallerError, PersonError
from bot.sandbox.events import Handover, handed_over
from bot.sandbox.hub import Hub
from bot.sandbox.methods_chat import add_to, take_from
from bot.sandbox.people import User
from bot.sandbox.posts import Draft
from bot.sandbox.shapes import Json
from bot.sandbox.stored_files import fill, new_file
from bot.sandbox.typed import slack_text


async def message(hub: Hub, body: MessageBody) -> Json:
    """Say something as a person."""
    user, channel = person(hub, body.user), hub.world.channel(body.channel, hub.world.user(body.user).id)
    may_write(channel, user)
    if not (body.text.strip() or body.files):
        raise PersonError("no_text", "Slack sends no empty message.")
    if body.thread_ts is not None:
        message_at(channel, body.thread_ts)
    file_ids = tuple(upload(hub, user, file) for file in body.files)
    draft = Draft(typed(hub, body.text), body.thread_ts, body.broadcast, file_ids=file_ids)
    said, handovers = posts.say(hub, channel, user.id, draft)
    await handed_over(handovers)
    return {"ts": said["ts"], "channel": channel.id}


async def edit(hub: Hub, body: EditBody) -> Json:
    """Edit a person's message, as its author."""
    channel = hub.world.channel(body.channel)
    found = message_at(channel, body.ts)
    if "bot_id" in found:
        raise PersonError("cant_update_message", "Nobody can edit a message of an app.")
    may_write(channel, hub.world.users[found["user"]])
    await handed_over(posts.edit(hub, channel, found, {"text": typed(hub, body.text)}, found["user"]))
    return {"ts": body.ts, "channel": channel.id}


async def delete(hub: Hub, body: DeleteBody) -> Json:
    """Delete a message, as its author or (the app's) as an admin."""
    channel = hub.world.channel(body.channel)
    message_at(channel, body.ts)
    await handed_over(posts.delete(hub, channel, body.ts))
    return {"ts": body.ts, "channel": channel.id}


async def reaction(hub: Hub, body: ReactionBody) -> Json:
    """Put an emoji on a message, or take it off."""
    user, channel = person(hub, body.user), hub.world.channel(body.channel, hub.world.user(body.user).id)
    may_write(channel, user)
    found, name = message_at(channel, body.ts), body.name.strip(":")
    if not is_emoji(name):
        raise CallerError(
            "invalid_name", f"{body.name!r} is no emoji's name; try 'ticket' or 'white_check_mark'."
        )
    await handed_over(_react(hub, channel, found, name, user, remove=body.remove))
    return {"ts": body.ts, "channel": channel.id}


def _react(hub: Hub, channel: Channel, found: Json, name: str, user: User, *, remove: bool) -> list[Handover]:
    change, refusal = (take_from, "no_reaction") if remove else (add_to, "already_reacted")
    if not change(found, name, user.id):
        raise PersonError(
            refusal, f"{user.name}'s :{name}: is {'not' if remove else 'already'} on that message."
        )
    kind = "reaction_removed" if remove else "reaction_added"
    return events.reaction(hub, kind, user.id, name, channel, found)


def person(hub: Hub, name: str) -> User:
    """Return a person; the app's bot acts through the Web API alone."""
    user = hub.world.user(name)
    if user.bot_id is not None:
        raise CallerError("is_the_bot", f"{user.name} is the app's bot; it speaks through the Web API.")
    return user


def may_write(channel: Channel, user: User) -> None:
    """Refuse somebody who is not in the channel, and anybody in an archived one."""
    if user.id not in channel.members:
        raise PersonError("not_in_channel", f"{user.name} is not in #{channel.name or channel.id}.")
    if channel.is_archived:
        raise PersonError("is_archived", f"#{channel.name} is archived.")


def message_at(channel: Channel, ts: str) -> Json:
    """Return the message with that `ts`; CallerError when there is none."""
    found = channel.messages.get(ts)
    if found is None:
        raise CallerError(
            "unknown_message", f"There is no message {ts} in #{channel.name or channel.id}.", 404
        )
    return found


def typed(hub: Hub, text: str) -> str:
    """Return what a person types as Slack's client sends it."""
    return slack_text(text, *names(hub))


def names(hub: Hub) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the ids of the people, of the channels and of the user groups that can be named in a text."""
    people = {user.name: user.id for user in hub.world.users.values()}
    people[hub.app.name] = hub.app.bot_user_id
    channels = {channel.name: channel.id for channel in hub.world.channels.values() if channel.name}
    groups = {handle: group for group, (handle, _) in hub.world.groups.items()}
    return people, channels, groups


def upload(hub: Hub, user: User, body: FileBody) -> str:
    """Keep a person's file, complete, and return its id."""
    file = new_file(hub, body.name, user.id, body.mimetype)
    fill(file, _content(body.content))
    file.complete = True
    return file.id


def _content(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return written.encode()
