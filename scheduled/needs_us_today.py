"""The morning of a triage channel: what needs its people today is told, where there is anything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.domain.desks import ChannelState, Purpose
from bot.domain.mornings import Morning, lasts, latest_morning
from bot.domain.notices import LATE, Timer
from bot.services.mornings import arm_morning, hours_of
from bot.services.today import morning_post
from storage import Store

if TYPE_CHECKING:  # a start has no use for calendars
    from bot.domain.timetables import Timetable


async def needs_us_today(desk: Desk, store: Store, timer: Timer) -> None:
    """Arm the next morning, and post the latest whose business day is not over by now.

    Nothing is told where we cannot write, or where outsiders would read it; nor, as is found when it is to be
    sent, where nothing needs anybody.
    """
    now = desk.clock.now()
    place = await store.channels.get(str(timer.facts["channel"]))
    if place is None or place.purpose is not Purpose.TRIAGE:
        return
    clients = await store.clients.all()
    await arm_morning(desk, store, place.id, clients)
    morning = _morning_of(timer, hours_of(desk, clients, place.id).values(), now)
    if morning and place.state is ChannelState.ACTIVE:
        await store.tell(morning_post(place.id, morning))


def _morning_of(timer: Timer, hours: Collection[Timetable], now: datetime) -> Morning | None:
    """Return the morning that a timer leads to: its own, or one that has begun since; None: all are over."""
    own = Morning(date.fromisoformat(str(timer.facts["day"])), timer.due_at)
    if now - own.at <= LATE:
        return own
    latest = latest_morning(hours, now)
    if latest is not None and latest.day > own.day:
        return latest
    return own if lasts(hours, own.day, now) else None
