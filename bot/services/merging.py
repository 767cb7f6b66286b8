"""Making one ticket a part of another: what was said to it, and the time that was worked on it."""

from bot.desk import Desk, Request
from bot.domain import parts
from bot.domain.access import Action
from bot.domain.runs import asked_since
from bot.domain.tickets import Ticket
from bot.services.estimating import warn_of_use
from bot.services.tickets import locked, readable


async def merge(desk: Desk, request: Request, number: int, into: int) -> Ticket:
    """Make one ticket a part of another of the same client; returns the one that stays."""
    async with desk.transaction(request) as store:
        await readable(store, request.person, number, Action.MERGE)
        # Always in this order, so that two merges never wait for each other.
        first, second = sorted((number, into))
        found = {each: await locked(store, request.person, each, Action.MERGE) for each in (first, second)}
        asked_at = asked_since(await store.tickets.events(number), request.at)
        by, at = request.person, request.at
        gone, grown = parts.merge(found[number], found[into], by=by, at=at, asked_at=asked_at)
        await store.messages.reassign(number, into)
        await store.votes.copy(number, into)
        await store.save(gone, grown)
        # What was worked on the one that goes counts in what was approved for the one that stays.
        return await warn_of_use(desk, store, grown.ticket, at=at)
