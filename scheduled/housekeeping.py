"""Housekeeping that nobody notices: what is done and only guards against doing it twice is let go in time."""

from datetime import timedelta
from typing import Final

from bot.desk import Desk

_HEARD: Final = timedelta(days=7)
"""Slack's delayed events come again for 24 hours."""
_TOLD: Final = timedelta(days=90)


async def keep_house(desk: Desk) -> None:
    """Forget requests that were done long ago, and the words of what was told long ago."""
    now = desk.clock.now()
    async with desk.database.transaction() as store:
        await store.inbox.forget(now - _HEARD)
        await store.outbox.forget(now - _TOLD)
