"""A client's plan is paused, or resumes: their open tickets are looked at."""

from datetime import timedelta
from typing import Final

from bot.desk import Desk
from bot.domain.notices import Timer
from bot.domain.pauses import sweep
from bot.watch import look_at
from storage import Store

_AT_ONCE: Final = 250
_AGAIN: Final = timedelta(minutes=1)
"""Then even a ticket is there whose opening was only being saved as we looked the first time."""
_REPEATED: Final = "again"


async def freeze_or_thaw(_desk: Desk, store: Store, timer: Timer) -> None:
    """Let some of a client's open tickets be looked at, which freezes or thaws them, then the others.

    A ticket that is still to be looked at when we die has its own timer by then, or is among the others.
    """
    pause, client, why = (str(timer.facts[name]) for name in ("pause", "client", "why"))
    after = int(str(timer.facts["after"]))
    numbers = await store.tickets.active_after(client, after, _AT_ONCE)
    await store.arm(*[look_at(number, timer.due_at) for number in numbers])
    if len(numbers) == _AT_ONCE:
        await store.arm(sweep(pause, client, why, timer.due_at, numbers[-1]))
    elif not why.endswith(_REPEATED):
        await store.arm(sweep(pause, client, f"{why} {_REPEATED}", timer.due_at + _AGAIN))
