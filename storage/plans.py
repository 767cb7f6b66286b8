"""What plans said, version by version."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.instants import micros
from bot.domain.plans import PlanFile
from storage.stamps import Stamps
from storage.statements import Connection, Parameters, Statements


class Plans:
    """The texts of plans by their ids and versions."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "plans")
        self._stamps = stamps

    async def keep(self, plans: Iterable[PlanFile]) -> None:
        """Keep what plans say now, so that tickets opened under it can go by it for ever."""
        kept_at = micros(self._stamps.now())
        rows: list[Parameters] = [
            {"plan": each.id, "version": each.version, "text": each.text, "kept_at": kept_at}
            for each in plans
        ]
        await self._sql.many("keep", rows)

    async def version_at(self, plan: str, at: datetime) -> str | None:
        """Return the version of a plan that we knew at a moment; None before the first."""
        row = await self._sql.row("version_at", plan=plan, at=micros(at))
        return None if row is None else str(row["version"])

    async def text(self, plan: str, text_version: str) -> str | None:
        """Return what a plan said in a version, add-ons left out; None of one that never was."""
        row = await self._sql.row("text", plan=plan, version=text_version)
        return None if row is None else str(row["text"])
