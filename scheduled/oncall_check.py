"""Monday, before the hand-over: whether the escalations of each client reach somebody who is there."""

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.services.oncall_timers import arm_oncall_check, week_of
from bot.services.reaching import check_on_call
from storage import Store


async def oncall_check(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell what reaches nobody, as it stands now, and look again next week."""
    now = desk.clock.now()
    await check_on_call(desk, store, week_of(timer.due_at), now)
    await arm_oncall_check(store, now)
