"""Somebody's own day begins: they are told, at once, of all that was kept for them."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.kept_for_morning import morning_notice
from storage import Store


async def begin_the_day(_desk: Desk, store: Store, timer: Timer) -> None:
    """Tell what was kept for the moment of the timer, once for all its timers."""
    await store.tell(morning_notice(timer))
