"""Ten minutes after a ticket was opened: ask once more how bad it is; then the default stands."""

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from storage import Store


async def ask_severity_again(_desk: Desk, store: Store, timer: Timer) -> None:
    """Ask the client again, once, while the plan's default still stands."""
    ticket = await store.tickets.lock(timer.ticket or 0)
    if ticket is None or not ticket.is_active or ticket.severity_by != "plan":
        return
    await store.tell(telling.asked_again(ticket))
