"""A client's month begins, or comes to where its hours are looked at: they are granted, and told of."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.allowance import look_at_hours
from storage import Store


async def begin_month(desk: Desk, store: Store, timer: Timer) -> None:
    """Begin whatever months have begun by now, and wait for what comes next."""
    client = await store.clients.get(str(timer.facts["client"]))
    if client is not None:
        await look_at_hours(desk, store, client)
