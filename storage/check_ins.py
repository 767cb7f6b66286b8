"""When clients are talked to, where that was agreed otherwise than by their plan."""

from datetime import date

from bot.domain.check_ins import OwnDate
from bot.domain.terms import Cadence
from storage.codec import Shape, values
from storage.statements import Connection, Statements

_OWN_DATE = Shape(OwnDate)


class CheckIns:
    """Own dates of clients."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "check_ins")

    async def of(self, client: str) -> list[OwnDate]:
        """Return all that was agreed with a client."""
        return values(_OWN_DATE, await self._sql.rows("of_client", client=client))

    async def put(self, own: OwnDate) -> None:
        """Write down what was agreed for one talk, in the place of what was before."""
        await self._sql.run("put", **_OWN_DATE.cells(own))

    async def forget(self, client: str, cadence: Cadence, month: date) -> None:
        """Let what the plan says stand again for one talk."""
        await self._sql.run("forget", client=client, cadence=cadence, month=month.isoformat())
