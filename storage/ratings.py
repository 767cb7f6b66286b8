"""How requesters found our help: what the logs of tickets say of it, in one table for figures."""

from datetime import datetime

from bot.domain.instants import micros
from bot.domain.rating import Rating
from storage.codec import Shape, value_or_none, values
from storage.statements import Connection, Statements

_RATING = Shape(Rating)


class Ratings:
    """Questions and answers, written with the events that they come from."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "ratings")

    async def ask(self, rating: Rating) -> None:
        """Write down that somebody was asked."""
        await self._sql.run("ask", **_RATING.cells(rating))

    async def answer(self, rating: Rating) -> None:
        """Write down what somebody answered, in the place of what they answered before."""
        cells = _RATING.cells(rating)
        named = ("ticket", "asked", "score", "comment", "rated_at")
        await self._sql.run("answer", **{name: cells[name] for name in named})

    async def of_ticket(self, ticket: int) -> list[Rating]:
        """Return what was asked of a ticket, oldest first."""
        return values(_RATING, await self._sql.rows("of_ticket", ticket=ticket))

    async def last_of(self, person: str) -> Rating | None:
        """Return what somebody was asked last, by whichever client's ticket."""
        return value_or_none(_RATING, await self._sql.row("last_of", person=person))

    async def asked_in(self, from_at: datetime, to_at: datetime, client: str | None = None) -> list[Rating]:
        """Return what was asked from a moment to before another, of one client or all, in that order.

        Those with a score were answered, whenever that was: their part of all is the response rate.
        """
        span = {"from_at": micros(from_at), "to_at": micros(to_at)}
        if client is None:
            return values(_RATING, await self._sql.rows("asked_in", **span))
        return values(_RATING, await self._sql.rows("asked_in_of", client=client, **span))
