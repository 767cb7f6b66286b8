"""A question how somebody found our help is not answered any more: its buttons go."""

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from storage import Store


async def end_rating(_desk: Desk, store: Store, timer: Timer) -> None:
    """Bring the question up to date."""
    ticket = await store.tickets.get(timer.ticket or 0)
    if ticket is not None:
        await store.tell(telling.rating_again(ticket, int(str(timer.facts["asked"]))))
