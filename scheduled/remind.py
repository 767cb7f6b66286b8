"""A reminder is due: whoever asked for it is told, wherever the ticket stands by now."""

from bot.desk import Desk
from bot.domain import reminders
from bot.domain.notices import Timer, is_late
from storage import Store


async def remind(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell the reminder that the timer's key names, on the ticket that its own has become a part of."""
    number = timer.ticket or 0
    events = await store.tickets.events(number)
    ticket = await store.tickets.get(await store.tickets.survivor(number))
    late = is_late(timer.due_at, desk.clock.now())
    asked = (each for each in events if timer.key == f"{reminders.REMIND}:{number}:{each.seq}")
    if ticket is not None:
        await store.tell(*[reminders.told(reminders.reminder_of(each), ticket, late=late) for each in asked])
