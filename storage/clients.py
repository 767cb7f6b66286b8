"""The companies that we support."""

from collections.abc import Collection

from bot.domain.desks import Client
from storage.codec import Shape, to_json, value_or_none, values
from storage.statements import Connection, Statements

_CLIENT = Shape(Client)


class Clients:
    """Clients by their ids."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "clients")

    async def get(self, client: str) -> Client | None:
        """Return a client."""
        return value_or_none(_CLIENT, await self._sql.row("get", id=client))

    async def lock(self, client: str) -> Client | None:
        """Return a client that nobody else decides on until this transaction ends."""
        return value_or_none(_CLIENT, await self._sql.row("lock", id=client))

    async def get_all(self, clients: Collection[str]) -> dict[str, Client]:
        """Return clients by their ids."""
        rows = await self._sql.rows("get_all", ids=to_json(sorted(clients)))
        return {client.id: client for client in values(_CLIENT, rows)}

    async def all(self) -> list[Client]:
        """Return every client, by name."""
        return values(_CLIENT, await self._sql.rows("all"))

    async def add(self, client: Client) -> bool:
        """Write a new client down; False where another has its id, be it one that is only being saved."""
        return await self._sql.row("add", **_CLIENT.cells(client)) is not None

    async def put(self, *clients: Client) -> None:
        """Write clients down as they are now."""
        await self._sql.many("put", [_CLIENT.cells(each) for each in clients])
