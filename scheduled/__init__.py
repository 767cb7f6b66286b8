"""What the clock tells us: one module per job, and here the table of which timer starts which job."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.desk import Desk
from bot.domain.moves import ASK_SEVERITY_AGAIN, CLOSE
from bot.domain.notices import Timer
from bot.promises import SLA
from bot.services.reaching import ONCALL_CHECK
from scheduled.ask_severity_again import ask_severity_again
from scheduled.clock_moved import clock_moved
from scheduled.close_resolved import close_resolved
from scheduled.oncall_check import oncall_check
from storage import Store

Job = Callable[[Desk, Store, Timer], Awaitable[None]]

JOBS: Final[Mapping[str, Job]] = {
    ASK_SEVERITY_AGAIN: ask_severity_again,
    CLOSE: close_resolved,
    ONCALL_CHECK: oncall_check,
    SLA: clock_moved,
}
