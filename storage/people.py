"""People as Slack describes them, and which channels they are in."""

from collections.abc import Collection
from typing import NamedTuple

from bot.domain.desks import Profile
from storage.codec import Cell, Shape, clean, text_or_none, texts, to_json, value_or_none, values
from storage.statements import Connection, Statements

_PROFILE = Shape(Profile)


class Author(NamedTuple):
    """Somebody, seen from a channel."""

    profile: Profile
    channel: str | None
    """The id that the channel has today; None where we know of no such channel."""
    client: str | None
    """Whose channel it is."""
    language: str | None
    """What is spoken there."""


class People:
    """Profiles by Slack id, and the members of channels."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "people")

    async def get(self, person: str) -> Profile | None:
        """Return a person."""
        return value_or_none(_PROFILE, await self._sql.row("get", id=person))

    async def get_all(self, people: Collection[str]) -> dict[str, Profile]:
        """Return people by their ids."""
        rows = await self._sql.rows("get_all", ids=to_json(sorted(people)))
        return {person.id: person for person in values(_PROFILE, rows)}

    async def author(self, person: str, channel: str) -> Author | None:
        """Return a person as seen from a channel, by any id that it had; None where we do not know them."""
        row = await self._sql.row("author", person=person, channel=channel)
        if row is None:
            return None
        return Author(
            _PROFILE.value(row), *(text_or_none(row, name) for name in ("place", "client", "spoken"))
        )

    async def by_name(self, name: str) -> list[Profile]:
        """Return the people of that name, whatever its case and with or without an @."""
        return values(_PROFILE, await self._sql.rows("by_name", folded=_folded(name)))

    async def put(self, *people: Profile) -> None:
        """Write people down as Slack describes them now; the role that we gave them stays as it was."""
        await self._sql.many("put", [_cells(each) for each in people])

    async def set_role(self, person: str, role: str | None) -> Profile | None:
        """Give somebody a role, or none, and return them; None where we do not know them."""
        return value_or_none(_PROFILE, await self._sql.row("set_role", id=person, role=role))

    async def admins(self, team: str) -> list[Profile]:
        """Return a workspace's full members who are its primary owner or were named admin, by name."""
        return values(_PROFILE, await self._sql.rows("admins", team=team))

    async def members(self, channel: str) -> set[str]:
        """Return who is in a channel."""
        return set(texts(await self._sql.rows("members", channel=channel), "person"))

    async def add_members(self, channel: str, people: Collection[str]) -> None:
        """People came into a channel."""
        await self._sql.many("add_member", _pairs(channel, people))

    async def remove_members(self, channel: str, people: Collection[str]) -> None:
        """People left a channel."""
        await self._sql.many("remove_member", _pairs(channel, people))

    async def is_triage_member(self, person: str) -> bool:
        """Whether somebody is in any triage channel."""
        return await self._sql.row("is_triage_member", person=person) is not None


def _pairs(channel: str, people: Collection[str]) -> list[dict[str, Cell]]:
    return [{"channel": channel, "person": each} for each in sorted(people)]


def _cells(person: Profile) -> dict[str, Cell]:
    cells = {**_PROFILE.cells(person), "folded": _folded(person.name)}
    return {name: cell for name, cell in cells.items() if name != "role"}


def _folded(name: str) -> str:
    """Return a name as it is compared: databases differ in what they hold for the same letter."""
    return clean(name.strip().removeprefix("@")).casefold()
