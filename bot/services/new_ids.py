"""A channel gets a new id from Slack, as a private one does that is shared: all that is its goes along."""

from bot.desk import Desk, Request
from bot.domain import parts
from bot.domain.desks import Purpose
from bot.domain.people import HOURGLASS
from bot.services.heard import client_of
from bot.services.intake import take_kept


async def moved(desk: Desk, request: Request, old: str, new: str) -> None:
    """Carry everything over to a channel's new id, and take in what was said under it before we knew it."""
    async with desk.transaction(request, long=True) as store:
        await store.channels.lock(old)
        tickets = await store.tickets.lock_in(old)
        await store.channels.move(old, new)
        await store.save(*[parts.follow(each, old, new, by=HOURGLASS, at=request.at) for each in tickets])
        channel = await store.channels.lock(new)
        if channel is not None and channel.purpose is Purpose.CLIENT:
            await take_kept(desk, store, request, channel, await client_of(store, channel))
