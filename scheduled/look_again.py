"""Something of a ticket changes by itself: its card shows it, and the watch tells what is due."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from bot.domain.tickets import ACTIVE
from storage import Store


async def look_again(_desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
    """Bring the cards up to date, and let the tickets be looked at when the transaction ends."""
    active = [ticket for _, ticket in await store.tickets_of(timers, ACTIVE)]
    await store.tell(*map(telling.card, active))
    for ticket in active:
        store.touch(ticket)
