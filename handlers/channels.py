"""What happens to channels: the bot comes or goes, a channel is archived, renamed, shared."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.domain.desks import ChannelState
from bot.services import channels
from bot.services.unheard import taken_away
from handlers.asked import desk_of, request_of

_STATES: Final[Mapping[str, ChannelState]] = {
    "channel_archive": ChannelState.ARCHIVED,
    "group_archive": ChannelState.ARCHIVED,
    "channel_unarchive": ChannelState.ACTIVE,
    "group_unarchive": ChannelState.ACTIVE,
    "channel_left": ChannelState.REMOVED,
    "group_left": ChannelState.REMOVED,
}
"""What becomes of a channel; a private one is a group to Slack."""


async def on_joined(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Offer to set a channel up when the bot is invited; otherwise remember who works on tickets."""
    desk, request = desk_of(context), request_of(context)
    if event["user"] == desk.installation.bot_user:
        await channels.invited(desk, request, str(event.get("inviter") or ""))
    else:
        await channels.person_joined(desk, request, str(event["user"]))


async def on_left(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Note that the bot was taken out of a channel, or that somebody left a triage channel."""
    desk, request = desk_of(context), request_of(context)
    if event["user"] == desk.installation.bot_user:
        await channels.changed(desk, request, ChannelState.REMOVED)
    else:
        await channels.person_left(desk, request, str(event["user"]))


async def on_state(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Note that a channel was archived or is back, or that the bot was taken out of it."""
    await channels.changed(desk_of(context), request_of(context), _STATES[event["type"]])


async def on_shared(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Note that another company came into a channel or left it; one of several leaves us at work."""
    has_left = event["type"] == "channel_unshared"
    if not (has_left and event.get("is_ext_shared")):
        state = ChannelState.UNSHARED if has_left else ChannelState.ACTIVE
        await channels.shared(desk_of(context), request_of(context), state)


async def on_rename(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Note a channel's new name."""
    await channels.renamed(desk_of(context), request_of(context), str(event["channel"]["name"]))


async def on_new_id(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Follow a channel whose id Slack changed, as it does when a private channel is shared."""
    old, new = str(event["old_channel_id"]), str(event["new_channel_id"])
    await channels.moved(desk_of(context), request_of(context), old, new)


async def on_token_end(context: AsyncBoltContext) -> None:
    """Note that a token was revoked or the app uninstalled; nothing can be posted while it was ours."""
    await taken_away(desk_of(context), request_of(context))


def register(app: AsyncApp) -> None:
    """Listen to what happens to channels, and to our own installation."""
    app.event("member_joined_channel")(on_joined)
    app.event("member_left_channel")(on_left)
    for event in _STATES:
        app.event(event)(on_state)
    app.event("channel_shared")(on_shared)
    app.event("channel_unshared")(on_shared)
    app.event("channel_rename")(on_rename)
    app.event("group_rename")(on_rename)
    app.event("channel_id_changed")(on_new_id)
    app.event("tokens_revoked")(on_token_end)
    app.event("app_uninstalled")(on_token_end)
