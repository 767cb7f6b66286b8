"""What Slack asked of us: written down once, worked on under a lease, done once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.desks import InboxRow
from bot.domain.instants import from_micros, micros
from storage.codec import Cell, Shape, moment, number, texts, to_json, value_or_none, values
from storage.statements import Connection, Statements

_ROW = Shape(InboxRow)


class Inbox:
    """Requests from Slack by their keys."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "inbox")

    async def add(self, rows: Sequence[InboxRow], *, leased_by: str, leased_until: datetime) -> set[str]:
        """Write requests down, leased to *leased_by*; return the keys of those that were new."""
        cells = to_json([_ROW.cells(row) for row in rows])
        until = micros(leased_until)
        added = await self._sql.rows("add", rows=cells, leased_by=leased_by, leased_until=until)
        return set(texts(added, "key"))

    async def get(self, key: str) -> InboxRow | None:
        """Return a request, done or not."""
        return value_or_none(_ROW, await self._sql.row("get", key=key))

    async def finish(self, key: str, at: datetime) -> bool:
        """Mark a request done and forget its words; False where it was done before.

        Then the caller must save nothing.
        """
        return bool(await self.finish_all([key], at))

    async def finish_all(self, keys: Collection[str], at: datetime) -> set[str]:
        """Mark requests done, as `finish` does one; return the keys of those that were not done before."""
        finished = await self._sql.rows("finish", keys=to_json(sorted(keys)), at=micros(at))
        return set(texts(finished, "key"))

    async def lock_free(self, keys: Collection[str]) -> set[str]:
        """Return which of these requests are open, and in no other transaction; they are in ours then."""
        return set(texts(await self._sql.rows("lock_free", keys=to_json(sorted(keys))), "key"))

    async def claim(self, now: datetime, by: str, until: datetime, most: int) -> list[InboxRow]:
        """Lease requests that nobody works on, oldest first.

        `attempts` says how often one failed before; being cut off, as all are when we die, is no failure.
        Of a lane in which an earlier request is leased, or waits to be tried again, nothing is taken.
        """
        await self._sql.row("take_turn")
        rows = await self._sql.rows(
            "claim",
            now=micros(now),
            leased_by=by,
            leased_until=micros(until),
            most=most,
        )
        return sorted(values(_ROW, rows), key=lambda row: (row.received_at, row.key))

    async def renew(self, keys: Collection[str], by: str, until: datetime) -> None:
        """Keep our leases until a later moment."""
        lease: dict[str, Cell] = {"leased_by": by, "leased_until": micros(until)}
        await self._sql.many("renew", [{"key": key, **lease} for key in sorted(keys)])

    async def release(self, keys: Collection[str], by: str) -> None:
        """Give our leases up, as if we had never taken them."""
        await self._sql.many("release", [{"key": key, "leased_by": by} for key in sorted(keys)])

    async def release_all(self, by: str | None = None) -> None:
        """Give up every lease of a process, or of all: for a start where no other can be alive."""
        await self._sql.run("release_all", leased_by=by)

    async def failed(self, key: str, error: str, again_at: datetime, *, park: bool = False) -> None:
        """Note why a request failed; it may be tried again at *again_at*, or, parked, is left to staff."""
        again = micros(again_at)
        if park:
            await self._sql.run("park", key=key, error=error, at=again)
        else:
            await self._sql.run("failed", key=key, error=error, again_at=again)

    async def parked(self) -> list[InboxRow]:
        """Return what was left to staff, oldest first."""
        return values(_ROW, await self._sql.rows("parked"))

    async def parked_at(self) -> dict[str, datetime]:
        """Return since when each request has been left to staff, by its key."""
        rows = await self._sql.rows("parked")
        return {str(row["key"]): from_micros(number(row, "parked_at")) for row in rows}

    async def unpark(self, key: str) -> bool:
        """Let a parked request be tried again from the start; False where it is not parked."""
        return await self._sql.row("unpark", key=key) is not None

    async def next_due(self) -> datetime | None:
        """Return when the first request may be claimed; None where none is open."""
        return moment(await self._sql.row("next_due"), "due_at")

    async def withdraw(self, key: str) -> bool:
        """Let go of a request of which nothing was saved, so that asking the same again is new.

        False where it was done before.
        """
        return await self._sql.row("withdraw", key=key) is not None

    async def forget(self, before: datetime, most: int) -> bool:
        """Let go of so many requests done before a moment; True where there may be more of them."""
        return len(await self._sql.rows("forget", before=micros(before), most=most)) == most
