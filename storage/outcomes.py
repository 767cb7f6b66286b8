"""What became of promises, ticket by ticket, and what a time brought, for reports."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.instants import micros
from bot.domain.outcomes import Outcome
from bot.domain.samples import Backlogged, Counts, Opened, Reopened
from storage.codec import Cell, to_json
from storage.statements import Connection, Statements


class Outcomes:
    """Outcomes by ticket and by time."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "outcomes")

    async def of_tickets(self, tickets: Collection[int]) -> dict[int, list[Outcome]]:
        """Return what became of the promises on some tickets, by their numbers."""
        found: dict[int, list[Outcome]] = {}
        for row in await self._sql.rows("of_tickets", tickets=to_json(sorted(tickets))):
            outcome = Outcome._make(row)
            found.setdefault(outcome.ticket, []).append(outcome)
        return found

    async def replace(self, known: Sequence[Outcome], now: Sequence[Outcome]) -> None:
        """Write down what changed of the outcomes of some tickets."""
        before, after = set(known), {each.key for each in now}
        gone = [each for each in known if each.key not in after]
        await self._sql.many(
            "forget", [dict(zip(("ticket", "clock", "number"), each.key, strict=True)) for each in gone]
        )
        await self._sql.many("put", [each._asdict() for each in now if each not in before])

    async def decided(self, since: datetime, until: datetime, client: str | None) -> list[Outcome]:
        """Return what was decided in a time, and what stopped in it after an earlier breach."""
        rows = await self._sql.rows("decided", **_time(since, until, client))
        return [Outcome._make(row) for row in rows]

    async def opened(self, since: datetime, until: datetime, client: str | None) -> list[Opened]:
        """Return the tickets that were opened in a time, but for those that were no requests."""
        rows = await self._sql.rows("opened", **_time(since, until, client))
        return [Opened._make(row) for row in rows]

    async def reopened(self, since: datetime, until: datetime, client: str | None) -> list[Reopened]:
        """Return the tickets that were opened again in a time, by number."""
        rows = await self._sql.rows("reopened", **_time(since, until, client))
        return [Reopened._make(row) for row in rows]

    async def open_at(self, at: datetime, client: str | None) -> list[Backlogged]:
        """Return the tickets that were open at a moment, by number; of one client, or of all."""
        rows = await self._sql.rows("open_at", at=micros(at), client=client)
        return [Backlogged._make(row) for row in rows]

    async def counted(self, since: datetime, until: datetime, client: str | None) -> Counts:
        """Return how much was opened, resolved, kept and missed in a time."""
        row = await self._sql.row("counted", **_time(since, until, client))
        return Counts._make(row or ())


def _time(since: datetime, until: datetime, client: str | None) -> dict[str, Cell]:
    return {"since": micros(since), "until": micros(until), "client": client}
