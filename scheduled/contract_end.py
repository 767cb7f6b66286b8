"""A client's contract ends soon, or has ended: the account manager is told, and the client at its end."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.ending import tell_end
from storage import Store


async def contract_end(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell of the end of a contract."""
    await tell_end(desk, store, timer)
