"""All that there is of a client, for an export or a check; it takes as long as there is much."""

from bot.domain.desks import Message
from bot.domain.entries import Entry
from bot.domain.rating import Rating
from bot.domain.tickets import Ticket
from storage.codec import Shape, texts, values
from storage.statements import Connection, Statements

_ENTRY = Shape(Entry)
_TICKET = Shape(Ticket)
_MESSAGE = Shape(Message, at="said_at")
_RATING = Shape(Rating)


class Exports:
    """Whole subjects, client by client."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "exports")

    async def tickets(self, client: str) -> list[Ticket]:
        """Return all tickets of a client, by number."""
        return values(_TICKET, await self._sql.rows("tickets", client=client))

    async def ratings(self, client: str) -> list[Rating]:
        """Return all that a client's people were asked of our help, by ticket, with what they answered."""
        return values(_RATING, await self._sql.rows("ratings", client=client))

    async def messages_with_files(self, client: str) -> list[Message]:
        """Return what was said with files in a client's channels, and not deleted since, in order."""
        return values(_MESSAGE, await self._sql.rows("with_files", client=client))

    async def entries(self, client: str) -> list[Entry]:
        """Return the whole ledger of a client, in the order in which it was made."""
        return values(_ENTRY, await self._sql.rows("entries", client=client))

    async def clients_with_entries(self) -> list[str]:
        """Return the clients that have a ledger, also those that we serve no more."""
        return texts(await self._sql.rows("clients_with_entries"), "client")
