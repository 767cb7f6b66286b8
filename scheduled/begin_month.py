"""A client's month begins, or comes to where its hours are looked at: they are granted, and told of."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.allowance import look_at_hours
from bot.services.billing import tell_months_over
from bot.services.both_sides import waits_until
from bot.services.months import morning_timer
from storage import Store


async def begin_month(desk: Desk, store: Store, timer: Timer) -> None:
    """Begin whatever months have begun by now, tell of those that are over, and wait for what comes next.

    Outside the account manager's own hours, what is told of months that are over waits for their morning.
    """
    client, now = await store.clients.get(str(timer.facts["client"])), desk.clock.now()
    book = await look_at_hours(desk, store, client, now) if client else None
    if client is None or book is None:
        return
    begins_at = await waits_until(desk, store, client, now)
    if begins_at is None:
        await tell_months_over(desk, store, client, book, now)
    else:
        await store.arm(morning_timer(client, begins_at))
