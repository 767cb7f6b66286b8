"""What takes long is made before its row is sent, beside all else that is to be told.

Of digests that are asked for at one moment, the files are made one after the other, as they came: each waits
for its turn, and none goes without for having waited. Meanwhile its row is laid aside, so that whatever else
is said in its channel is said.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final, TypeAlias

from bot.desk import Desk
from bot.domain.desks import OutboxRow
from bot.services.lanes import Lanes

Make: TypeAlias = Callable[[OutboxRow, Callable[[], Awaitable[None]]], Awaitable[None]]
"""Makes what a row needs, calling what keeps it laid aside before each part that takes long."""

_ASIDE: Final = timedelta(minutes=5)
"""Should this process die meanwhile, another sends the row after so long."""


class Beforehand:
    """The rows that are laid aside, while what they need is made."""

    def __init__(self, desk: Desk, make: Make) -> None:
        self._desk = desk
        self._make = make
        self._rows: dict[str, OutboxRow] = {}
        self._one_at_a_time = asyncio.Lock()
        self._works = Lanes(self._work, desk.outbox_grew.set)

    def __bool__(self) -> bool:
        """Whether anything is being made."""
        return bool(self._works)

    async def begin(self, row: OutboxRow) -> bool:
        """Lay a row aside until what it needs is made; False where nothing more is begun."""
        if self._works.stopping:
            return False
        await self._lay_aside(row)
        self._rows[str(row.id)] = row
        self._works.start(str(row.id))
        return True

    async def ended(self) -> None:
        """Wait until all that is being made now is made."""
        await self._works.ended()

    async def stop(self) -> None:
        """Begin nothing more, and let go of what takes longer than a few seconds."""
        await self._works.stop()

    async def _work(self, name: str) -> None:
        row = self._rows[name]
        try:
            async with self._one_at_a_time:
                await self._make(row, partial(self._lay_aside, row))
        finally:
            del self._rows[name]
            async with self._desk.database.transaction() as store:
                await store.outbox.bring_back(row.id)

    async def _lay_aside(self, row: OutboxRow) -> None:
        async with self._desk.database.transaction() as store:
            await store.outbox.lay_aside(row.id, self._desk.clock.now() + _ASIDE)
