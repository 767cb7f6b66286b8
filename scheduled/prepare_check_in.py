"""A talk with a client is near: its agenda is told, and the next one waited for."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.check_ins import agendas_due
from storage import Store


async def prepare_check_in(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell the account manager what agendas are due of a client."""
    await agendas_due(desk, store, timer)
