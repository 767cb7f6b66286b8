"""When digests are to come by themselves, where managers have set it."""

from collections.abc import Collection

from bot.domain.digest_schedules import OwnSchedule
from bot.domain.terms import Cadence
from storage.codec import Shape, values
from storage.statements import Connection, Statements

_SCHEDULE = Shape(OwnSchedule)


class Schedules:
    """What was set, by place and cadence."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "schedules")

    async def all(self) -> dict[str, list[OwnSchedule]]:
        """Return all that was set, by place."""
        found: dict[str, list[OwnSchedule]] = {}
        for each in values(_SCHEDULE, await self._sql.rows("all")):
            found.setdefault(each.place, []).append(each)
        return found

    async def of(self, place: str) -> list[OwnSchedule]:
        """Return what was set for one place."""
        return values(_SCHEDULE, await self._sql.rows("of_place", place=place))

    async def put(self, *schedules: OwnSchedule) -> None:
        """Write down what is to come, or not to come."""
        await self._sql.many("put", [_SCHEDULE.cells(each) for each in schedules])

    async def forget(self, place: str, cadences: Collection[Cadence]) -> None:
        """Take back what was set."""
        await self._sql.many("forget", [{"place": place, "cadence": each} for each in cadences])
