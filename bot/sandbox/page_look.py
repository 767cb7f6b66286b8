"""Who looks at the page, and at what of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.channels import Channel
from bot.sandbox.errors import CallerError
from bot.sandbox.hub import Hub
from bot.sandbox.people import User

_FIRST_SHOWN = 60
_MOST_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """One person's view: a conversation, a thread of it where one is open, and how far back they look."""

    user: User
    channel: Channel | None
    thread_ts: str | None
    most: int = _FIRST_SHOWN
    """How many of the conversation's latest messages they see."""
    inspects: bool = False
    """Whether what passes between Slack and the app is shown beside it."""


def look_of(hub: Hub, query: Mapping[str, str]) -> Look:
    """Return what a page asks to see; a name of somebody or something unknown gives way to the first."""
    user = _person(hub, query.get("as", ""))
    channel = _place(hub, user, query.get("in", ""))
    thread = query.get("thread") or None
    if thread is not None and (channel is None or channel.messages.get(thread) is None):
        thread = None
    return Look(user, channel, thread, _most(query.get("most", "")), query.get("inspect") == "1")


def people(hub: Hub) -> list[User]:
    """Return everybody whom one can be: the people of the world, without the app's bot."""
    return [each for each in hub.world.users.values() if each.bot_id is None]


def places(hub: Hub, user: User) -> list[Channel]:
    """Return the channels that a person is in, in the order of the world, without direct messages."""
    return [each for each in hub.world.channels.values() if not each.is_im and user.id in each.members]


def _person(hub: Hub, name: str) -> User:
    try:
        found = hub.world.user(name) if name else None
    except CallerError:
        found = None
    return found if found is not None and found.bot_id is None else _first(hub)


def _first(hub: Hub) -> User:
    """Return whom a newcomer is: the person with whom the world's tour begins, or the first in it."""
    guided = next((each.person for each in hub.tour), None)
    return people(hub)[0] if guided is None else hub.world.user(guided)


def _place(hub: Hub, user: User, name: str) -> Channel | None:
    first = next(iter(places(hub, user)), None)
    try:
        found = hub.world.channel(name, user.id) if name else first
    except CallerError:
        return first
    return found if found is not None and user.id in found.members else first


def _most(written: str) -> int:
    return min(max(int(written), _FIRST_SHOWN), _MOST_SHOWN) if written.isdecimal() else _FIRST_SHOWN
