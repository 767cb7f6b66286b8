"""Which scopes allow a Web API method and an event, by the kind of conversation; from Slack's pages of each.

Kinds of conversation: `public` and `private` channels, `im` (a direct message), `mpim` (one among several).
"""

from collections.abc import Mapping
from typing import Final

_Needed = tuple[str, ...] | Mapping[str, str]

NONE: Final = ()
_READ: Final = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_HISTORY: Final = {
    "public": "channels:history",
    "private": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
_OPEN: Final = {"im": "im:write", "mpim": "mpim:write"}
_LEAVE: Final = {"public": "channels:manage", "private": "groups:write", "mpim": "mpim:write"}
_POST: Final = ("chat:write",)
_CHANNEL: Final = {"public": "channels:read", "private": "groups:read"}

METHODS: Final[Mapping[str, _Needed]] = {
    "api.test": NONE,
    "auth.test": NONE,
    "apps.connections.open": NONE,
    "oauth.v2.access": NONE,
    "bots.info": ("users:read",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "users.conversations": _READ,
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "conversations.list": _READ,
    "conversations.info": _READ,
    "conversations.members": _READ,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
    "conversations.open": _OPEN,
    "conversations.join": ("channels:join",),
    "conversations.leave": _LEAVE,
    "chat.postMessage": _POST,
    "chat.update": _POST,
    "chat.delete": _POST,
    "chat.postEphemeral": _POST,
    "chat.getPermalink": NONE,
    "views.open": NONE,
    "views.push": NONE,
    "views.update": NONE,
    "views.publish": NONE,
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "files.info": ("files:read",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
}

EVENTS: Final[Mapping[str, _Needed]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "app_home_opened": NONE,
    "app_uninstalled": NONE,
    "tokens_revoked": NONE,
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "file_shared": ("files:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "channel_created": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_id_changed": _CHANNEL,
    "channel_shared": _CHANNEL,
    "channel_unshared": _CHANNEL,
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_left": ("groups:read",),
    "member_joined_channel": _CHANNEL,
    "member_left_channel": _CHANNEL,
}


class UnknownMethodError(LookupError):
    """This local Slack does not know the Web API method."""


def scopes_for(method: str, conversation_kind: str | None = None) -> tuple[str, ...]:
    """Return the scopes any one of which allows *method* on such a conversation; empty when none is needed.

    Without a kind, those of all kinds. Raises `UnknownMethodError`.
    """
    if method not in METHODS:
        raise UnknownMethodError(method)
    return _alternatives(METHODS[method], conversation_kind)


def scope_of_event(event: str, conversation_kind: str | None = None) -> tuple[str, ...]:
    """Return the scopes any one of which lets an app hear of *event* (`message.channels`, `app_mention`).

    Empty when none is needed, and for events that this local Slack never sends of its own accord.
    """
    return _alternatives(EVENTS.get(event, NONE), conversation_kind)


def _alternatives(needed: _Needed, kind: str | None) -> tuple[str, ...]:
    if isinstance(needed, tuple):
        return needed
    return (needed[kind],) if kind is not None and kind in needed else tuple(needed.values())
