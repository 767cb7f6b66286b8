"""Housekeeping that nobody notices: what is done and only guards against doing it twice is let go in time."""

from datetime import timedelta
from typing import Final

from bot.desk import Desk
from bot.services.history import WINDOW

_HEARD: Final = WINDOW + timedelta(days=1)
"""Slack's delayed events come again for 24 hours, and what histories hold for as long as we look."""
_TOLD: Final = timedelta(days=90)


async def keep_house(desk: Desk) -> None:
    """Forget requests that were done long ago, and the words of what was told long ago.

    Histories that somebody else left unread, who then ended, are looked for too.
    """
    desk.gaps_noted.set()
    now = desk.clock.now()
    async with desk.database.transaction() as store:
        await store.inbox.forget(now - _HEARD)
        await store.outbox.forget(now - _TOLD)
