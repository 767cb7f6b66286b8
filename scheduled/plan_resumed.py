"""A client's plan has resumed by itself: both sides are told."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.pausing import tell_over
from storage import Store


async def plan_resumed(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell both sides of a pause that is over."""
    await tell_over(desk, store, timer)
