"""What clients' people vote for."""

from bot.domain.wishes import Vote
from storage.codec import Shape, value_or_none, values
from storage.statements import Connection, Statements

_VOTE = Shape(Vote)


class Votes:
    """Votes, one for each person and wish."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "votes")

    async def of_ticket(self, ticket: int) -> int:
        """Return how many people want a wish."""
        row = await self._sql.row("count", ticket=ticket)
        return int(str(row["votes"])) if row is not None else 0

    async def counts(self, client: str | None) -> dict[int, int]:
        """Return the same by ticket, of those of a client, or of all, that still need work and are wanted."""
        rows = await self._sql.rows("counts", client=client)
        return {int(str(row["ticket"])): int(str(row["votes"])) for row in rows}

    async def turn(self, vote: Vote) -> bool:
        """Give a vote, or take it back where it stands; return whether it stands now."""
        row = await self._sql.row("get", ticket=vote.ticket, person=vote.person)
        turned = vote.after(value_or_none(_VOTE, row))
        await self._sql.run("put", **_VOTE.cells(turned))
        return turned.stands

    async def copy(self, from_ticket: int, to_ticket: int) -> None:
        """Let whoever wants one wish want the one that it became a part of."""
        await self._sql.run("copy", from_ticket=from_ticket, to_ticket=to_ticket)

    async def of_client(self, client: str) -> list[Vote]:
        """Return all votes of a client's people that stand, by ticket."""
        return values(_VOTE, await self._sql.rows("of_client", client=client))
