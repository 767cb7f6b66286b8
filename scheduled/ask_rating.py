"""A ticket was resolved some hours ago, or its client says that it works: they are asked about our help."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services import rating
from storage import Store


async def ask_rating(desk: Desk, store: Store, timer: Timer) -> None:
    """Ask the requester, if they may be asked."""
    await rating.ask(desk, store, timer)
