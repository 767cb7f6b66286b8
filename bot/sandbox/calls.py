"""One Web API call, and the checks that every method makes on its arguments."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.arguments import Arguments, missing
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.hub import Hub
from bot.sandbox.people import User
from bot.sandbox.scopes import scopes_for
from bot.sandbox.shapes import Json
from bot.sandbox.world import World

_KINDS = {"channel": "public", "group": "private", "im": "im"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one method by the app."""

    hub: Hub
    method: str
    args: Arguments

    @property
    def world(self) -> World:
        """Return the world that the call is about."""
        return self.hub.world

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation that an argument names and the app may see, with its scope checked."""
        channel = find_channel(self.world, self.args.required(name))
        if channel is None or (channel.is_private and not self.is_member(channel)):
            raise SlackError("channel_not_found")
        self.need_scope(_KINDS[channel.kind])
        return channel

    def joined_channel(self, name: str = "channel") -> Channel:
        """Return a conversation that the app is in and that is not archived."""
        channel = self.channel(name)
        if not self.is_member(channel):
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def is_member(self, channel: Channel) -> bool:
        """Tell whether the app's bot is in the conversation."""
        return self.world.app.bot_user_id in channel.members

    def need_scope(self, conversation_kind: str | None = None) -> None:
        """Refuse the call unless the manifest grants what it needs on that kind of conversation."""
        needed = scopes_for(self.method, conversation_kind)
        if not self.hub.manifest.holds_any(needed):
            provided = ",".join(self.hub.manifest.bot_scopes)
            raise SlackError("missing_scope", needed=",".join(needed), provided=provided)

    def user(self, name: str = "user") -> User:
        """Return the person that an argument names."""
        if not self.args.has(name):
            raise missing(name)
        user = self.world.users.get(self.args.text(name))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def message(self, channel: Channel, name: str) -> Json:
        """Return the message that an argument names."""
        found = channel.messages.get(self.args.required(name))
        if found is None or found.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        return found

    def person(self, user: User) -> Json:
        """Return a person as this app sees them."""
        return user.describe(
            asker_team=self.world.home.id,
            now=self.hub.now,
            with_locale=self.args.flag("include_locale"),
            with_email="users:read.email" in self.hub.manifest.bot_scopes,
        )

    def conversation(self, channel: Channel, *, with_count: bool = False) -> Json:
        """Return a conversation as this app sees it."""
        app = self.world.app
        return channel.describe(home=self.world.home.id, asker=app.bot_user_id, with_count=with_count)


Method = Callable[[Call], Awaitable[Json]]


def find_channel(world: World, name: str) -> Channel | None:
    """Return the conversation with this id or `#name`, or the direct message with the person of this id."""
    if (known := world.channels.get(name)) is not None:
        return known
    if name in world.users and name != world.app.bot_user_id:
        return world.direct_message(name)
    wanted = name.removeprefix("#")
    return next((each for each in world.channels.values() if each.name and each.name == wanted), None)


def page(call: Call, items: Sequence[Json], key: str, default: int = 100, most: int = 1000) -> Json:
    """Return one page of *items* under *key*, and the cursor of the next."""
    first = _start(call.args.text("cursor"))
    size = call.args.number("limit", default, most)
    last = first + size
    cursor = _cursor(last) if last < len(items) else ""
    return {key: list(items[first:last]), "response_metadata": {"next_cursor": cursor}}


def _cursor(start: int) -> str:
    return base64.b64encode(f"from:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        label, start = base64.b64decode(cursor, validate=True).decode().split(":")
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
    if label != "from" or not start.isdigit():
        raise SlackError("invalid_cursor")
    return int(start)
