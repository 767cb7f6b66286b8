"""What happens to channels: the bot comes or goes, a channel is archived, renamed, shared."""

from collections.abc import Mapping
from typing import Any, Final

from bot.desk import Desk, Request
from bot.domain.desks import ChannelState
from bot.services import channels
from bot.services.new_ids import moved
from bot.services.unheard import taken_away
from handlers.asked import Listener

_STATES: Final[Mapping[str, ChannelState]] = {
    "channel_archive": ChannelState.ARCHIVED,
    "group_archive": ChannelState.ARCHIVED,
    "channel_unarchive": ChannelState.ACTIVE,
    "group_unarchive": ChannelState.ACTIVE,
    "channel_left": ChannelState.REMOVED,
    "group_left": ChannelState.REMOVED,
}
"""What becomes of a channel; a private one is a group to Slack."""


async def on_joined(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Offer to set a channel up when the bot is invited; otherwise remember who works on tickets."""
    if event["user"] == desk.installation.bot_user:
        await channels.invited(desk, request, str(event.get("inviter") or ""))
    else:
        await channels.person_joined(desk, request, str(event["user"]))


async def on_left(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Note that the bot was taken out of a channel, or that somebody left a triage channel."""
    if event["user"] == desk.installation.bot_user:
        await channels.changed(desk, request, ChannelState.REMOVED)
    else:
        await channels.person_left(desk, request, str(event["user"]))


async def on_state(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Note that a channel was archived or is back, or that the bot was taken out of it."""
    await channels.changed(desk, request, _STATES[event["type"]])


async def on_shared(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Note that another company came into a channel or left it; one of several leaves us at work."""
    has_left = event["type"] == "channel_unshared"
    if not (has_left and event.get("is_ext_shared")):
        state = ChannelState.UNSHARED if has_left else ChannelState.ACTIVE
        await channels.shared(desk, request, state)


async def on_rename(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Note a channel's new name."""
    await channels.renamed(desk, request, str(event["channel"]["name"]))


async def on_new_id(desk: Desk, request: Request, event: Mapping[str, Any]) -> None:
    """Follow a channel whose id Slack changed, as it does when a private channel is shared."""
    old, new = str(event["old_channel_id"]), str(event["new_channel_id"])
    await moved(desk, request, old, new)


async def on_token_end(desk: Desk, request: Request, _: Mapping[str, Any]) -> None:
    """Note that a token was revoked or the app uninstalled; nothing can be posted while it was ours."""
    await taken_away(desk, request)


EVENTS: Final[Mapping[str, Listener]] = {
    "member_joined_channel": on_joined,
    "member_left_channel": on_left,
    **dict.fromkeys(_STATES, on_state),
    "channel_shared": on_shared,
    "channel_unshared": on_shared,
    "channel_rename": on_rename,
    "group_rename": on_rename,
    "channel_id_changed": on_new_id,
    "tokens_revoked": on_token_end,
    "app_uninstalled": on_token_end,
}
