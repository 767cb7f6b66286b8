"""Something of a ticket changes by itself: its card shows it, and the watch tells what is due."""

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from storage import Store


async def look_again(_desk: Desk, store: Store, timer: Timer) -> None:
    """Bring the card up to date, and let the ticket be looked at when the transaction ends."""
    ticket = await store.tickets.lock(timer.ticket or 0)
    if ticket is not None and ticket.is_active:
        await store.tell(telling.card(ticket))
        store.touch(ticket)
