"""The channels we are in: invitations, members, and what Slack does to a channel."""

from collections.abc import Collection
from dataclasses import replace
from importlib import import_module
from typing import Final

from bot.desk import Desk, Request
from bot.domain.desks import Channel, ChannelState, Purpose
from bot.domain.notices import Words
from bot.logs import get_log
from bot.services.people import identify, learn_members
from bot.services.setup import offers
from bot.services.triage import all_staff, look_after, seen_inside, stand, tell_staff
from bot.slack import SlackAwayError, SlackRefusedError
from bot.slack_answers import ChannelFacts
from bot.views.rendered import Rendered
from bot.views.text import say
from storage import Store

_HEADS_UP: Final = {
    (ChannelState.ARCHIVED, Purpose.CLIENT): "staff.channel_archived_client",
    (ChannelState.ARCHIVED, Purpose.TRIAGE): "staff.channel_archived_triage",
    (ChannelState.REMOVED, Purpose.CLIENT): "staff.channel_removed_client",
    (ChannelState.REMOVED, Purpose.TRIAGE): "staff.channel_removed_triage",
    (ChannelState.UNSHARED, Purpose.CLIENT): "staff.channel_unshared_client",
}
_PRESENT: Final = frozenset({ChannelState.ACTIVE, ChannelState.EXPOSED, ChannelState.UNSHARED})
"""Where we are in a channel, whether we may say something there and whoever reads it."""

_REFUSALS: Final = {
    "is_archived": ChannelState.ARCHIVED,
    "not_in_channel": ChannelState.REMOVED,
    "channel_not_found": ChannelState.REMOVED,
}
"""What Slack says to a post in a channel that is not there for us, and what it means."""

_NOTICES: Final = "bot.views.notices"
"""Loaded with the first invitation or post: a start has no use for it."""
_log = get_log(__name__)


async def invited(desk: Desk, request: Request, inviter: str) -> None:
    """Remember a channel the bot was invited to, and offer to set it up: in triage, and to who invited it."""
    facts, seen = await desk.slack.channel(request.channel), await seen_inside(desk, request.channel)
    name = facts.name if facts else request.channel
    async with desk.transaction(request) as store:
        known = await store.channels.lock(request.channel) or Channel(request.channel, name)
        channel = replace(known, name=name, invited_by=inviter or known.invited_by)
        await _back_in(desk, store, channel, seen, request.key)
        if channel.purpose is Purpose.UNSET:
            await store.tell(*await offers(store, channel))
    if channel.purpose is Purpose.TRIAGE:
        await learn_members(desk, channel.id)
    elif channel.purpose is Purpose.UNSET and inviter:
        await _offer_to(desk, channel, inviter)


async def _offer_to(desk: Desk, channel: Channel, inviter: str) -> None:
    """Show the offer to the one who invited us, if they are one of us; nobody else sees it."""
    person = await identify(desk, inviter, channel.id)
    if not person.is_ours:
        return
    facts = {"channel": channel.id, "name": channel.name}
    render_plain = import_module(_NOTICES).render_plain
    offer: Rendered = render_plain(
        Words.SETUP_OFFER if person.is_staff else Words.SETUP_OUTSIDER, "en", facts
    )
    try:
        await desk.slack.whisper(channel.id, inviter, offer.text, offer.blocks)
    except (SlackAwayError, SlackRefusedError):
        _log.warning("the offer did not reach the one who invited us", channel=channel.id)


async def _back_in(desk: Desk, store: Store, channel: Channel, seen: ChannelState | None, key: str) -> None:
    """Note that we can work in a channel, and send what was laid aside while we could not."""
    await store.channels.put(channel if seen else replace(channel, state=ChannelState.ACTIVE))
    await stand(desk, store, channel.id, seen, key)
    for row in await store.outbox.parked():
        if row.channel == channel.id:
            await store.outbox.unpark(row.id)


async def person_joined(desk: Desk, request: Request, user: str) -> None:
    """Remember who is in a triage channel; somebody from outside makes us fall silent there."""
    state = None if request.person.is_ours else ChannelState.EXPOSED
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(request.channel)
        if channel is not None and channel.purpose is Purpose.TRIAGE:
            await store.people.add_members(channel.id, [user])
            await stand(desk, store, channel.id, state, request.key)


