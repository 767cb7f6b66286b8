"""What the clock tells us: one module per job, and here the table of which timer starts which job."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.desk import Desk
from bot.domain.alarms import HELD
from bot.domain.moves import ASK_SEVERITY_AGAIN, CLOSE
from bot.domain.notices import Timer
from bot.domain.pauses import FREEZE, PAUSE_OVER
from bot.domain.reminders import REMIND
from bot.services.mornings import TODAY
from bot.services.reaching import ONCALL_CHECK
from bot.watch import WATCH
from scheduled.ask_severity_again import ask_severity_again
from scheduled.begin_the_day import begin_the_day
from scheduled.close_resolved import close_resolved
from scheduled.look_again import look_again
from scheduled.needs_us_today import needs_us_today
from scheduled.oncall_check import oncall_check
from scheduled.plan_pauses import freeze_or_thaw, plan_resumed
from scheduled.remind import remind
from storage import Store

Job = Callable[[Desk, Store, Sequence[Timer]], Awaitable[None]]
"""Does what claimed timers of its kind are for, the earliest first."""


def _each(job: Callable[[Desk, Store, Timer], Awaitable[None]]) -> Job:
    """Return the job that does the same for one timer after the other: for what is rarely due together."""

    async def job_of_each(desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
        for timer in timers:
            await job(desk, store, timer)

    return job_of_each


JOBS: Final[Mapping[str, Job]] = {
    ASK_SEVERITY_AGAIN: ask_severity_again,
    CLOSE: close_resolved,
    FREEZE: _each(freeze_or_thaw),
    HELD: _each(begin_the_day),
    PAUSE_OVER: _each(plan_resumed),
    REMIND: _each(remind),
    TODAY: _each(needs_us_today),
    WATCH: look_again,
    ONCALL_CHECK: _each(oncall_check),
}
