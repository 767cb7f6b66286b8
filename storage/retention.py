"""For how long text is kept, what of it is to go, and what was done about it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.audits import Audited
from bot.domain.instants import micros
from bot.domain.retention import Retention
from bot.domain.tickets import TicketEvent
from storage.codec import Shape, number, to_json, values
from storage.stamps import Stamps
from storage.statements import Connection, Statements

_RETENTION = Shape(Retention)
_AUDITED = Shape(Audited)


class Retentions:
    """The settings by client, and the words that they are about."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "retention")
        self._stamps = stamps

    async def all(self) -> dict[str, Retention]:
        """Return what is set, by client."""
        return {each.client: each for each in values(_RETENTION, await self._sql.rows("all"))}

    async def put(self, retention: Retention) -> None:
        """Set for how long text is kept, in place of what was set before."""
        await self._sql.run("put", **_RETENTION.cells(retention))

    async def forget(self, client: str) -> None:
        """Let what is set for all clients hold for this one."""
        await self._sql.run("forget", client=client)

    async def due(self, client: str, before: datetime, most: int) -> list[int]:
        """Return tickets of a client that ended before a moment and still have their text, lowest first."""
        rows = await self._sql.rows("due", client=client, before=micros(before), most=most)
        return [number(row, "number") for row in rows]

    async def how_many(self, client: str, before: datetime) -> int:
        """Return how many these are."""
        return number(await self._sql.row("how_many", client=client, before=micros(before)), "tickets")

    async def empty(self, tickets: Collection[int], events: Sequence[TicketEvent]) -> None:
        """Remove what was said to tickets, with the names of files; *events* take the place of theirs."""
        each = [{"ticket": ticket} for ticket in sorted(tickets)]
        for name in ("forget_edits", "empty_messages", "empty_ratings"):
            await self._sql.many(name, each)
        await self._sql.many(
            "rewrite",
            [{"ticket": one.ticket, "seq": one.seq, "facts": to_json(dict(one.facts))} for one in events],
        )

    async def empty_loose(self, client: str, before: datetime) -> None:
        """Remove what was said in a client's channels before a moment and is part of no ticket."""
        for name in ("forget_loose_edits", "empty_loose"):
            await self._sql.run(name, client=client, before=micros(before))

    async def empty_told(self, tickets: Collection[int]) -> None:
        """Remove what was told to Slack about tickets; it is let go of after 90 days in any case."""
        await self._sql.many("empty_told", [{"ticket": ticket} for ticket in sorted(tickets)])

    async def note(self, audited: Audited) -> None:
        """Write down what was done."""
        await self._sql.run("note", **_AUDITED.cells(audited), id=self._stamps.next_id())

    async def noted(self, most: int) -> list[Audited]:
        """Return what was done, the latest first."""
        return values(_AUDITED, await self._sql.rows("noted", most=most))
