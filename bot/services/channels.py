"""The channels we are in: invitations, members, and what Slack does to a channel."""

from dataclasses import replace
from typing import Final

import structlog

from bot.desk import Desk, Request
from bot.domain.desks import Channel, ChannelState, Purpose
from bot.domain.notices import Act, Notice, Words
from bot.services.people import learn_members
from bot.services.setup import offers
from bot.slack import SlackRefusedError, SlackUnclearError
from bot.views.notices import render_plain
from bot.views.text import say
from storage import Store

_HEADS_UP: Final = {
    ChannelState.ARCHIVED: "staff.channel_archived",
    ChannelState.REMOVED: "staff.channel_removed",
    ChannelState.UNSHARED: "staff.channel_unshared",
}

_log = structlog.get_logger(__name__)


async def invited(desk: Desk, request: Request, inviter: str) -> None:
    """Remember a channel the bot was invited to, and offer to set it up: in triage, and to who invited it."""
    facts = await desk.slack.channel(request.channel)
    name = facts.name if facts else request.channel
    async with desk.transaction(request) as store:
        known = await store.channels.lock(request.channel)
        channel = replace(known or Channel(request.channel, name), name=name, state=ChannelState.ACTIVE)
        channel = replace(channel, invited_by=inviter or channel.invited_by)
        await store.channels.put(channel)
        if channel.purpose is not Purpose.UNSET:
            return
        await store.tell(*await offers(store, channel, inviter))
    if inviter:
        await _offer_to(desk, channel, inviter)


async def _offer_to(desk: Desk, channel: Channel, inviter: str) -> None:
    """Show the offer to the one who invited us, if they are of our own workspace; nobody else sees it."""
    async with desk.database.reading() as store:
        profile = await store.people.get(inviter)
    profile = profile or await desk.slack.profile(inviter, seen_at=desk.clock.now())
    if profile is None or profile.team != desk.installation.team or profile.is_guest:
        return
    offer = render_plain(Words.SETUP_OFFER, profile.language, {"channel": channel.id})
    try:
        await desk.slack.whisper(channel.id, inviter, offer.text, offer.blocks)
    except (SlackRefusedError, SlackUnclearError):
        _log.warning("the offer did not reach the one who invited us", channel=channel.id)


async def person_joined(desk: Desk, request: Request, user: str) -> None:
    """Remember who is in a triage channel."""
    async with desk.transaction(request) as store:
        channel = await store.channels.get(request.channel)
        if channel is not None and channel.purpose is Purpose.TRIAGE:
            await store.people.add_member(channel.id, user)


async def person_left(desk: Desk, request: Request, user: str) -> None:
    """Forget who left a triage channel."""
    async with desk.transaction(request) as store:
        await store.people.remove_member(request.channel, user)


async def changed(desk: Desk, request: Request, state: ChannelState) -> None:
    """Note what became of a channel; staff are told once where it keeps us from a client."""
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(request.channel)
        if channel is None or channel.state is state:
            return
        await store.channels.put(replace(channel, state=state))
        if state in _HEADS_UP and channel.purpose is Purpose.CLIENT:
            await store.tell(*await to_staff(store, f"{state}:{request.key}", _HEADS_UP[state], channel.name))


async def renamed(desk: Desk, request: Request, name: str) -> None:
    """Note a channel's new name."""
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(request.channel)
        if channel is not None:
            await store.channels.put(replace(channel, name=name))


async def moved(desk: Desk, request: Request, old: str, new: str) -> None:
    """Carry everything over to a channel's new id."""
    async with desk.transaction(request) as store:
        await store.channels.move(old, new)


async def let_go(desk: Desk, request: Request, event: str) -> None:
    """Write down that Slack has taken our token away."""
    _log.error("Slack no longer accepts our token: install the app again", slack_event=event)
    async with desk.transaction(request):
        return


async def to_staff(store: Store, key: str, sentence: str, channel: str) -> list[Notice]:
    """Return a sentence to staff about a channel, in each triage channel."""
    facts = {"text": say("en", sentence, channel=channel)}
    places = await store.channels.triage()
    return [Notice(f"{key}:{each.id}", Act.POST, Words.STAFF, each.id, facts=facts) for each in places]


async def look_around(desk: Desk) -> None:
    """At start: note the channels that we are in, offer to set up the new ones, and learn who works here."""
    for facts in await desk.slack.channels():
        async with desk.transaction() as store:
            known = await store.channels.lock(facts.id)
            channel = replace(
                known or Channel(facts.id, facts.name), name=facts.name, state=ChannelState.ACTIVE
            )
            await store.channels.put(channel)
            if known is None and facts.is_shared_outside:
                await store.tell(*await offers(store, channel, ""))
    async with desk.database.reading() as store:
        triage = await store.channels.triage()
    for each in triage:
        await learn_members(desk, each.id)
