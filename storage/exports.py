"""All that there is of a client, for an export or a check; it takes as long as there is much."""

from bot.domain.desks import Message
from bot.domain.tickets import Ticket
from storage.codec import Shape, values
from storage.statements import Connection, Statements

_TICKET = Shape(Ticket)
_MESSAGE = Shape(Message, at="said_at")


class Exports:
    """Whole subjects, client by client."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "exports")

    async def tickets(self, client: str) -> list[Ticket]:
        """Return all tickets of a client, by number."""
        return values(_TICKET, await self._sql.rows("tickets", client=client))

    async def messages_with_files(self, client: str) -> list[Message]:
        """Return what was said with files in a client's channels, and not deleted since, in order."""
        return values(_MESSAGE, await self._sql.rows("with_files", client=client))
