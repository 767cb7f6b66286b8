"""The Web API's methods about the app itself, teams, people and user groups."""

from typing import Final

from bot.sandbox.calls import Call, Method, page
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.shapes import Json

_KINDS: Final = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_SCOPE_KINDS: Final = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


async def api_test(call: Call) -> Json:
    """Answer with what was sent."""
    arguments = {name: value for name, value in call.args.sent.items() if name != "token"}
    if call.args.has("error"):
        raise SlackError(call.args.text("error"), args=arguments)
    return {"args": arguments}


async def auth_test(call: Call) -> Json:
    """Tell whose token it is."""
    world = call.world
    return {
        "url": f"{call.hub.url}/",
        "team": world.home.name,
        "user": world.users[world.app.bot_user_id].name,
        "team_id": world.home.id,
        "user_id": world.app.bot_user_id,
        "bot_id": world.app.bot_id,
        "is_enterprise_install": False,
    }


async def open_connection(call: Call) -> Json:
    """Return the address of a web socket, good for one connection."""
    if call.hub.links is None:
        raise SlackError("socket_mode_not_enabled")
    host = call.hub.url.removeprefix("http://")
    return {"url": f"ws://{host}/link/?ticket={call.hub.links.ticket()}&app_id={call.world.app.id}"}


async def oauth_access(call: Call) -> Json:
    """Exchange the code of an installation for the bot's token."""
    app, args = call.world.app, call.args
    if (args.text("client_id"), args.text("client_secret")) != (app.client_id, app.client_secret):
        raise SlackError(
            "invalid_client_id" if args.text("client_id") != app.client_id else "bad_client_secret"
        )
    if args.text("code") != app.oauth_code:
        raise SlackError("invalid_code")
    return {
        "app_id": app.id,
        "access_token": app.bot_token,
        "token_type": "bot",
        "scope": ",".join(call.hub.manifest.bot_scopes),
        "bot_user_id": app.bot_user_id,
        "team": {"id": call.world.home.id, "name": call.world.home.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": _owner(call)},
    }


def _owner(call: Call) -> str:
    own = [user for user in call.world.users.values() if user.team_id == call.world.home.id]
    return next((user.id for user in own if user.standing == "owner"), own[0].id)


async def bot_info(call: Call) -> Json:
    """Describe the app's bot."""
    app = call.world.app
    if call.args.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    described = {"id": app.bot_id, "app_id": app.id, "user_id": app.bot_user_id, "name": app.name}
    return {"bot": described | {"deleted": False, "updated": call.world.created, "icons": {}}}


async def team_info(call: Call) -> Json:
    """Describe a workspace: ours, or one that we share a channel with."""
    team = call.world.teams.get(call.args.text("team") or call.world.home.id)
    if team is None:
        raise SlackError("team_not_found")
    described: Json = {"id": team.id, "name": team.name, "domain": team.domain, "icon": {}}
    if team.enterprise_id is not None:
        described |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.name}
    return {"team": described}


async def user_info(call: Call) -> Json:
    """Describe a person; those of other workspaces too."""
    return {"user": call.person(call.user())}


async def user_list(call: Call) -> Json:
    """List the people of our workspace; those of others are left out."""
    own = [user for user in call.world.users.values() if user.team_id == call.world.home.id]
    people = [call.person(user) for user in own]
    return page(call, people, "members", default=max(len(people), 1)) | {"cache_ts": call.world.created}


async def user_by_email(call: Call) -> Json:
    """Find a person of our workspace by address."""
    email = call.args.required("email").casefold()
    for user in call.world.users.values():
        if user.email.casefold() == email and user.team_id == call.world.home.id:
            return {"user": call.person(user)}
    raise SlackError("users_not_found")


async def user_conversations(call: Call) -> Json:
    """List the conversations of a person (of the app when none is named) that the app may see."""
    member = call.user().id if call.args.has("user") else call.world.app.bot_user_id
    seen = [channel for channel in visible(call) if member in channel.members]
    return page(call, [call.conversation(channel) for channel in seen], "channels")


def visible(call: Call) -> list[Channel]:
    """Return the conversations of the asked `types` that the app may see."""
    types = call.args.names("types") or ["public_channel"]
    if any(each not in _KINDS for each in types):
        raise SlackError("invalid_types")
    for each in types:
        call.need_scope(_SCOPE_KINDS[each])
    kinds = {_KINDS[each] for each in types}
    without_archived = call.args.flag("exclude_archived")
    return [
        channel
        for channel in call.world.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or call.is_member(channel))
        and not (channel.is_archived and without_archived)
    ]


async def group_list(call: Call) -> Json:
    """List the user groups of our workspace."""
    described = [
        {"id": group_id, "handle": handle, "name": handle, "user_count": len(members), "is_usergroup": True}
        for group_id, (handle, members) in call.world.groups.items()
    ]
    return {"usergroups": described}


async def group_users(call: Call) -> Json:
    """List the people of a user group."""
    group = call.world.groups.get(call.args.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group[1])}


METHODS: Final[dict[str, Method]] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": open_connection,
    "oauth.v2.access": oauth_access,
    "bots.info": bot_info,
    "team.info": team_info,
    "users.info": user_info,
    "users.list": user_list,
    "users.lookupByEmail": user_by_email,
    "users.conversations": user_conversations,
    "usergroups.list": group_list,
    "usergroups.users.list": group_users,
}
