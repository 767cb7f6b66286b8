"""Whether a database is being filled for the first time, as the sandbox fills one with the last days."""

from storage.codec import number
from storage.statements import Connection, Statements


class Beginnings:
    """A mark that stands from before the first row until the last: whoever finds it found half of them."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "beginnings")

    async def open(self) -> None:
        """Set the mark."""
        await self._sql.run("open")

    async def close(self) -> None:
        """Take it away."""
        await self._sql.run("close")

    async def under_way(self) -> bool:
        """Return whether it stands."""
        return number(await self._sql.row("under_way"), "found") > 0
