"""Statements changed after they were told, and it has been quiet since: the account manager is told."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.restating import tell_changes
from storage import Store


async def restated(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell of each changed month."""
    await tell_changes(desk, store, timer)
