"""What one person sees on the page, in sections of JSON: a page is told anew of those that changed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.sandbox.channels import Channel
from bot.sandbox.hub import Hub
from bot.sandbox.page_activity import activity
from bot.sandbox.page_look import Look, places
from bot.sandbox.people import Standing, User
from bot.sandbox.shapes import Json
from bot.sandbox.typed import mentioned
from bot.sandbox.views import shown
from bot.sandbox.world_file import TourEntry

_LAST: Final = "9999999999.999999"
_OPENS_AT_HOUR: Final = 9
_SATURDAY: Final = 5
_MONDAY: Final = 0


def state(hub: Hub, look: Look) -> Json:
    """Return everything that the page shows to this person."""
    return {name: section(hub, look) for name, section in SECTIONS.items()}


def _world(hub: Hub, _: Look) -> Json:
    app, world = hub.app, hub.world
    return {
        "app": {"id": app.id, "name": app.name, "user": app.bot_user_id},
        "home": world.home.id,
        "began": world.created,
        "delivery": "socket" if hub.links is not None else "http",
        "teams": {each.id: each.name for each in world.teams.values()},
        "groups": {group: handle for group, (handle, _) in world.groups.items()},
        "users": [_described(hub, each) for each in world.users.values()],
        "commands": [
            {"command": each.command, "description": each.description, "hint": each.usage_hint}
            for each in hub.manifest.commands
        ],
        "shortcuts": [
            {"id": each.callback_id, "name": each.name, "kind": each.kind} for each in hub.manifest.shortcuts
        ],
        "channels": {each.id: each.name for each in world.channels.values() if each.name},
    }


def _described(hub: Hub, user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "team": user.team_id,
        "title": user.title,
        "zone": user.zone,
        "is_bot": user.bot_id is not None,
        "is_guest": user.standing is Standing.GUEST,
        "is_outside": not hub.world.is_home(user.id),
        "is_deactivated": user.is_deactivated,
    }


def _me(_: Hub, look: Look) -> Json:
    return {"id": look.user.id, "name": look.user.name}


def _tour(hub: Hub, look: Look) -> list[Json]:
    own = [each for each in hub.tour if each.person == look.user.name]
    return [
        {
            "channel": each.channel,
            "text": each.text,
            "write": each.write,
            "thread": _root_ts(hub, each),
            "done_by": each.done_by,
        }
        for each in own
    ]


def _root_ts(hub: Hub, step: TourEntry) -> str:
    """Return the `ts` of the latest message whose thread a step means; empty where there is none."""
    if not (step.thread and step.channel):
        return ""
    messages = hub.world.channel(step.channel).messages.top_level("0", _LAST, inclusive=True)
    return next((str(each["ts"]) for each in reversed(messages) if each["text"].startswith(step.thread)), "")


def _clock(hub: Hub, _: Look) -> Json:
    """Return where the clock can be sent: it opens at nine on weekdays, where the company is."""
    zone = ZoneInfo(_home_zone(hub))
    return {
        "zone": zone.key,
        # How far it has been moved: a page's own clock runs on by itself.
        "ahead_seconds": round((hub.now - hub.clock.real_now()).total_seconds()),
        "why": hub.file.starts_why,
        "is_moving": hub.moving.locked(),
        "next_opening": next_opening(hub.now, zone).isoformat(),
        "next_monday": next_opening(hub.now, zone, only=_MONDAY).isoformat(),
    }


def _home_zone(hub: Hub) -> str:
    return hub.file.teams[0].time_zone


def next_opening(now: datetime, zone: ZoneInfo, *, only: int | None = None) -> datetime:
    """Return the next nine o'clock of a weekday in *zone*, or of one day of the week *only* (Monday 0)."""
    at = now.astimezone(zone).replace(hour=_OPENS_AT_HOUR, minute=0, second=0, microsecond=0)
    while at <= now or at.weekday() >= _SATURDAY or only not in (None, at.weekday()):
        at += timedelta(days=1)
    return at


