"""Control calls that only look: the world, messages, what a person sees, what was called and delivered."""

from datetime import UTC, datetime

from bot.sandbox.control_bodies import CallsQuery, DeliveriesQuery, MessagesQuery, Nothing, UserBody
from bot.sandbox.errors import CallerError
from bot.sandbox.hub import Hub, RecordedCall
from bot.sandbox.people import User
from bot.sandbox.shapes import Json
from bot.sandbox.views import shown

_FIRST = "0"
_LAST = "9999999999.999999"


async def world(hub: Hub, _: Nothing) -> Json:
    """Describe the whole world, once the bot is ready."""
    await hub.bot_ready()
    here = hub.world
    return {
        "clock": hub.now.isoformat(),
        "app": {
            "id": here.app.id,
            "name": here.app.name,
            "bot_id": here.app.bot_id,
            "user": here.app.bot_user_id,
        },
        "teams": [
            {"id": each.id, "name": each.name, "domain": each.domain, "is_company": each is here.home}
            for each in here.teams.values()
        ],
        "channels": [
            each.describe(home=here.home.id, asker=here.app.bot_user_id, with_count=True)
            | {"members": list(each.members), "team_ids": list(each.team_ids)}
            for each in here.channels.values()
        ],
        "users": [_user(hub, each) for each in here.users.values()],
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in hub.manifest.commands
        ],
        "shortcuts": [
            {"callback_id": each.callback_id, "name": each.name, "type": each.kind}
            for each in hub.manifest.shortcuts
        ],
    }


def _user(hub: Hub, user: User) -> Json:
    home = user.team_id == hub.world.home.id
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "team_id": user.team_id,
        "standing": user.standing.value,
        "is_bot": user.bot_id is not None,
        "is_client": not home or user.standing == "guest",
        "tz": user.zone,
        "locale": user.locale,
        "title": user.title,
    }


async def messages(hub: Hub, query: MessagesQuery) -> Json:
    """Return the messages of a channel or thread, oldest first, as they are stored."""
    channel = hub.world.channel(query.channel)
    if query.thread_ts is None:
        return {"channel": channel.id, "messages": channel.messages.top_level(_FIRST, _LAST, inclusive=True)}
    if channel.messages.get(query.thread_ts) is None:
        raise CallerError("unknown_thread", f"There is no message {query.thread_ts} in that channel.", 404)
    found = channel.messages.thread(query.thread_ts, _FIRST, _LAST, inclusive=True)
    return {"channel": channel.id, "messages": found}


async def ephemerals(hub: Hub, query: UserBody) -> Json:
    """Return what this person alone sees now."""
    return {"ephemerals": hub.world.ephemerals.get(hub.world.user(query.user).id, [])}


async def views(hub: Hub, query: UserBody) -> Json:
    """Return the modals in front of this person, the one on top last, and their App Home."""
    user_id = hub.world.user(query.user).id
    home = hub.world.homes.get(user_id)
    stack = hub.world.modals.get(user_id, [])
    return {"modals": [shown(each) for each in stack], "home": None if home is None else shown(home)}


async def calls(hub: Hub, query: CallsQuery) -> Json:
    """Return the Web API calls so far, oldest first."""
    number, instant = _since(query.since)
    return {
        "calls": [
            call.as_json()
            for call in hub.calls
            if query.method in (None, call.method) and call.number > number and _is_after(call, instant)
        ]
    }


def _is_after(call: RecordedCall, instant: datetime | None) -> bool:
    return instant is None or call.at > instant


def _since(since: str | None) -> tuple[int, datetime | None]:
    """Read a call's number, Unix seconds (a `ts`), or an ISO 8601 instant."""
    if since is None:
        return 0, None
    try:
        if since.isdigit() and len(since) < len("1700000000"):
            return int(since), None
        if since.replace(".", "", 1).isdigit():
            return 0, datetime.fromtimestamp(float(since), UTC)
        instant = datetime.fromisoformat(since)
    except ValueError as error:
        raise CallerError(
            "invalid_since", f"{since!r} is no number of a call, Unix time or ISO 8601 instant."
        ) from error
    return 0, instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


async def deliveries(hub: Hub, query: DeliveriesQuery) -> Json:
    """Return what was sent to the app so far, oldest first, with its attempts."""
    found = [each.as_json() for each in hub.courier.deliveries if each.number > query.since]
    return {"deliveries": [each for each in found if query.type in (None, each["type"])]}


async def faults(hub: Hub, _: Nothing) -> Json:
    """Return the faults that are still to come."""
    return {"faults": [fault.as_json() for fault in hub.faults.waiting]}
