"""Control calls that change who is in a channel, which channels there are, and what people are."""

from dataclasses import replace

from bot.sandbox import events, posts
from bot.sandbox.channels import Channel
from bot.sandbox.control_bodies import ChannelBody, MemberBody, PersonBody
from bot.sandbox.errors import CallerError, PersonError
from bot.sandbox.events import Handover, emit, handed_over
from bot.sandbox.hub import Hub
from bot.sandbox.people import Standing, Team, User, stable_id
from bot.sandbox.shapes import Json


async def member(hub: Hub, body: MemberBody) -> Json:
    """Bring somebody into a channel, or take them out; the app's bot too."""
    channel, user = hub.world.channel(body.channel), hub.world.user(body.user)
    if channel.is_im:
        raise CallerError("not_a_channel", "Nobody joins or leaves a direct message.")
    if body.joins == (user.id in channel.members):
        state = "already" if body.joins else "not"
        error = "already_in_channel" if body.joins else "not_in_channel"
        raise PersonError(error, f"{user.name} is {state} in #{channel.name}.")
    inviter = None if body.by is None else hub.world.user(body.by).id
    await handed_over(_join(hub, channel, user, inviter) if body.joins else _leave(hub, channel, user))
    return {"channel": channel.id, "user": user.id}


def _join(hub: Hub, channel: Channel, user: User, inviter: str | None) -> list[Handover]:
    invited_by = inviter or next((each for each in channel.members if _is_colleague(hub, each)), None)
    channel.members.append(user.id)
    invited: Json = {} if invited_by is None else {"inviter": invited_by}
    if user.team_id not in channel.team_ids:
        channel.team_ids.append(user.team_id)
    handovers = posts.note(hub, channel, user.id, "channel_join", "has joined the channel", **invited)
    return handovers + events.membership(hub, "member_joined_channel", user.id, channel, invited_by)


def _is_colleague(hub: Hub, user_id: str) -> bool:
    user = hub.world.users[user_id]
    return user.team_id == hub.world.home.id and user.standing not in {Standing.GUEST, Standing.BOT}


def _leave(hub: Hub, channel: Channel, user: User) -> list[Handover]:
    handovers = posts.note(hub, channel, user.id, "channel_leave", "has left the channel")
    handovers += events.membership(hub, "member_left_channel", user.id, channel, None)
    channel.members.remove(user.id)
    if user.id == hub.app.bot_user_id:
        kind = "group_left" if channel.is_private else "channel_left"
        handovers += emit(hub, {"type": kind, "channel": channel.id, "actor_id": channel.creator}, channel)
    return handovers


async def person(hub: Hub, body: PersonBody) -> Json:
    """Deactivate somebody's account, or make them a guest of their workspace; or take either back."""
    user = hub.world.user(body.user)
    changed = user
    if body.deactivated is not None:
        changed = replace(changed, is_deactivated=body.deactivated)
    if body.guest is not None:
        changed = replace(changed, standing=Standing.GUEST if body.guest else Standing.MEMBER)
    hub.world.users[user.id] = changed
    return {"user": user.id, "deactivated": changed.is_deactivated, "standing": changed.standing}


async def channel(hub: Hub, body: ChannelBody) -> Json:
    """Make a channel, or change one: archive it, connect a client's workspace to it, rename it."""
    name = body.name.removeprefix("#")
    found = hub.world.channels.get(name) or next(
        (each for each in hub.world.channels.values() if each.name == name), None
    )
    changed = _made(hub, name, body) if found is None else found
    if body.client_team is not None and body.shared is not False and found is not None:
        await handed_over(_share(hub, changed, _client(hub, body.client_team)))
    if body.shared is False:
        await handed_over(_unshare(hub, changed))
    if body.archived is not None and body.archived != changed.is_archived:
        await handed_over(_archive(hub, changed, archived=body.archived))
    if body.rename is not None:
        await handed_over(_rename(hub, changed, body.rename))
    return {"channel": changed.describe(home=hub.world.home.id, asker=hub.app.bot_user_id, with_count=True)}


def _made(hub: Hub, name: str, body: ChannelBody) -> Channel:
    members = [each for each in hub.world.users if _is_colleague(hub, each)]
    if body.client_team is not None:
        members += _people_of(hub, _client(hub, body.client_team))
    made = hub.world.open_channel(name, members, private=body.private)
    if body.private and not made.is_ext_shared:
        _give_id(hub, made, stable_id("G", name))
    return made


def _client(hub: Hub, name: str) -> Team:
    for team in hub.world.teams.values():
        if name.casefold() in {team.id.casefold(), team.name.casefold(), team.domain.casefold()}:
            return team
    known = ", ".join(team.name for team in hub.world.teams.values())
    raise CallerError("unknown_team", f"There is no team {name!r} here; there are {known}.", 404)


def _people_of(hub: Hub, team: Team) -> list[str]:
    return [user.id for user in hub.world.users.values() if user.team_id == team.id]


def _give_id(hub: Hub, changed: Channel, new_id: str) -> str:
    old_id = changed.id
    del hub.world.channels[old_id]
    changed.id = new_id
    hub.world.channels[new_id] = changed
    return old_id


def _share(hub: Hub, changed: Channel, team: Team) -> list[Handover]:
    if team.id in changed.team_ids:
        return []
    handovers: list[Handover] = []
    if changed.id.startswith("G"):
        # A private channel's id changes on sharing.
        old_id = _give_id(hub, changed, stable_id("C", changed.name))
        event = {"type": "channel_id_changed", "old_channel_id": old_id, "new_channel_id": changed.id}
        handovers += emit(hub, event, changed)
    changed.team_ids.append(team.id)
    changed.members += [each for each in _people_of(hub, team) if each not in changed.members]
    event = {"type": "channel_shared", "connected_team_id": team.id, "channel": changed.id}
    return handovers + emit(hub, event, changed)


def _unshare(hub: Hub, changed: Channel) -> list[Handover]:
    handovers: list[Handover] = []
    for team_id in [each for each in changed.team_ids if each != hub.world.home.id]:
        changed.team_ids.remove(team_id)
        changed.members = [each for each in changed.members if hub.world.users[each].team_id != team_id]
        event = {
            "type": "channel_unshared",
            "previously_connected_team_id": team_id,
            "channel": changed.id,
            "is_ext_shared": changed.is_ext_shared,
        }
        handovers += emit(hub, event, changed)
    return handovers


def _archive(hub: Hub, changed: Channel, *, archived: bool) -> list[Handover]:
    changed.is_archived = archived
    deed = "archive" if archived else "unarchive"
    kind = f"{'group' if changed.is_private else 'channel'}_{deed}"
    handovers = posts.note(hub, changed, changed.creator, kind, f"{deed}d the channel")
    return handovers + emit(hub, {"type": kind, "channel": changed.id, "user": changed.creator}, changed)


def _rename(hub: Hub, changed: Channel, name: str) -> list[Handover]:
    if any(each.name == name for each in hub.world.channels.values()):
        raise CallerError("name_taken", f"There is a channel #{name} already.")
    old, changed.name = changed.name, name
    kind = "group_rename" if changed.is_private else "channel_rename"
    described = {"id": changed.id, "name": name, "created": changed.created}
    deed = f'has renamed the channel from "{old}" to "{name}"'
    handovers = posts.note(hub, changed, changed.creator, "channel_name", deed, old_name=old, name=name)
    return handovers + emit(hub, {"type": kind, "channel": described}, changed)
