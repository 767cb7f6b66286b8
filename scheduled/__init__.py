"""What the clock tells us: one module per job, and here the table of which timer starts which job."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import Final

from bot.desk import Desk
from bot.domain.contract_ends import CONTRACT_END
from bot.domain.moves import ASK_RATING, ASK_SEVERITY_AGAIN, CLOSE
from bot.domain.notices import HELD, WATCH, Timer
from bot.domain.pauses import FREEZE, PAUSE_OVER
from bot.domain.rating import RATING_OVER
from bot.domain.reminders import REMIND
from bot.domain.restating_times import RESTATED
from bot.domain.timing import STOPWATCH
from bot.services.check_in_timers import CHECK_IN
from bot.services.digest_timers import DIGEST
from bot.services.months import MONTH
from bot.services.mornings import TODAY
from bot.services.oncall_timers import ONCALL_CHECK
from storage import Store

Job = Callable[[Desk, Store, Sequence[Timer]], Awaitable[None]]
"""Does what claimed timers of its kind are for, the earliest first."""


def _together(name: str) -> Job:
    """Return the job of a module of that name, which does what several timers are for at once.

    It is loaded when such a timer is due: most starts have no use for most of them.
    """

    async def job(desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
        await getattr(import_module(f"scheduled.{name}"), name)(desk, store, timers)

    return job


def _each(name: str) -> Job:
    """Return the job that does the same for one timer after the other: for what is rarely due together."""

    async def job_of_each(desk: Desk, store: Store, timers: Sequence[Timer]) -> None:
        job = getattr(import_module(f"scheduled.{name}"), name)
        for timer in timers:
            await job(desk, store, timer)

    return job_of_each


JOBS: Final[Mapping[str, Job]] = {
    ASK_RATING: _each("ask_rating"),
    RATING_OVER: _each("end_rating"),
    ASK_SEVERITY_AGAIN: _together("ask_severity_again"),
    CLOSE: _together("close_resolved"),
    CONTRACT_END: _each("contract_end"),
    CHECK_IN: _each("prepare_check_in"),
    DIGEST: _each("send_digest"),
    FREEZE: _each("freeze_or_thaw"),
    HELD: _each("begin_the_day"),
    PAUSE_OVER: _each("plan_resumed"),
    MONTH: _each("begin_month"),
    REMIND: _each("remind"),
    RESTATED: _each("restated"),
    STOPWATCH: _each("ask_stopwatch"),
    TODAY: _each("needs_us_today"),
    WATCH: _together("look_again"),
    ONCALL_CHECK: _each("oncall_check"),
}
