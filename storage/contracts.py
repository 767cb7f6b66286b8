"""What was agreed with clients beside their plans: that a plan is paused for a while."""

from collections.abc import Collection, Mapping

from bot.domain.instants import micros
from bot.domain.pauses import Pause
from storage.codec import Shape, to_json, value_or_none, values
from storage.statements import Connection, Statements

_PAUSE = Shape(Pause)


class Contracts:
    """The pauses of clients' plans."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "contracts")

    async def pauses(self, client: str) -> list[Pause]:
        """Return every pause of a client's plan, the earliest first; also those that were called off."""
        return (await self.pauses_of([client])).get(client, [])

    async def pauses_of(self, clients: Collection[str]) -> Mapping[str, list[Pause]]:
        """Return every pause of these clients' plans, by client; nothing of those without any."""
        found: dict[str, list[Pause]] = {}
        for pause in values(_PAUSE, await self._sql.rows("pauses_of", ids=to_json(sorted(clients)))):
            found.setdefault(pause.client, []).append(pause)
        return found

    async def pause(self, pause: str) -> Pause | None:
        """Return a pause by its id."""
        return value_or_none(_PAUSE, await self._sql.row("pause", id=pause))

    async def add(self, pause: Pause) -> None:
        """Write down that a client's plan is paused; each request does so once."""
        await self._sql.run("add", **_PAUSE.cells(pause))

    async def end(self, pause: Pause) -> None:
        """Write down that a pause ended sooner, where nobody ended it before."""
        ended_at = micros(pause.ends_at)
        await self._sql.run("end", id=pause.id, ended_by=pause.ended_by, ended_at=ended_at)
