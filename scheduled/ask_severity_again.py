"""Ten minutes after a ticket was opened: ask once more how bad it is; then the default stands."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer
from storage import Store


async def ask_severity_again(_desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
    """Ask the clients again, once, while the plan's default still stands."""
    tickets = [ticket for _, ticket in await store.tickets_of(timers)]
    unsaid = [each for each in tickets if each.is_active and each.severity_by == "plan"]
    await store.tell(*map(telling.asked_again, unsaid))
