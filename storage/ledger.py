"""The ledger of hours, and whose time is running."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.entries import Entry
from bot.domain.instants import micros
from storage.codec import Row, Shape, number, texts, to_json, value_or_none, values
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

    async def plan_at(self, client: str, at: datetime) -> tuple[str, str] | None:
        """Return the plan, and its version, that a client's hours went by at a moment; None before all."""
        row = await self._sql.row("plan_at", client=client, at=micros(at))
        return (str(row["plan"]), str(row["plan_version"])) if row else None

    async def last_months(self, asked: Mapping[str, date]) -> Mapping[str, date]:
        """Return the first days of the last months that have begun by dates and have entries, by client."""
        rows = await self._sql.rows("last_months", asked=_by_client(asked))
        found = {str(row["client"]): row["month"] for row in rows}
        return {client: date.fromisoformat(str(month)) for client, month in found.items() if month}

    async def since_all(self, asked: Mapping[str, date]) -> Mapping[str, list[Entry]]:
        """Return what `since` does for each of some clients; nothing of those without any."""
        return _dealt(await self._sql.rows("since_all", asked=_by_client(asked)))

    async def of_months(self, asked: Mapping[str, date]) -> Mapping[str, list[Entry]]:
        """Return what `of_month` does for each of some clients; nothing of those without any."""
        return _dealt(await self._sql.rows("of_months", asked=_by_client(asked)))

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

    async def of_tickets(self, tickets: Collection[int]) -> Mapping[int, list[Entry]]:
        """Return what `of_ticket` does for each of some tickets; nothing of those without any."""
        found: dict[int, list[Entry]] = {}
        for row in await self._sql.rows("of_tickets", numbers=to_json(sorted(tickets))):
            found.setdefault(number(row, "survivor"), []).append(_ENTRY.value(row))
        return found

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

    async def stop_run(self, person: str, started_at: datetime) -> bool:
        """Let somebody's time run no more where it began to run then; return whether it did."""
        row = await self._sql.row("stop_run", person=person, started_at=micros(started_at))
        return row is not None

    async def stop(self, person: str) -> Stopwatch | None:
        """Let somebody's time run no more, and return what it ran for."""
        return value_or_none(_STOPWATCH, await self._sql.row("stop", person=person))


def _by_client(asked: Mapping[str, date]) -> str:
    return to_json({client: day.isoformat() for client, day in asked.items()})


def _dealt(rows: Sequence[Row]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for each in values(_ENTRY, rows):
        found.setdefault(each.client, []).append(each)
    return found
