"""People as Slack describes them, and which channels they are in."""

from collections.abc import Collection

from bot.domain.desks import Profile
from storage.codec import Cell, Shape, clean, texts, value_or_none, values
from storage.statements import Connection, Statements

_PROFILE = Shape(Profile)


class People:
    """Profiles by Slack id, and the members of channels."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "people")

    async def get(self, person: str) -> Profile | None:
        """Return a person."""
        return value_or_none(_PROFILE, await self._sql.row("get", id=person))

    async def all(self) -> list[Profile]:
        """Return everybody, by name."""
        return values(_PROFILE, await self._sql.rows("all"))

    async def by_name(self, name: str) -> list[Profile]:
        """Return the people of that name, whatever its case and with or without an @."""
        return values(_PROFILE, await self._sql.rows("by_name", folded=_folded(name)))

    async def put(self, *people: Profile) -> None:
        """Write people down as they are now."""
        await self._sql.many("put", [_cells(each) for each in people])

    async def members(self, channel: str) -> set[str]:
        """Return who is in a channel."""
        return set(texts(await self._sql.rows("members", channel=channel), "person"))

    async def set_members(self, channel: str, people: Collection[str]) -> None:
        """Write down who is in a channel, and that nobody else is."""
        await self._sql.run("clear_members", channel=channel)
        await self._add_members(channel, people)

    async def add_member(self, channel: str, person: str) -> None:
        """Somebody came into a channel."""
        await self._add_members(channel, [person])

    async def remove_member(self, channel: str, person: str) -> None:
        """Somebody left a channel."""
        await self._sql.run("remove_member", channel=channel, person=person)

    async def is_triage_member(self, person: str) -> bool:
        """Whether somebody is in any triage channel."""
        return await self._sql.row("is_triage_member", person=person) is not None

    async def _add_members(self, channel: str, people: Collection[str]) -> None:
        await self._sql.many("add_member", [{"channel": channel, "person": each} for each in sorted(people)])


def _cells(person: Profile) -> dict[str, Cell]:
    return {**_PROFILE.cells(person), "folded": _folded(person.name)}


def _folded(name: str) -> str:
    """Return a name as it is compared: databases differ in what they hold for the same letter."""
    return clean(name.strip().removeprefix("@")).casefold()