async def person_left(desk: Desk, request: Request, user: str) -> None:
    """Forget who left a triage channel; the last one from outside lets us go on there."""
    state = await seen_inside(desk, request.channel)
    async with desk.transaction(request) as store:
        await store.people.remove_members(request.channel, [user])
        await stand(desk, store, request.channel, state, request.key)


async def changed(desk: Desk, request: Request, state: ChannelState) -> None:
    """Note what became of a channel; staff are told once where it keeps us from a client."""
    seen = await seen_inside(desk, request.channel)
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(request.channel)
        if channel is None or channel.state is state:
            return
        if state is ChannelState.ACTIVE:
            await _back_in(desk, store, channel, seen, request.key)
        else:
            await _lost(desk, store, channel, state, request.key)


async def shared(desk: Desk, request: Request, state: ChannelState) -> None:
    """Note that another company came into a channel or left it: triage is for our own people alone."""
    seen = await seen_inside(desk, request.channel)
    if seen is None:
        await changed(desk, request, state)
        return
    async with desk.transaction(request) as store:
        await stand(desk, store, request.channel, seen, request.key)


async def _lost(desk: Desk, store: Store, channel: Channel, state: ChannelState, key: str) -> None:
    _log.info("a channel is lost to us", channel=channel.id, called=channel.name, state=state.value)
    await store.channels.put(replace(channel, state=state))
    sentence = _HEADS_UP.get((state, channel.purpose))
    if sentence is not None:
        text = say("en", sentence, channel=f"#{channel.name}")
        await tell_staff(store, f"{state}:{key}", text, await all_staff(desk, store))


async def found_lost(desk: Desk, store: Store, channel: str, error: str, key: str) -> bool:
    """Note that Slack takes nothing in a channel, by its *error*, before or without telling us why.

    True where what is put aside follows by itself once the channel is back, and staff have read so.
    """
    known, state = await store.channels.lock(channel), _REFUSALS.get(error)
    if known is None or state is None or known.purpose is Purpose.UNSET:
        return False
    if known.state in _PRESENT:
        await _lost(desk, store, known, state, key)
    return True


async def renamed(desk: Desk, request: Request, name: str) -> None:
    """Note a channel's new name."""
    async with desk.transaction(request) as store:
        channel = await store.channels.lock(request.channel)
        if channel is not None:
            await store.channels.put(replace(channel, name=name))


async def look_around(desk: Desk) -> None:
    """At start: note the channels that we are in, offer to set up the new ones, and learn who works here."""
    found = await desk.slack.channels()
    for facts in found:
        await _note(desk, facts)
    await _miss(desk, {facts.id for facts in found})
    await look_after(desk)


async def _note(desk: Desk, facts: ChannelFacts) -> None:
    seen = await seen_inside(desk, facts.id)
    async with desk.transaction() as store:
        known = await store.channels.lock(facts.id)
        channel = replace(known or Channel(facts.id, facts.name), name=facts.name)
        if known is None or _is_back(known, facts):
            await _back_in(desk, store, channel, seen, f"start:{desk.process}:{facts.id}")
        else:
            await store.channels.put(channel)
        if known is None and facts.is_shared_outside:
            await store.tell(*await offers(store, channel))


def _is_back(known: Channel, facts: ChannelFacts) -> bool:
    """Whether a channel that we could not work in is one again, though nobody told us."""
    is_shared_again = known.state is ChannelState.UNSHARED and facts.is_shared_outside
    return known.state not in _PRESENT or is_shared_again


async def _miss(desk: Desk, found: Collection[str]) -> None:
    """Note the channels that we were in, and are in no more: while we were away nobody told us."""
    async with desk.database.reading() as store:
        known = await store.channels.all()
    for each in known:
        if each.id not in found and each.state in _PRESENT:
            facts = await desk.slack.channel(each.id)
            is_archived = facts is not None and facts.is_archived
            state = ChannelState.ARCHIVED if is_archived else ChannelState.REMOVED
            async with desk.transaction() as store:
                now = await store.channels.lock(each.id)
                if now is not None and now.state is each.state:  # else somebody else has seen it, too
                    await _lost(desk, store, now, state, f"start:{desk.process}:{each.id}")
