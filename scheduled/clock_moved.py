"""A clock came to a warning, or is due: the card shows it, and the next such moment is waited for."""

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from bot.domain.tickets import Ticket
from storage import Store


async def clock_moved(desk: Desk, store: Store, timer: Timer) -> None:
    """Bring the card up to date, count breaches, and let the ticket's clocks be wound again."""
    ticket = await store.tickets.lock(timer.ticket or 0)
    if ticket is not None and ticket.is_active:
        await store.tell(telling.card(ticket))
        store.touch(ticket)
        await _count_breaches(desk, store, ticket, timer)


async def _count_breaches(desk: Desk, store: Store, ticket: Ticket, timer: Timer) -> None:
    """Count what came to its due moment since the timer's own, which may be long past after an absence."""
    for clock in await desk.promises.clocks(store, ticket, desk.clock.now()):
        if clock.stopped_at is None and clock.breached_at and clock.breached_at >= timer.due_at:
            desk.meters.breaches.labels(clock.clock.value).inc()