def _channels(hub: Hub, look: Look) -> list[Json]:
    direct = hub.world.direct_message(look.user.id)
    return [_in_list(hub, look.user, each) for each in [*places(hub, look.user), direct]]


def _in_list(hub: Hub, user: User, channel: Channel) -> Json:
    unread = _unread(hub, user, channel)
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "members": channel.members,
        "teams": channel.team_ids,
        "is_direct": channel.is_im,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "unread": len(unread),
        "mentions": sum(channel.is_im or user.id in mentioned(str(each.get("text", ""))) for each in unread),
        "read_ts": hub.world.read.get((user.id, channel.id), "0"),
    }


def _unread(hub: Hub, user: User, channel: Channel) -> list[Json]:
    """Return what others said since this person looked: the top level, and the threads they take part in."""
    later = channel.messages.since(hub.world.read.get((user.id, channel.id), "0"))
    return [each for each in later if each.get("user") != user.id and _concerns(channel, user, each)]


def _concerns(channel: Channel, user: User, message: Json) -> bool:
    root_ts = str(message.get("thread_ts", message["ts"]))
    if root_ts == message["ts"] or message.get("subtype") == "thread_broadcast":
        return not message.get("hidden")
    root = channel.messages.get(root_ts) or {}
    return user.id == root.get("user") or user.id in root.get("reply_users", ())


def _place(hub: Hub, look: Look) -> Json | None:
    channel = look.channel
    if channel is None:
        return None
    found = channel.messages.top_level("0", _LAST, inclusive=True)
    messages = found[-look.most :]
    first = messages[0]["ts"] if len(messages) < len(found) else "0"
    own = [each for each in _whispers(hub, look) if "thread_ts" not in each and each["ts"] >= first]
    return {
        "id": channel.id,
        "has_earlier": len(messages) < len(found),
        "messages": [_as_seen(hub, look.user, each) for each in _in_order(messages + own)],
    }


def _thread(hub: Hub, look: Look) -> Json | None:
    channel, root_ts = look.channel, look.thread_ts
    if channel is None or root_ts is None or channel.messages.get(root_ts) is None:
        return None
    found = channel.messages.thread(root_ts, "0", _LAST, inclusive=True)
    own = [each for each in _whispers(hub, look) if each.get("thread_ts") == root_ts]
    seen = [_as_seen(hub, look.user, each) for each in _in_order(found + own)]
    return {"ts": root_ts, "channel": channel.id, "messages": seen}


def _whispers(hub: Hub, look: Look) -> list[Json]:
    """Return what this person alone sees in the conversation."""
    heard = hub.world.ephemerals.get(look.user.id, [])
    return [each for each in heard if look.channel is not None and each["channel"] == look.channel.id]


def _in_order(messages: list[Json]) -> list[Json]:
    return sorted(messages, key=lambda each: str(each["ts"]))


def _as_seen(hub: Hub, user: User, message: Json) -> Json:
    """Return a message with what this person picked in its selects; what only apps need is left out."""
    kept = {key: each for key, each in message.items() if key not in {"metadata", "bot_profile", "root"}}
    picked = hub.world.picked.get((str(message["ts"]), user.id))
    return kept | ({"picked": picked} if picked else {})


def _modals(hub: Hub, look: Look) -> list[Json]:
    return [shown(each) for each in hub.world.modals.get(look.user.id, [])]


def _home(hub: Hub, look: Look) -> Json | None:
    published = hub.world.homes.get(look.user.id)
    return None if published is None else shown(published)


def _faults(hub: Hub, _: Look) -> list[Json]:
    return [each.as_json() for each in hub.faults.waiting]


def _activity(hub: Hub, look: Look) -> list[Json]:
    return activity(hub) if look.inspects else []


SECTIONS: Final[Mapping[str, Callable[[Hub, Look], object]]] = {
    "me": _me,
    "world": _world,
    "tour": _tour,
    "clock": _clock,
    "channels": _channels,
    "place": _place,
    "thread": _thread,
    "modals": _modals,
    "home": _home,
    "faults": _faults,
    "activity": _activity,
}
