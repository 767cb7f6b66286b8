"""Housekeeping that nobody notices: what is done and only guards against doing it twice is let go in time."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import import_module
from typing import Final

from bot.desk import Desk
from bot.services.history import WINDOW
from storage import Store

_RETENTION: Final = "bot.services.retention"
"""Loaded where somebody has set for how long text is kept."""
_HEARD: Final = WINDOW + timedelta(days=1)
"""Slack's delayed events come again for 24 hours, and what histories hold for as long as we look."""
_TOLD: Final = timedelta(days=90)
_REACHING: Final = "bot.services.reaching"
"""Loaded after an hour: no start has a use for it."""
_AT_ONCE: Final = 500
"""Few enough that who writes meanwhile does not notice."""


async def keep_house(desk: Desk) -> None:
    """Forget requests that were done long ago, and the words of what was told long ago.

    Histories that somebody else left unread, who then ended, are looked for too, and whether those whom
    escalations reach are still there. What people said goes where it was kept for as long as was set.
    """
    desk.gaps_noted.set()
    now = desk.clock.now()
    await _bit_by_bit(desk, lambda store: store.inbox.forget(now - _HEARD, _AT_ONCE))
    await _bit_by_bit(desk, lambda store: store.outbox.forget(now - _TOLD, _AT_ONCE))
    await import_module(_REACHING).keep_people_fresh(desk)
    async with desk.database.reading() as store:
        is_kept_for_ever = not await store.retention.all()
    if not is_kept_for_ever:
        await import_module(_RETENTION).remove_old_text(desk)


async def _bit_by_bit(desk: Desk, forget: Callable[[Store], Awaitable[bool]]) -> None:
    """Forget some in one transaction after the other, while there may be more."""
    has_more = True
    while has_more:
        async with desk.database.transaction() as store:
            has_more = await forget(store)
