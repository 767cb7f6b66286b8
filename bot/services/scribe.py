"""Writing requests down: those that come while one commit is under way share the next."""

import asyncio
from datetime import timedelta
from typing import Final

from bot.desk import Desk
from bot.domain.desks import InboxRow

EVENT: Final = "event"
LEASE: Final = timedelta(seconds=60)
_LONGEST_WAY_SECONDS: Final = 1.0


class Scribe:
    """Puts requests into the inbox, many in one transaction; none is acked before its commit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[tuple[InboxRow, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write_down(self, row: InboxRow) -> bool:
        """Commit *row*; False where it was written down before. Whatever the database says goes up."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="scribe")
        return await written

    async def give_way(self) -> None:
        """Return once nobody waits for an ack, or after a second: Slack waits three, all else can wait."""
        if self._writing is not None:
            await asyncio.wait({self._writing}, timeout=_LONGEST_WAY_SECONDS)

    async def _write(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                await self._commit(together)
        finally:
            self._writing = None

    async def _commit(self, together: list[tuple[InboxRow, asyncio.Future[bool]]]) -> None:
        """Commit rows together; if that fails, each on its own, so that one cannot fail the others."""
        try:
            added = await self._add([row for row, _ in together])
        except Exception as error:  # noqa: BLE001 - it goes up to whoever waits for the row
            await self._one_by_one(together, error)
            return
        for row, written in together:
            if not written.done():  # a request whose connection was cut waits no more
                written.set_result(row.key in added)
            added.discard(row.key)  # the same key twice in one commit is new once

    async def _one_by_one(
        self, together: list[tuple[InboxRow, asyncio.Future[bool]]], error: Exception
    ) -> None:
        if len(together) > 1:
            for each in together:
                await self._commit([each])
        elif not together[0][1].done():
            together[0][1].set_exception(error)

    async def _add(self, rows: list[InboxRow]) -> set[str]:
        """Add rows: events are left to whichever process takes them up, all else is ours until answered."""
        events, others = (
            [row for row in rows if row.kind == EVENT],
            [row for row in rows if row.kind != EVENT],
        )
        now, process = self._desk.clock.now(), self._desk.process
        async with self._desk.database.transaction(pressing=True) as store:
            added = await store.inbox.add(events, leased_by=process, leased_until=now) if events else set()
            if others:
                added |= await store.inbox.add(others, leased_by=process, leased_until=now + LEASE)
        return added
