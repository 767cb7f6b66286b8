"""The ledger of hours, and whose time is running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.entries import Entry
from storage.codec import Shape, texts, value_or_none, values
from storage.statements import Connection, Statements

_ENTRY = Shape(Entry)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Somebody's time that is running for a ticket."""

    person: str
    ticket: int
    started_at: datetime


_STOPWATCH = Shape(Stopwatch)


class Ledger:
    """The entries of clients: read in parts, only ever added to."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "ledger")

    async def add(self, entries: Sequence[Entry]) -> None:
        """Add entries; DatabaseConflictError where one is there already, or takes back what is taken back."""
        await self._sql.many("add", [_ENTRY.cells(each) for each in entries])

    async def since(self, client: str, month: date) -> list[Entry]:
        """Return what counts in a month that begins on a date, or in a later one, as it was added."""
        return values(_ENTRY, await self._sql.rows("since", client=client, month=month.isoformat()))

    async def of_month(self, client: str, month: date) -> list[Entry]:
        """Return what counts in one month, as it was added."""
        return values(_ENTRY, await self._sql.rows("of_month", client=client, month=month.isoformat()))

    async def last_month(self, client: str, until: date) -> date | None:
        """Return the first day of the last month that has begun by a date and has entries."""
        row = await self._sql.row("last_month", client=client, until=until.isoformat())
        return date.fromisoformat(str(row["month"])) if row and row["month"] else None

    async def months(self, client: str) -> list[date]:
        """Return the first days of the months in which a client has entries, in order."""
        rows = await self._sql.rows("months", client=client)
        return [date.fromisoformat(each) for each in texts(rows, "month")]

    async def billable(self, client: str, until: date) -> list[Entry]:
        """Return the billable work and the calls of months that begin by a date, and what takes them back."""
        return values(_ENTRY, await self._sql.rows("billable", client=client, until=until.isoformat()))

    async def of_ticket(self, ticket: int) -> list[Entry]:
        """Return the entries of a ticket, and of those that were merged into it, as they were added."""
        return values(_ENTRY, await self._sql.rows("of_ticket", ticket=ticket))

    async def of_log(self, log: str) -> list[Entry]:
        """Return what was logged at once, and what takes it back."""
        return values(_ENTRY, await self._sql.rows("of_log", log=log))

    async def start(self, stopwatch: Stopwatch) -> Stopwatch | None:
        """Let somebody's time run; return what it runs for already, where it does."""
        cells = _STOPWATCH.cells(stopwatch)
        if await self._sql.row("start", **cells) is not None:
            return None
        return await self.stopwatch(stopwatch.person)

    async def stopwatch(self, person: str) -> Stopwatch | None:
        """Return what somebody's time runs for."""
        return value_or_none(_STOPWATCH, await self._sql.row("stopwatch", person=person))

    async def stop(self, person: str) -> Stopwatch | None:
        """Let somebody's time run no more, and return what it ran for."""
        return value_or_none(_STOPWATCH, await self._sql.row("stop", person=person))
