"""How much waits, and for how long; and what the database says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.instants import micros
from bot.domain.notices import LATE
from storage.codec import Shape, moment, number, values
from storage.statements import Connection, Statements


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a box: how many rows, since when the oldest of them, and how many were put aside."""

    rows: int
    oldest_at: datetime | None
    parked: int
    ready_at: datetime | None = None
    """Since when a row of the inbox has waited that could have been handled at once; None where none has."""


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """How many tickets of one client and severity are open."""

    client: str
    severity: str
    tickets: int


@dataclass(frozen=True, slots=True)
class DueTimers:
    """How many armed timers have come to their moment, and how many of them came to it long ago."""

    due: int
    late: int


@dataclass(frozen=True, slots=True)
class Server:
    """What a database says of itself."""

    version: str
    now_at: datetime | None
    """What its own clock shows; None where it has none."""
    others: int
    """How many other connections of Hourglass it has."""


_OPEN: Final = Shape(OpenTickets)


class Health:
    """What a watchdog asks of the memory, in one consistent state."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "health")

    async def inbox(self, now: datetime) -> Waiting:
        """Return what Slack told us that is not dealt with."""
        row = await self._sql.row("inbox", now=micros(now))
        rows, parked = number(row, "rows"), number(row, "parked")
        return Waiting(rows, moment(row, "oldest_at"), parked, moment(row, "ready_at"))

    async def outbox(self) -> Waiting:
        """Return what Slack has not been told yet."""
        row = await self._sql.row("outbox")
        return Waiting(number(row, "rows"), moment(row, "oldest_at"), number(row, "parked"))

    async def timers(self, now: datetime) -> DueTimers:
        """Return how many timers are due, and how many late."""
        row = await self._sql.row("timers", now=micros(now), late=micros(now - LATE))
        return DueTimers(number(row, "due"), number(row, "late"))

    async def open_tickets(self) -> list[OpenTickets]:
        """Return how many tickets are open, by client and severity."""
        return values(_OPEN, await self._sql.rows("open_tickets"))

    async def server(self) -> Server:
        """Return what the database says of itself."""
        row = await self._sql.row("server")
        version = "" if row is None else str(row["version"])
        return Server(version, moment(row, "now_at"), number(row, "others"))

    async def touch(self) -> None:
        """Write nothing at all; the errors of `storage.errors` where nothing can be written."""
        await self._sql.run("touch")
