"""Who is on call when, and at which hours people work."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.instants import micros
from bot.domain.rotations import Absence, Override, Rota, Rotation
from bot.domain.staff_hours import StaffHours, read_staff_hours
from storage.codec import Cell, Shape, clean, to_json, values
from storage.stamps import Stamps
from storage.statements import Connection, Parameters, Statements

_PAST: Final = timedelta(days=60)
"""How far back it is known who was on call: longer than anything that is told late."""

_ROTATION = Shape(Rotation)
_OVERRIDE = Shape(Override)
_ABSENCE = Shape(Absence)


@dataclass(frozen=True, slots=True)
class Made:
    """By whom something was said, in which request, and when."""

    key: str
    """Of the request: what it adds is added once."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Kept:
    """An override with the id by which it can be taken back."""

    id: str
    rotation: str
    person: str
    from_at: datetime
    to_at: datetime

    @property
    def request(self) -> str:
        """The request that made it: a swap makes two."""
        return self.id.rpartition(":")[0]

    @property
    def override(self) -> Override:
        return Override(self.rotation, self.person, self.from_at, self.to_at)


_KEPT = Shape(_Kept)


class Rotas:
    """Rotations, overrides, absences and people's own hours, with who said so and when."""

    def __init__(self, connection: Connection, stamps: Stamps) -> None:
        self._sql = Statements(connection, "rota")
        self._stamps = stamps

    async def read(self) -> Rota:
        """Return all rotations with what was changed in them, as far back as 60 days."""
        since = self._stamps.now() - _PAST
        rotations = values(_ROTATION, await self._sql.rows("rotations"))
        overrides = await self._overrides(since)
        absences = values(_ABSENCE, await self._sql.rows("absences", since=since.date().isoformat()))
        return Rota(tuple(rotations), tuple(each.override for each in overrides), tuple(absences))

    async def put(self, rotation: Rotation) -> None:
        """Write a rotation down as it is now."""
        await self._sql.run("put_rotation", **_ROTATION.cells(rotation))

    async def drop(self, rotation: str) -> bool:
        """Do away with a rotation; False where there is none of that name."""
        return await self._sql.row("drop_rotation", name=rotation) is not None

    async def override(self, overrides: Sequence[Override], made: Made) -> None:
        """Let people be on call for a while; each request does so once."""
        said: dict[str, Cell] = {"made_by": made.by, "made_at": micros(made.at)}
        rows: list[Parameters] = [
            {**_OVERRIDE.cells(each), **said, "id": f"{made.key}:{number}"}
            for number, each in enumerate(overrides)
        ]
        await self._sql.many("add_override", rows)

    async def end_overrides(self, overrides: Iterable[Override], made: Made) -> None:
        """Take overrides back from now on; those that are the same are taken back together."""
        ended = set(overrides)
        for each in await self._overrides(made.at):
            if each.override in ended:
                await self._sql.run("end_override", id=each.id, ended_by=made.by, ended_at=micros(made.at))

    async def made_with(self, override: Override) -> tuple[Override, ...]:
        """Return an override with those of the same request, such as both of a swap, back to 60 days."""
        kept = await self._overrides(self._stamps.now() - _PAST)
        requests = {each.request for each in kept if each.override == override}
        return tuple(each.override for each in kept if each.request in requests)

    async def _overrides(self, since: datetime) -> list[_Kept]:
        return values(_KEPT, await self._sql.rows("overrides", since=micros(since)))

    async def declare_away(self, absence: Absence, made: Made) -> None:
        """Write down that somebody is away, as a file says; who was said to be back since then stays back."""
        await self._sql.run(
            "put_absence", **_ABSENCE.cells(absence), made_by=made.by, made_at=micros(made.at)
        )

    async def away(self, absence: Absence, made: Made) -> None:
        """Write down that somebody is away, whatever was said of these days before."""
        await self.declare_away(absence, made)
        await self._sql.run("renew_absence", person=absence.person, from_on=absence.from_on.isoformat())

    async def back(self, absence: Absence, last_on: date) -> None:
        """End an absence sooner: *last_on* is its last day, or lies before the first where it never was."""
        await self._sql.run(
            "end_absence",
            person=absence.person,
            from_on=absence.from_on.isoformat(),
            back_on=last_on.isoformat(),
        )

    async def hours(self, people: Collection[str]) -> Mapping[str, StaffHours]:
        """Return the own hours of those of *people* who have any, by their ids."""
        rows = await self._sql.rows("hours", people=to_json(sorted(people)))
        return {str(row["person"]): read_staff_hours(str(row["hours"]), "UTC") for row in rows}

    async def put_hours(self, person: str, hours: StaffHours, made: Made) -> None:
        """Write somebody's own hours down."""
        await self._sql.run(
            "put_hours",
            person=person,
            hours=clean(str(hours)),
            made_by=made.by,
            made_at=micros(made.at),
        )

    async def drop_hours(self, person: str) -> bool:
        """Let somebody have no hours of their own; False where they have none."""
        return await self._sql.row("drop_hours", person=person) is not None
