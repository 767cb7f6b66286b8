"""Once the reopen window has passed: close what was resolved and stayed so."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain import moves
from bot.domain.notices import Timer
from bot.domain.people import HOURGLASS
from bot.domain.tickets import Status
from storage import Store


async def close_resolved(_desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
    """Close tickets, each at the moment its window ended, whenever the tick comes to it."""
    ended = await store.tickets_of(timers, {Status.RESOLVED})
    await store.save(*(moves.close(ticket, by=HOURGLASS, at=timer.due_at) for timer, ticket in ended))
