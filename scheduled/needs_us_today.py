"""The morning of a triage channel: what needs its people today is told, where there is anything."""

from datetime import date

from bot.desk import Desk
from bot.domain.desks import ChannelState, Purpose
from bot.domain.mornings import lasts
from bot.domain.notices import LATE, Timer
from bot.services.mornings import arm_morning, hours_of
from bot.services.today import morning_post, needs_us
from storage import Store


async def needs_us_today(desk: Desk, store: Store, timer: Timer) -> None:
    """Arm the next morning, and post this one's unless its business day is over by now.

    Nothing is told where we cannot write, or where outsiders would read it.
    """
    now = desk.clock.now()
    place = await store.channels.get(str(timer.facts["channel"]))
    if place is None or place.purpose is not Purpose.TRIAGE:
        return
    hours = hours_of(desk, await store.clients.all(), place.id).values()
    await arm_morning(store, place.id, hours, now)
    day = date.fromisoformat(str(timer.facts["day"]))
    still = now - timer.due_at <= LATE or lasts(hours, day, now)
    if still and place.state is ChannelState.ACTIVE and await needs_us(desk, store, place.id):
        await store.tell(morning_post(place.id, day, timer.due_at))
