"""Once the reopen window has passed: close what was resolved and stayed so."""

from bot.desk import Desk
from bot.domain import moves
from bot.domain.notices import Timer
from bot.domain.people import HOURGLASS
from bot.domain.tickets import Status
from storage import Store


async def close_resolved(_desk: Desk, store: Store, timer: Timer) -> None:
    """Close the ticket at the moment its window ended, whenever the tick comes to it."""
    ticket = await store.tickets.lock(timer.ticket or 0)
    if ticket is not None and ticket.status is Status.RESOLVED:
        await store.save(moves.close(ticket, by=HOURGLASS, at=timer.due_at))
