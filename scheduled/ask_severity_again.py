"""Ten minutes after a ticket was opened: ask once more how bad it is; then the default stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain import telling
from bot.domain.notices import Timer, is_late
from bot.domain.tickets import ACTIVE, Ticket
from storage import Store


async def ask_severity_again(desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
    """Ask the clients again, once, while the plan's default still stands.

    After an absence of ours they may have been asked a moment ago for the first time, and get their minutes.
    """
    now = desk.clock.now()
    unsaid = [each for each in await store.tickets_of(timers, ACTIVE) if each[1].severity_by == "plan"]
    late = [each for each in unsaid if is_late(each[0].due_at, now)]
    await store.tell(
        *(telling.asked_again(ticket) for timer, ticket in unsaid if not is_late(timer.due_at, now))
    )
    await store.arm(*[await _later(desk, store, timer, ticket, now) for timer, ticket in late])


async def _later(desk: Desk, store: Store, timer: Timer, ticket: Ticket, now: datetime) -> Timer:
    minutes = (await desk.promises.of_ticket(store, ticket)).ask_again_minutes
    return replace(timer, due_at=now + timedelta(minutes=minutes))
