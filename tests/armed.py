"""The timers that are armed, as a test looks at them without firing any."""

from datetime import datetime

from bot.domain.notices import Timer
from storage import Store


async def due(store: Store, at: datetime, most: int = 1_000_000) -> list[Timer]:
    """Return the timers that are due at a moment, the earliest first."""
    keys = (await store.timers.due(at, most)).keys
    armed = await store.timers.armed_of(keys)
    return [armed[key] for key in keys]
