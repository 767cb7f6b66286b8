"""Whether the hours of many clients, read at once, are those of each client read by itself."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.desk import Desk
from bot.domain.allowance import Allowance
from bot.domain.desks import Client
from bot.domain.used_hours import HoursUsed
from bot.errors import BadFileError
from bot.services.allowance import hours_left, hours_of
from bot.services.used_hours import hours_on, months_until
from storage import Store


async def apart(desk: Desk, clients: Sequence[Client]) -> list[str]:
    """Return the clients whose hours differ, with both answers; also those of a month long past."""
    today = desk.clock.now().date()
    async with desk.database.reading() as store:
        now = await hours_of(desk, store, clients)
        wrong = [
            f"{each.id}: {now.get(each.id)} is not {one}"
            for each in clients
            if now.get(each.id) != (one := await _one(desk, store, each))
        ]
        for day in (today - timedelta(days=days) for days in (0, 40, 100, 400)):
            then = await hours_on(desk, store, clients, day)
            wrong += [
                f"{each.id} on {day}: {then.get(each.id)} is not {alone}"
                for each in clients
                if then.get(each.id) != (alone := await _one_on(desk, store, each, day))
            ]
    return wrong


async def _one(desk: Desk, store: Store, client: Client) -> Allowance | None:
    try:
        return await hours_left(desk, store, client)
    except BadFileError:
        return None


async def _one_on(desk: Desk, store: Store, client: Client, day: date) -> HoursUsed | None:
    """What the pictures of one client alone say of the month that a day is in."""
    try:
        months = await months_until(desk, store, client, day)
    except BadFileError:
        return None
    return months[-1] if months else None
