"""What was measured for clients outside Hourglass, and the notes of their reports. Nothing is deleted."""

from datetime import date

from bot.domain.measurements import Measurement, ReportNote
from storage.codec import Shape, values
from storage.stamps import Stamps
from storage.statements import Connection, Statements

_MEASUREMENT = Shape(Measurement)
_NOTE = Shape(ReportNote)


class Measurements:
    """All that was said of clients' metrics, the last word last, and their notes."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "measurements")
        self._stamps = stamps

    async def said(self, client: str, first: date, last: date) -> list[Measurement]:
        """Return all that was said of days from *first* to *last*, in the order in which it was said."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return values(_MEASUREMENT, await self._sql.rows("said", client=client, **span))

    async def all_said(self, client: str) -> list[Measurement]:
        """Return all that was ever said of a client, in that order."""
        return values(_MEASUREMENT, await self._sql.rows("all_said", client=client))

    async def add(self, *measurements: Measurement) -> None:
        """Write down what was measured, or that it is taken back; what was said before is kept beside it."""
        await self._sql.many(
            "add", [{**_MEASUREMENT.cells(each), "id": self._stamps.next_id()} for each in measurements]
        )

    async def notes(self, client: str, first: date, last: date) -> list[ReportNote]:
        """Return the notes on days from *first* to *last*, also those that were removed, in order."""
        span = {"first": first.isoformat(), "last": last.isoformat()}
        return values(_NOTE, await self._sql.rows("notes", client=client, **span))

    async def all_notes(self, client: str) -> list[ReportNote]:
        """Return all notes that were ever written for a client."""
        return values(_NOTE, await self._sql.rows("all_notes", client=client))

    async def put_note(self, note: ReportNote) -> None:
        """Write a note down, or that it is removed."""
        await self._sql.run("put_note", **_NOTE.cells(note))
