"""A clock came to a warning, or is due: the card shows it, and the next such moment is waited for."""

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from storage import Store


async def clock_moved(_desk: Desk, store: Store, timer: Timer) -> None:
    """Bring the card up to date, and let the ticket's clocks be wound again."""
    ticket = await store.tickets.lock(timer.ticket or 0)
    if ticket is not None and ticket.is_active:
        await store.tell(telling.card(ticket))
        store.touch(ticket)
